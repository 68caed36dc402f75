"""More time for a task: asked for, answered, or simply given."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Extension, Task
from mentorship.services import tasks
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: For these somebody may want more time: what is to be done, and what time has ended.
EXTENDABLE = (*Task.TO_DO, Task.Status.EXPIRED)


class NoReason(DomainError):
    message = gettext_lazy("Say in a few words why you need more time.")


class NotLater(DomainError):
    message = gettext_lazy("Choose a day after the present one.")


class NoEnd(DomainError):
    message = gettext_lazy("This task has no day until which it is due. Take the time that you need.")


class AskedAlready(DomainError):
    message = gettext_lazy("You have asked for more time already. Wait for the answer.")


class Answered(DomainError):
    message = gettext_lazy("This was answered already.")


@transaction.atomic
def ask(*, task: Task, by: User, wanted_due_at: datetime, reason: str, now: datetime) -> Extension:
    """Ask for more time. Raises NotAllowed, tasks.NotOpen, NoEnd, NotLater, NoReason, AskedAlready."""
    task = tasks.locked(task)
    require(can(by, "ask_for_time", task), _("Only who got the task asks for more time."))
    if task.status not in EXTENDABLE:
        raise tasks.NotOpen
    _check_later(task, wanted_due_at, now)
    reason = reason.strip()
    if not reason:
        raise NoReason
    if task.extensions.filter(status=Extension.Status.ASKED).exists():
        raise AskedAlready
    extension: Extension = Extension.objects.create(
        task=task, wanted_due_at=wanted_due_at, reason=reason, asked_at=now
    )
    announce(signals.extension_asked, Extension, extension=extension, by=by)
    return extension


@transaction.atomic
def answer(*, extension: Extension, grant: bool, by: User, now: datetime, words: str = "") -> Extension:
    """Give the time that was asked for, or say why not. Raises NotAllowed, Answered, tasks.NotOpen, NotLater."""
    task = tasks.locked(extension.task)
    extension = Extension.objects.select_for_update().get(pk=extension.pk)
    extension.task = task
    require(can(by, "extend", task), _("Only who accompanies this person, or a coordinator, gives more time."))
    if not extension.is_open:
        raise Answered
    if grant:
        _extend(task, extension.wanted_due_at, by=by, now=now)
    _close(extension, grant=grant, by=by, now=now, words=words)
    return extension


@transaction.atomic
def extend(*, task: Task, due_at: datetime, by: User, now: datetime) -> Task:
    """Give more time unasked; what has expired goes on. Raises NotAllowed, tasks.NotOpen, NoEnd, NotLater."""
    task = tasks.locked(task)
    require(can(by, "extend", task), _("Only who accompanies this person, or a coordinator, gives more time."))
    _extend(task, due_at, by=by, now=now)
    for each in task.extensions.select_for_update().filter(status=Extension.Status.ASKED):
        _close(each, grant=True, by=by, now=now, words="")
    return task


def _extend(task: Task, due_at: datetime, *, by: User, now: datetime) -> None:
    if task.status not in EXTENDABLE:
        raise tasks.NotOpen
    _check_later(task, due_at, now)
    if task.status == Task.Status.EXPIRED:
        task.status, task.expired_at = _before_it_expired(task), None
    task.due_at, task.reminded_at = due_at, None
    task.save(update_fields=["due_at", "reminded_at", "status", "expired_at", "updated_at"])
    log(task, "mentorship.task.extend", user=by)
    announce(signals.task_extended, Task, task=task, by=by)


def _before_it_expired(task: Task) -> Task.Status:
    if task.iteration:
        return Task.Status.REVISION
    return Task.Status.STARTED if task.started_at else Task.Status.ASSIGNED


def _check_later(task: Task, due_at: datetime, now: datetime) -> None:
    if task.due_at is None:
        raise NoEnd
    if due_at <= max(task.due_at, now):
        raise NotLater


def _close(extension: Extension, *, grant: bool, by: User, now: datetime, words: str) -> None:
    extension.status = Extension.Status.GRANTED if grant else Extension.Status.DECLINED
    extension.answered_by, extension.answered_at, extension.answer = by, now, words.strip()[:500]
    extension.save(update_fields=["status", "answered_by", "answered_at", "answer", "updated_at"])
    announce(signals.extension_answered, Extension, extension=extension, by=by)
