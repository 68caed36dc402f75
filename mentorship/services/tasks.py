"""Giving tasks, beginning them, taking them back, and letting time end them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Rubric, Skill, Task, TaskFile, TaskTemplate
from mentorship.permissions import can_assign, can_assign_to
from mentorship.services import files as stored
from mentorship.services import rubrics
from portal.accounts.models import User
from portal.core import quota
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.core.uploads import CleanUpload

MAX_FILES = 5
MAX_PEOPLE = 40


NOT_THEIRS = gettext_lazy("Only a mentor of this person, or a coordinator, gives them tasks.")


class NoTitle(DomainError):
    message = gettext_lazy("Say in a few words what is to be done.")


class DueInThePast(DomainError):
    message = gettext_lazy("This day is over. Choose a later one.")


class NotOpen(DomainError):
    message = gettext_lazy("This task is no longer open.")


class TooManyFiles(DomainError):
    message = gettext_lazy("A task has at most 5 files.")


class TooManyPeople(DomainError):
    message = gettext_lazy("At most 40 people get a task at once. Give it to the others afterwards.")


def permit(*, by: User) -> None:
    """Refuse who gives tasks to nobody. Raises NotAllowed."""
    require(can_assign(by), NOT_THEIRS)


def assign(
    *,
    participant: User,
    title: str,
    by: User,
    now: datetime,
    brief: str = "",
    skill: Skill | None = None,
    due_at: datetime | None = None,
    rubric: Rubric | None = None,
    estimated_hours: Decimal | None = None,
    template: TaskTemplate | None = None,
    files: Iterable[Any] = (),
    submission: uuid.UUID | None = None,
) -> Task:
    """Give `participant` something to do; the same `submission` again gives nothing more.

    Raises NoTitle, DueInThePast, NotAllowed, BadUpload, TooManyFiles.
    """
    [task] = assign_to_all(
        participants=[participant],
        title=title,
        by=by,
        now=now,
        brief=brief,
        skill=skill,
        due_at=due_at,
        rubric=rubric,
        estimated_hours=estimated_hours,
        template=template,
        files=files,
        submission=submission,
    )
    return task


def assign_to_all(
    *,
    participants: Sequence[User],
    title: str,
    by: User,
    now: datetime,
    due_at: datetime | None = None,
    rubric: Rubric | None = None,
    files: Iterable[Any] = (),
    submission: uuid.UUID | None = None,
    **words: Any,
) -> list[Task]:
    """Give each of `participants` the same to do, all of them or nobody; takes and raises what `assign` does.

    They share a `batch`, so that their works can be looked at side by side. Raises TooManyPeople.
    """
    if len(participants) > MAX_PEOPLE:
        raise TooManyPeople
    for each in participants:
        require(can_assign_to(by, each), NOT_THEIRS)
    title = " ".join(title.split())
    if not title:
        raise NoTitle
    if due_at is not None and due_at < now:
        raise DueInThePast
    uploads = stored.clean_all(files)
    if len(uploads) > MAX_FILES:
        raise TooManyFiles
    number = submission or uuid.uuid4()
    values = {**words, "assigned_by": by, "title": title, "due_at": due_at, "rubric": rubric}
    if len(participants) > 1:
        values["batch"] = number
    with stored.shelf() as shelf, transaction.atomic():
        if rubric is not None:
            rubrics.use(rubric=rubric, now=now)
        # One number a person: the first keeps the form's own, the others derive theirs from it.
        numbers = [number, *(uuid.uuid5(number, str(each.pk)) for each in participants[1:])]
        return [
            _give(each, own, values, uploads=uploads, shelf=shelf, by=by)
            for each, own in zip(participants, numbers, strict=True)
        ]


def _give(
    participant: User,
    number: uuid.UUID,
    values: dict[str, Any],
    *,
    uploads: list[CleanUpload],
    shelf: stored.Shelf,
    by: User,
) -> Task:
    task, is_new = Task.objects.get_or_create(submission=number, defaults={"participant": participant, **values})
    if not is_new:
        require(can(by, "see", task), _("Reload the page and send the form again."))
        return task
    quota.claim(by, sum(each.content.size for each in uploads))
    TaskFile.objects.bulk_create(
        stored.fill(TaskFile(task=task, position=position), each, shelf=shelf, folder="tasks")
        for position, each in enumerate(uploads)
    )
    log(task, "mentorship.task.assign", user=by)
    announce(signals.task_assigned, Task, task=task, by=by)
    return task


@transaction.atomic
def start(*, task: Task, by: User, now: datetime) -> Task:
    """Note that the participant has begun; again changes nothing. Raises NotOpen, NotAllowed."""
    task = locked(task)
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
    task = locked(task)
    require(can(by, "withdraw", task), _("Only who accompanies this person, or a coordinator, takes a task back."))
    if task.status == Task.Status.WITHDRAWN:
        return task
    if not task.is_open:
        raise NotOpen
    task.status, task.withdrawn_at = Task.Status.WITHDRAWN, now
    let_go(task)
    task.save(update_fields=["status", "withdrawn_at", *CLAIM, "updated_at"])
    log(task, "mentorship.task.withdraw", user=by)
    announce(signals.task_withdrawn, Task, task=task, by=by)
    return task


def expire(*, now: datetime) -> int:
    """End what nobody has handed in long after its day, and return how many those were; for the clock.

    What waits for a mentor never expires: that it is late is not the participant's doing.
    """
    long_ago = now - timedelta(days=settings.TASK_GRACE_DAYS)
    late = Task.objects.filter(status__in=Task.TO_DO, due_at__lt=long_ago)
    return sum(_expire(pk, long_ago, now) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int, long_ago: datetime, now: datetime) -> bool:
    late = Task.objects.select_for_update(of=("self",), skip_locked=True).select_related("participant")
    task = late.filter(pk=pk, status__in=Task.TO_DO, due_at__lt=long_ago).first()
    if task is None:
        return False  # somebody was faster: it has been handed in, or there is more time
    task.status, task.expired_at = Task.Status.EXPIRED, now
    task.save(update_fields=["status", "expired_at", "updated_at"])
    log(task, "mentorship.task.expire")
    announce(signals.task_expired, Task, task=task)
    return True


#: What a claim is made of.
CLAIM = ("claimed_by", "claimed_until")


def let_go(task: Task) -> None:
    """Let nobody in particular look at `task`, for a service that saves it."""
    task.claimed_by, task.claimed_until = None, None


def locked(task: Task) -> Task:
    """Return `task` as it is now, nobody else changing it until the transaction ends."""
    return Task.objects.select_for_update(of=("self",)).select_related("participant", "rubric").get(pk=task.pk)
