"""Handing in a piece for a task, and taking it back before anybody has looked at it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import CriterionLevel, KeptFile, Project, SelfRating, Submission, SubmissionFile, Task
from mentorship.models.kept_files import private_storage
from mentorship.services import files as stored
from mentorship.services import owning, projects, tasks, work_files
from portal.accounts.models import User
from portal.core import quota, uploads
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.core.uploads import CleanUpload

MAX_FILES = 10
MAX_ITERATIONS = 100
#: What a copy of a file has of it, beside its bytes.
COPIED = (
    *("kind", "filename", "content_type", "size_bytes", "width", "height", "alt_text"),
    *("peaks", "seconds"),
)


class Empty(DomainError):
    message = gettext_lazy("Choose a work of yours or a file, or write a few words.")


class TooManyFiles(DomainError):
    message = gettext_lazy("Choose at most 10 files; make a work of them if there are more.")


class TooMany(DomainError):
    message = gettext_lazy("This was handed in very often. Talk with your mentor about a new task.")


class Waiting(DomainError):
    message = gettext_lazy("What you handed in waits for feedback. Take it back first if you want to change it.")


class Withdrawn(tasks.NotOpen):
    message = gettext_lazy(
        "This task was taken back, so nothing can be handed in any more. What you made is yours."
    )


class Expired(tasks.NotOpen):
    message = gettext_lazy("The time for this task is over. Ask for more time, then hand it in.")


class NotYourWork(DomainError):
    message = gettext_lazy("Choose one of your own works.")


class OtherRubric(DomainError):
    message = gettext_lazy("These are levels of another rubric. Reload the page and rate yourself again.")


class LookedAt(DomainError):
    message = gettext_lazy("Somebody has begun to look at it, so it stays. Wait for what they say.")


class AlreadyHandedIn(DomainError):
    """The form was sent before; `submission` is what it made."""

    message = gettext_lazy("This was handed in already.")

    def __init__(self, submission: Submission) -> None:
        super().__init__()
        self.submission = submission


def submit(
    *,
    task: Task,
    by: User,
    now: datetime,
    note: str = "",
    hours: Decimal | None = None,
    project: Project | None = None,
    files: Iterable[Any] = (),
    ratings: Iterable[CriterionLevel] = (),
    form: uuid.UUID | None = None,
) -> Submission:
    """Hand in the next iteration of `task`, once for each `form`, with copies of the files of `project`.

    Raises NotAllowed, Withdrawn, Expired, tasks.NotOpen, Waiting, Empty, BadUpload, TooManyFiles, NotYourWork,
    OtherRubric, AlreadyHandedIn.
    """
    require(can(by, "submit", task), _("Only who got the task hands something in."))
    clean = stored.clean_all(files)
    with stored.shelf() as shelf, transaction.atomic():
        task = tasks.locked(task)
        _refuse_twice(task, form)
        _check_state(task)
        _check_work(project, by)
        shown = list(project.files.order_by("position", "pk")) if project else []
        note = note.strip()
        if not (note or project or clean):
            raise Empty
        if len(clean) > MAX_FILES:  # those of a work have a limit of their own
            raise TooManyFiles
        quota.claim(by, work_files.size_of(clean) + sum(each.size_bytes for each in shown))
        submission = Submission(task=task, number=task.iteration + 1, project=project, note=note, hours=hours)
        submission.submitted_at, submission.form = now, form or uuid.uuid4()
        submission.save()
        _rate(submission, task, ratings)
        _keep(submission, clean, shown, shelf=shelf)
        _move_on(task, submission, now=now)
        log(task, "mentorship.task.submit", user=by, data={"iteration": submission.number})
        announce(signals.work_submitted, Submission, submission=submission, by=by)
        return submission


def make_and_submit(*, by: User, now: datetime, task: Task | None = None, **values: Any) -> Project:
    """Make a work of `by`, and hand it in for `task`: both or neither.

    Raises as `projects.create` and `submit` do.
    """
    with stored.shelf(), transaction.atomic():
        project = projects.create(owner=by, by=by, now=now, **values)
        if task is not None:
            submit(task=task, by=by, now=now, project=project)
        return project


def add_and_renew(*, project: Project, files: Iterable[Any], by: User, now: datetime) -> None:
    """Append `files` to `project`, and hand it in with them if it waits to be looked at: both or neither.

    Raises as `work_files.add` and `renew` do.
    """
    owning.check(project, by)
    clean = stored.clean_all(files)
    with stored.shelf(), transaction.atomic():
        work_files.add(project=project, files=clean, by=by)
        renew(project=project, by=by, now=now)


@transaction.atomic
def renew(*, project: Project, by: User, now: datetime) -> Submission | None:
    """Hand `project` in again for its task, as it is by now; None if it is not waiting to be looked at.

    Raises NotAllowed, and as `submit` does.
    """
    former = Submission.objects.filter(project=project, task__participant=by).order_by("-submitted_at").first()
    if former is None or former.task.status != Task.Status.SUBMITTED or former.number != former.task.iteration:
        return None
    task = take_back(task=former.task, by=by)
    return submit(task=task, by=by, now=now, project=project, note=former.note, hours=former.hours)


@transaction.atomic
def take_back(*, task: Task, by: User) -> Task:
    """Delete the latest piece, which nobody has looked at yet. Raises NotAllowed, LookedAt, tasks.NotOpen."""
    task = tasks.locked(task)
    require(can(by, "take_back", task), _("Only who handed it in takes it back."))
    if not task.is_waiting:
        raise tasks.NotOpen(_("There is nothing that waits for feedback."))
    submission = task.submissions.get(number=task.iteration)
    if task.status == Task.Status.IN_REVIEW or submission.feedback.exists():
        raise LookedAt
    stored.delete_after_commit([path for file in submission.files.all() for path in file.paths])
    submission.delete()
    before = task.submissions.order_by("-number").first()
    task.iteration = before.number if before else 0
    task.submitted_at = before.submitted_at if before else None
    task.status = Task.Status.REVISION if before else Task.Status.STARTED
    task.save(update_fields=["status", "iteration", "submitted_at", "updated_at"])
    log(task, "mentorship.task.take_back", user=by)
    announce(signals.submission_taken_back, Task, task=task, by=by)
    return task


def _refuse_twice(task: Task, form: uuid.UUID | None) -> None:
    first = task.submissions.filter(form=form).first() if form else None
    if first is not None:
        raise AlreadyHandedIn(first)


def _check_state(task: Task) -> None:
    if task.status == Task.Status.WITHDRAWN:
        raise Withdrawn
    if task.status == Task.Status.EXPIRED:
        raise Expired
    if task.is_waiting:
        raise Waiting
    if not task.is_to_do:
        raise tasks.NotOpen
    if task.iteration >= MAX_ITERATIONS:
        raise TooMany


def _check_work(project: Project | None, by: User) -> None:
    if project is not None and project.owner_id != by.pk:
        raise NotYourWork


def _rate(submission: Submission, task: Task, ratings: Iterable[CriterionLevel]) -> None:
    """Keep what the participant says of each criterion."""
    levels = {each.criterion_id: each for each in ratings}
    own = set(task.rubric.criteria.values_list("pk", flat=True)) if task.rubric and levels else set()
    if levels.keys() - own:
        raise OtherRubric
    SelfRating.objects.bulk_create(
        SelfRating(submission=submission, criterion_id=criterion, level=level)
        for criterion, level in levels.items()
    )


def _keep(
    submission: Submission, clean: list[CleanUpload], shown: Iterable[KeptFile], *, shelf: stored.Shelf
) -> None:
    rows = [_copy(SubmissionFile(submission=submission), file, shelf=shelf) for file in shown]
    rows += [
        stored.fill(SubmissionFile(submission=submission), each, shelf=shelf, folder="tasks") for each in clean
    ]
    for position, row in enumerate(rows):
        row.position = position
    SubmissionFile.objects.bulk_create(rows)


def _copy(row: SubmissionFile, file: KeptFile, *, shelf: stored.Shelf) -> SubmissionFile:
    """Let `row` show what `file` shows now, with bytes of its own: the work may change or go."""
    folder, storage = uploads.stored_folder("tasks"), private_storage()
    for name in COPIED:
        setattr(row, name, getattr(file, name))

    def put(path: str) -> str:
        with storage.open(path) as bytes_of:
            return shelf.put(f"{folder}/{path.rpartition('/')[2]}", bytes_of)

    row.original.name = put(str(file.original.name))
    row.renditions = [{**each, "path": put(each["path"])} for each in file.renditions]
    return row


def _move_on(task: Task, submission: Submission, *, now: datetime) -> None:
    task.status, task.iteration, task.submitted_at = Task.Status.SUBMITTED, submission.number, now
    task.started_at = task.started_at or now
    task.save(update_fields=["status", "iteration", "submitted_at", "started_at", "updated_at"])
