"""Giving tasks, beginning them, taking them back."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Skill, Task
from mentorship.permissions import can_assign_to
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NoTitle(DomainError):
    message = gettext_lazy("Say in a few words what is to be done.")


class DueInThePast(DomainError):
    message = gettext_lazy("This day is over. Choose a later one.")


class NotOpen(DomainError):
    message = gettext_lazy("This task is no longer open.")


@transaction.atomic
def assign(
    *,
    participant: User,
    title: str,
    by: User,
    now: datetime,
    brief: str = "",
    skill: Skill | None = None,
    due_at: datetime | None = None,
    submission: uuid.UUID | None = None,
) -> Task:
    """Give `participant` something to do; the same `submission` again gives nothing more.

    Raises NoTitle, DueInThePast, NotAllowed.
    """
    require(can_assign_to(by, participant), _("Only a mentor of this person, or a coordinator, gives them tasks."))
    title = " ".join(title.split())
    if not title:
        raise NoTitle
    if due_at is not None and due_at < now:
        raise DueInThePast
    task, is_new = Task.objects.get_or_create(
        submission=submission or uuid.uuid4(),
        defaults={
            "participant": participant,
            "assigned_by": by,
            "title": title,
            "brief": brief,
            "skill": skill,
            "due_at": due_at,
        },
    )
    if not is_new:
        require(can(by, "see", task), _("Reload the page and send the form again."))
        return task
    log(task, "mentorship.task.assign", user=by)
    announce(signals.task_assigned, Task, task=task, by=by)
    return task


@transaction.atomic
def start(*, task: Task, by: User, now: datetime) -> Task:
    """Note that the participant has begun; again changes nothing. Raises NotOpen, NotAllowed."""
    task = _locked(task)
    require(can(by, "start", task), _("Only who got the task begins it."))
    if not task.is_open:
        raise NotOpen
    if task.status == Task.Status.ASSIGNED:
        task.status, task.started_at = Task.Status.STARTED, now
        task.save(update_fields=["status", "started_at", "updated_at"])
        log(task, "mentorship.task.start", user=by)
        announce(signals.task_started, Task, task=task, by=by)
    return task


@transaction.atomic
def withdraw(*, task: Task, by: User, now: datetime) -> Task:
    """Take `task` back, begun or not; again changes nothing. Raises NotOpen, NotAllowed."""
    task = _locked(task)
    require(can(by, "withdraw", task), _("Only who accompanies this person, or a coordinator, takes a task back."))
    if task.status == Task.Status.WITHDRAWN:
        return task
    if not task.is_open:
        raise NotOpen
    task.status, task.withdrawn_at = Task.Status.WITHDRAWN, now
    task.save(update_fields=["status", "withdrawn_at", "updated_at"])
    log(task, "mentorship.task.withdraw", user=by)
    announce(signals.task_withdrawn, Task, task=task, by=by)
    return task


def _locked(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("participant").get(pk=task.pk)
