"""Feedback: kept as a draft while it is written, released for good, and what it decides about the task."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import CriterionLevel, Feedback, Mark, NextStep, Score, Submission, Task
from mentorship.models.feedback import MOST_STEPS
from mentorship.services import claims, tasks
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError

MAX_MARKS = 60


class Changed(DomainError):
    """It was saved from another tab; `standing` is what stands now."""

    message = gettext_lazy("You saved other words in another tab since. Both stand below: choose what is to stay.")

    def __init__(self, standing: Feedback | None) -> None:
        super().__init__()
        self.standing = standing


class NewerPiece(DomainError):
    message = gettext_lazy("They have handed in a newer piece since. Look at that one.")


class ReleasedAlready(DomainError):
    message = gettext_lazy("This feedback is released, so it stays as it was read.")


class NoWords(DomainError):
    message = gettext_lazy("Say what works well, or what you think all in all, before they read it.")


class NoNextStep(DomainError):
    message = gettext_lazy("Whoever is to revise it needs at least one next step.")


class TooManySteps(DomainError):
    message = gettext_lazy("Name at most three next steps: more are forgotten.")


class TooManyMarks(DomainError):
    message = gettext_lazy("There are very many notes already. Choose those that help most.")


class OtherRubric(DomainError):
    message = gettext_lazy("These are levels of another rubric. Reload the page and choose again.")


class NothingHandedIn(DomainError):
    message = gettext_lazy("Nothing was handed in yet that could be looked at.")


class NoSuchPlace(DomainError):
    message = gettext_lazy("This place is not in what was handed in.")


@dataclass(frozen=True)
class Place:
    """A note at one place of the file numbered `file`: x and y in percent, seconds, or lines."""

    file: int
    text: str
    x: Decimal | None = None
    y: Decimal | None = None
    seconds: Decimal | None = None
    first_line: int | None = None
    last_line: int | None = None


@dataclass(frozen=True)
class Words:
    """All that a reviewer says in one draft."""

    strengths: str = ""
    overall: str = ""
    mentor_note: str = ""
    outcome: str = Feedback.Outcome.NONE
    steps: Sequence[str] = ()
    levels: Sequence[CriterionLevel] = ()
    marks: Sequence[Place] = field(default_factory=tuple)


@transaction.atomic
def save_draft(
    *,
    submission: Submission,
    words: Words,
    by: User,
    now: datetime,
    seen_version: int,
    tab: uuid.UUID | None = None,
) -> Feedback:
    """Keep `words` as the draft of `by` on `submission`, which they hold from now on.

    `seen_version` is the version that they wrote on, 0 for none. The same `tab` may be behind: its line was lost
    before it learnt the version. Raises NotAllowed, Changed, ReleasedAlready, NewerPiece, OtherRubric,
    NoSuchPlace, TooManySteps, TooManyMarks, and as `claims.claim` does.
    """
    task, draft = _held(submission, by=by, now=now)
    _check_version(draft, seen_version, tab)
    _check_words(words, submission, task)
    draft = draft or Feedback(submission=submission, reviewer=by, version=0)
    draft.version, draft.tab = draft.version + 1, tab
    draft.strengths, draft.overall, draft.mentor_note = words.strengths, words.overall, words.mentor_note
    draft.outcome = Feedback.Outcome(words.outcome)
    draft.save()
    _replace_parts(draft, words)
    return draft


@transaction.atomic
def release(
    *, submission: Submission, by: User, now: datetime, seen_version: int, outcome: str | None = None
) -> Feedback:
    """Let the participant read the draft of `by`, and do what it decides, or `outcome`. Sent twice it is one.

    Raises as `save_draft` does, NoWords, NoNextStep.
    """
    claims.require_reviewer(tasks.locked(submission.task), by)
    again = Feedback.objects.released().filter(submission=submission.pk, reviewer=by).first()
    if again is not None and outcome in (None, again.outcome):
        return again
    task, draft = _held(submission, by=by, now=now, also_released=True)
    if draft is None:
        raise NoWords
    if not draft.is_released:
        _check_version(draft, seen_version, None)
    if outcome is not None:
        draft.outcome = Feedback.Outcome(outcome)
    _check_said(draft)
    _release(draft, task, by=by, now=now)
    _decide(draft, task, by=by, now=now)
    return draft


@transaction.atomic
def give(*, task: Task, words: Words, by: User, now: datetime) -> Feedback:
    """Say `words` about the latest piece of `task` and release them at once, in place of any draft of `by`.

    Raises NothingHandedIn, and as `save_draft` and `release` do.
    """
    claims.require_reviewer(tasks.locked(task), by)
    piece = task.submissions.order_by("-number").first()
    if piece is None:
        raise NothingHandedIn
    standing = Feedback.objects.filter(submission=piece, reviewer=by).values_list("version", flat=True).first()
    draft = save_draft(submission=piece, words=words, by=by, now=now, seen_version=standing or 0)
    return release(submission=piece, by=by, now=now, seen_version=draft.version)


def approve(*, submission: Submission, by: User, now: datetime, seen_version: int) -> Feedback:
    """Release the draft, unless it is, and approve the task. Raises as `release` does."""
    outcome = Feedback.Outcome.APPROVED
    return release(submission=submission, by=by, now=now, seen_version=seen_version, outcome=outcome)


def ask_revision(*, submission: Submission, by: User, now: datetime, seen_version: int) -> Feedback:
    """Release the draft, unless it is, and ask for another piece. Raises as `release` does."""
    outcome = Feedback.Outcome.REVISION
    return release(submission=submission, by=by, now=now, seen_version=seen_version, outcome=outcome)


def release_all(
    *, drafts: Iterable[Feedback], by: User, now: datetime
) -> tuple[list[Feedback], list[tuple[Feedback, DomainError]]]:
    """Release each of `drafts` that can be; return those, and the others each with the refusal."""
    released, refused = [], []
    for draft in drafts:
        try:
            released.append(release(submission=draft.submission, by=by, now=now, seen_version=draft.version))
        except DomainError as refusal:
            refused.append((draft, refusal))
    return released, refused


# The steps ------------------------------------------------------------------------------------------------


def _held(
    submission: Submission, *, by: User, now: datetime, also_released: bool = False
) -> tuple[Task, Feedback | None]:
    """Return the task, which `by` holds and which is locked, and what `by` has said so far."""
    task = claims.hold(task=tasks.locked(submission.task), by=by, now=now)
    if submission.number != task.iteration:
        raise NewerPiece
    draft = Feedback.objects.filter(submission=submission.pk, reviewer=by).first()
    if draft is not None and draft.is_released and not also_released:
        raise ReleasedAlready
    return task, draft


def _check_version(draft: Feedback | None, seen_version: int, tab: uuid.UUID | None) -> None:
    standing = draft.version if draft else 0
    is_same_tab = draft is not None and tab is not None and draft.tab == tab and seen_version < standing
    if seen_version != standing and not is_same_tab:
        raise Changed(draft)


def _check_words(words: Words, submission: Submission, task: Task) -> None:
    if len(words.steps) > MOST_STEPS:
        raise TooManySteps
    if len(words.marks) > MAX_MARKS:
        raise TooManyMarks
    named = {each.criterion_id for each in words.levels}
    own = set(task.rubric.criteria.values_list("pk", flat=True)) if task.rubric and named else set()
    if named - own:
        raise OtherRubric
    places = {each.file for each in words.marks}
    if places - set(submission.files.filter(pk__in=places).values_list("pk", flat=True)):
        raise NoSuchPlace


def _replace_parts(draft: Feedback, words: Words) -> None:
    """Let the steps, levels and marks of `draft` be those of `words`."""
    draft.steps.all().delete()
    draft.scores.all().delete()
    draft.marks.all().delete()
    NextStep.objects.bulk_create(
        NextStep(feedback=draft, position=place, text=text) for place, text in enumerate(words.steps, start=1)
    )
    by_criterion = {each.criterion_id: each for each in words.levels}
    Score.objects.bulk_create(
        Score(feedback=draft, criterion_id=criterion, level=level) for criterion, level in by_criterion.items()
    )
    Mark.objects.bulk_create(
        Mark(
            feedback=draft,
            file_id=each.file,
            position=place,
            text=each.text,
            x=each.x,
            y=each.y,
            seconds=each.seconds,
            first_line=each.first_line,
            last_line=each.last_line,
        )
        for place, each in enumerate(words.marks, start=1)
    )


def _check_said(draft: Feedback) -> None:
    if not (draft.strengths.strip() or draft.overall.strip()):
        raise NoWords
    if draft.outcome == Feedback.Outcome.REVISION and not draft.steps.exists():
        raise NoNextStep


def _release(draft: Feedback, task: Task, *, by: User, now: datetime) -> None:
    if draft.is_released:
        draft.save(update_fields=["outcome", "updated_at"])
        return
    draft.status, draft.released_at = Feedback.Status.RELEASED, now
    draft.save(update_fields=["status", "released_at", "outcome", "updated_at"])
    Submission.objects.filter(pk=draft.submission_id, answered_at=None).update(answered_at=now)
    log(task, "mentorship.task.release", user=by)
    announce(signals.feedback_given, Feedback, feedback=draft, by=by)


def _decide(feedback: Feedback, task: Task, *, by: User, now: datetime) -> None:
    if feedback.outcome == Feedback.Outcome.NONE:
        claims.leave(task=task, by=by)  # whoever looks at it next may decide
        return
    is_approved = feedback.outcome == Feedback.Outcome.APPROVED
    task.status = Task.Status.APPROVED if is_approved else Task.Status.REVISION
    task.approved_at = now if is_approved else None
    tasks.let_go(task)
    task.save(update_fields=["status", "approved_at", *tasks.CLAIM, "updated_at"])
    log(task, "mentorship.task.approve" if is_approved else "mentorship.task.ask_revision", user=by)
    told = signals.task_approved if is_approved else signals.revision_asked
    announce(told, Task, task=task, submission=feedback.submission, by=by)
