"""Questions about pieces handed in, who looks at them, and what was said about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mentorship.models import (
    Extension,
    Feedback,
    FeedbackFile,
    LevelConfirmation,
    Pairing,
    Rubric,
    SavedComment,
    Skill,
    SkillLevel,
    Submission,
    SubmissionFile,
    Task,
    TaskFile,
    UserSkill,
)
from mentorship.models.feedback import FeedbackQuerySet
from mentorship.models.submissions import SubmissionQuerySet
from mentorship.models.tasks import TaskQuerySet
from mentorship.selectors.mentoring import wait_words
from portal.accounts.models import User
from portal.core import quota, waiting

PER_PAGE = 25
#: Which answers tell how long the next one takes.
RECENT, MOST = timedelta(days=30), 20


@quota.counter("size_bytes")
def files_handed_in(person: Any) -> QuerySet[SubmissionFile]:
    return SubmissionFile.objects.filter(submission__task__participant=person)


@quota.counter("size_bytes")
def files_of_feedback(person: Any) -> QuerySet[FeedbackFile]:
    """What `person` has put to feedback."""
    return FeedbackFile.objects.filter(feedback__reviewer=person)


@quota.counter("size_bytes")
def files_of_tasks(person: Any) -> QuerySet[TaskFile]:
    """What `person` has put to tasks of others."""
    return TaskFile.objects.filter(task__assigned_by=person)


# The queue ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where in the queue somebody is: after this piece, which need not wait any more."""

    since: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.since.isoformat()}~{self.pk}"

    @classmethod
    def of(cls, task: Task) -> Place:
        assert task.submitted_at is not None  # noqa: S101  whoever waits has handed something in
        return cls(task.submitted_at, task.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Return what `str` wrote, or None for anything else."""
        when, _tilde, number = text[:80].partition("~")
        try:
            moment = parse_datetime(when)
        except ValueError:
            return None
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        return cls(moment, int(number)) if moment and moment.tzinfo and is_number else None


@waiting.counted_as("pieces", at="mentorship:review_queue")
def to_look_at(reviewer: Any) -> TaskQuerySet:
    """Tasks whose latest piece `reviewer` may look at. No query yet."""
    return waiting_for(reviewer, now=timezone.now())


def waiting_for(
    reviewer: Any, *, now: datetime, person: Any = None, skill: Skill | None = None, show: str = ""
) -> TaskQuerySet:
    """Tasks whose latest piece `reviewer` may look at, longest waiting first. No query yet."""
    rows: Any = Task.objects.visible_to(reviewer).waiting().exclude(participant=reviewer)
    if person is not None:
        rows = rows.filter(participant=person)
    if skill is not None:
        rows = rows.filter(skill=skill)
    own = Feedback.objects.drafts().filter(
        reviewer=reviewer, submission__task=OuterRef("pk"), submission__number=OuterRef("iteration")
    )
    if show == "free":
        rows = rows.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
    elif show == "mine":
        rows = rows.filter(Q(claimed_by=reviewer) | Exists(own))
    elif show == "given":
        rows = rows.filter(assigned_by=reviewer)
    found: TaskQuerySet = rows.longest_waiting_first()
    return found


def queue_page(rows: TaskQuerySet, reviewer: Any, after: Place | None) -> tuple[list[Any], Place | None]:
    """Return the next rows of a queue after a place, and the place after them, or None at its end. One query.

    Each knows its latest `piece` (the public id) and whether the reviewer `has_draft`.
    """
    pieces = Submission.objects.filter(task=OuterRef("pk"), number=OuterRef("iteration"))
    drafts = Feedback.objects.drafts().filter(
        reviewer=reviewer, submission__task=OuterRef("pk"), submission__number=OuterRef("iteration")
    )
    if after is not None:
        rows = rows.filter(_behind(after))
    shown = rows.annotate(piece=Subquery(pieces.values("public_id")), has_draft=Exists(drafts)).select_related(
        "participant", "skill", "claimed_by"
    )
    found = list(shown[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    return page, Place.of(page[-1]) if len(found) > PER_PAGE else None


def neighbours(rows: TaskQuerySet, task: Task) -> tuple[str, str]:
    """Return the public ids of the pieces before and after `task` in a queue, each "" at its end. Two queries."""
    if task.submitted_at is None:
        return "", ""
    here = Place.of(task)
    pieces = Submission.objects.filter(task=OuterRef("pk"), number=OuterRef("iteration"))
    with_piece: Any = rows.annotate(piece=Subquery(pieces.values("public_id")))
    ahead = Q(submitted_at__lt=here.since) | Q(submitted_at=here.since, pk__lt=here.pk)
    before = with_piece.filter(ahead).order_by("-submitted_at", "-pk").values_list("piece", flat=True).first()
    after = with_piece.filter(_behind(here)).values_list("piece", flat=True).first()
    return before or "", after or ""


def _behind(place: Place) -> Q:
    return Q(submitted_at__gt=place.since) | Q(submitted_at=place.since, pk__gt=place.pk)


def people_waiting(reviewer: Any) -> QuerySet[User]:
    """Those of whom something waits for `reviewer`, by name."""
    waiting = Task.objects.visible_to(reviewer).waiting().exclude(participant=reviewer)
    return User.objects.filter(pk__in=waiting.values("participant")).order_by("display_name", "pk")


def skills_waiting(reviewer: Any) -> QuerySet[Skill]:
    """The skills that are practised by what waits for `reviewer`, by name."""
    waiting = Task.objects.visible_to(reviewer).waiting().exclude(participant=reviewer)
    return Skill.objects.filter(pk__in=waiting.values("skill")).order_by("name", "pk")


def expected_wait(participant: Any, *, now: datetime) -> str:
    """How long `participant` may expect to wait for feedback, in words. One query.

    The median of what those who accompany them took for their last answers, to whomever.
    """
    mentors = Pairing.objects.current().filter(participant=participant).values("mentor")
    answered = Submission.objects.filter(
        answered_at__gt=now - RECENT, feedback__reviewer__in=mentors, feedback__released_at=F("answered_at")
    )
    times = answered.order_by("-answered_at").values_list("submitted_at", "answered_at")[:MOST]
    return wait_words([(until - since) / timedelta(days=1) for since, until in times if until])


def asking_for_time(reviewer: Any) -> QuerySet[Extension]:
    """Open requests for more time that `reviewer` may answer, the oldest first. One query."""
    asked: Any = Extension.objects.visible_to(reviewer).filter(status=Extension.Status.ASKED)
    others = asked.exclude(task__participant=reviewer).select_related("task__participant")
    found: QuerySet[Extension] = others.order_by("asked_at", "pk")
    return found


# Pieces and feedback ----------------------------------------------------------------------------------------


def iterations(task: Task, viewer: Any) -> list[Submission]:
    """All pieces of `task`, the newest first, each with its files and the feedback that `viewer` reads."""
    return list(_with_feedback(task.submissions.order_by("-number"), viewer))


def piece(viewer: Any, public_id: str) -> SubmissionQuerySet:
    """The piece of that id, if `viewer` sees it, with all that its page shows."""
    seen: Any = Submission.objects.visible_to(viewer).filter(public_id=public_id)
    with_task = seen.select_related(
        "project", "task__participant", "task__assigned_by", "task__skill", "task__rubric", "task__claimed_by"
    )
    found: SubmissionQuerySet = _with_feedback(with_task, viewer)
    return found


def _with_feedback(pieces: Any, viewer: Any) -> Any:
    released: FeedbackQuerySet = Feedback.objects.visible_to(viewer).released().oldest_first().with_all()
    return pieces.prefetch_related(
        "files", "self_ratings__criterion", "self_ratings__level", Prefetch("feedback", released, "given")
    )


def draft_of(submission: Submission, reviewer: Any) -> Feedback | None:
    """What `reviewer` has said about `submission`, released or not, with its parts. At most five queries."""
    own = Feedback.objects.filter(submission=submission, reviewer=reviewer)
    return own.prefetch_related("steps", "scores", "marks", "files").first()


def rubric_of(task: Task) -> Rubric | None:
    """The rubric of `task` with its criteria and levels, or None. At most three queries."""
    if task.rubric_id is None:
        return None
    return Rubric.objects.prefetch_related("criteria__levels").get(pk=task.rubric_id)


def drafts_of(reviewer: Any) -> FeedbackQuerySet:
    """Drafts of `reviewer` about pieces that still wait, oldest piece first: what may be released at once."""
    own: Any = Feedback.objects.visible_to(reviewer).drafts().filter(reviewer=reviewer)
    current = own.filter(submission__number=F("submission__task__iteration"))
    found: FeedbackQuerySet = (
        current.filter(submission__task__status__in=Task.WAITING)
        .select_related("submission__task__participant", "reviewer")
        .order_by("submission__submitted_at", "pk")
    )
    return found


def feedback_for(viewer: Any, public_id: str) -> FeedbackQuerySet:
    """Released feedback of that id, if `viewer` reads it."""
    seen: Any = Feedback.objects.visible_to(viewer).released().filter(public_id=public_id)
    found: FeedbackQuerySet = seen.select_related("reviewer", "submission__task__participant")
    return found


def comments_of(owner: Any, skill: Skill | None = None) -> QuerySet[SavedComment]:
    """The comment bank of `owner`: what is about `skill` first, then by what was saved last. One query."""
    own = SavedComment.objects.visible_to(owner).select_related("skill")
    if skill is not None:
        return own.annotate(fits=Q(skill=skill)).order_by("-fits", "-updated_at", "-pk")
    return own.order_by("-updated_at", "-pk")


def visible_piece_file(viewer: Any, public_id: Any) -> QuerySet[SubmissionFile]:
    return SubmissionFile.objects.visible_to(viewer).filter(public_id=public_id)


def visible_feedback_file(viewer: Any, public_id: Any) -> QuerySet[FeedbackFile]:
    return FeedbackFile.objects.visible_to(viewer).filter(public_id=public_id)


def visible_task_file(viewer: Any, public_id: Any) -> QuerySet[TaskFile]:
    return TaskFile.objects.visible_to(viewer).filter(public_id=public_id)


# Levels ---------------------------------------------------------------------------------------------------


def next_level(task: Task) -> int | None:
    """The level after the one that the participant names in the skill of `task`, None at the top. Two queries."""
    named = UserSkill.objects.filter(user=task.participant, skill=task.skill)
    held = named.values_list("level", flat=True).first()
    confirmed = LevelConfirmation.objects.standing().filter(user=task.participant, skill=task.skill)
    levels = SkillLevel.objects.filter(skill=task.skill, number__gt=held or 0).order_by("number")
    return levels.exclude(number__in=confirmed.values("level")).values_list("number", flat=True).first()


def levels_shown_by(task: Task) -> QuerySet[LevelConfirmation]:
    """The levels for which the pieces of `task` are the evidence. One query."""
    standing = LevelConfirmation.objects.standing().filter(submission__task=task)
    return standing.select_related("skill", "confirmed_by").order_by("confirmed_at", "pk")
