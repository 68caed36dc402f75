"""Questions about peers: who can be asked, what waits for somebody, and how far peers and mentors agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from mentorship import agreement
from mentorship.models import (
    Feedback,
    PeerReview,
    PeerRound,
    PeerScore,
    Score,
    Submission,
    SubmissionFile,
    Task,
    UserSkill,
)
from mentorship.permissions.tasks import seen_with_task
from portal.accounts import roles
from portal.accounts.models import Consent, User
from portal.accounts.selectors import MINORS, consenting
from portal.core import waiting

MOST_REVIEWERS = 50


def peers_of(task: Task) -> QuerySet[User]:
    """Participants who agreed to it and learn what `task` is about: the same task, or its craft.

    Minors look at pieces of minors and adults at those of adults: words without a name must not reach a child.
    """
    same = Q(tasks__template=task.template_id) if task.template_id else Q(pk__in=[])
    if task.batch:
        same |= Q(tasks__batch=task.batch)
    if task.skill:
        craft = task.skill.discipline_id
        same |= Q(tasks__skill__discipline=craft)
        same |= Q(pk__in=UserSkill.objects.filter(skill__discipline=craft).values("user"))
    learners = agreed().filter(same, _as_old_as(task.participant), groups__name=roles.PARTICIPANT)
    return User.objects.filter(pk__in=learners.exclude(pk=task.participant_id).values("pk"))


def agreed() -> QuerySet[User]:
    """People who look at pieces of peers and let them look at theirs. The first words said nothing of reviews."""
    last = Consent.objects.filter(person=OuterRef("pk"), kind=Consent.Kind.PEERS).order_by("-pk")
    people = consenting(Consent.Kind.PEERS).alias(agreed_words=Subquery(last.values("text_version")[:1]))
    return people.exclude(agreed_words="1")


def _as_old_as(person: User) -> Q:
    return MINORS if person.is_minor else ~MINORS


@waiting.counted_as("peers", at="mentorship:peers")
def to_do(person: Any) -> QuerySet[PeerReview]:
    """What `person` is asked to look at, the soonest due first."""
    rows = PeerReview.objects.asked().filter(reviewer=person)
    ended = Q(round__submission__task__status__in=Task.GIVEN_UP)
    return (
        rows.exclude(ended)
        .select_related("round__submission__task")
        .order_by(F("round__due_date").asc(nulls_last=True), "pk")
    )


def given_by(person: Any) -> QuerySet[PeerReview]:
    """What `person` gave, the newest first."""
    rows = PeerReview.objects.given().filter(reviewer=person)
    return rows.select_related("round__submission__task").order_by("-given_at", "-pk")


def of_reviewer(person: Any, public_id: str) -> PeerReview | None:
    """The review of that id that `person` writes or wrote, with the piece. Three queries."""
    rows = PeerReview.objects.visible_to(person).filter(reviewer=person, public_id=public_id)
    with_piece = rows.select_related("round__submission__task__rubric", "round__submission__task__skill")
    return with_piece.prefetch_related("round__submission__files", "scores").first()


def shows_piece(review: PeerReview) -> bool:
    """Whether its peer still sees the piece: while it is asked for, and maker and peer agree. One query."""
    task = review.round.submission.task
    if review.round.closed_at is not None or task.status in Task.GIVEN_UP:
        return False
    return agreed().filter(pk__in=[task.participant_id, review.reviewer_id]).count() == 2


def file_of(review: PeerReview, public_id: Any) -> SubmissionFile | None:
    """The file of that id of a piece that the peer still sees. Two queries."""
    if not shows_piece(review):
        return None
    return SubmissionFile.objects.filter(submission=review.round.submission_id, public_id=public_id).first()


def readable(viewer: Any, public_id: str) -> PeerReview | None:
    """The review of that id about a piece whose task `viewer` sees."""
    rows = PeerReview.objects.visible_to(viewer).given().filter(public_id=public_id)
    with_task = rows.filter(seen_with_task(viewer, "round__submission__task__"))
    return with_task.select_related("round__submission__task__participant").first()


def round_of(viewer: Any, piece: Submission) -> PeerRound | None:
    """The round about `piece` with what `viewer` may read of it, the oldest first. Four queries at most."""
    read = PeerReview.objects.visible_to(viewer).given().select_related("reviewer").order_by("given_at", "pk")
    said = read.prefetch_related("scores__criterion", "scores__level")
    rows = PeerRound.objects.visible_to(viewer).filter(submission=piece)
    return (
        rows.prefetch_related(Prefetch("reviews", said, "said"))
        .annotate(missing=Count("reviews", filter=Q(reviews__status=PeerReview.Status.ASKED)))
        .first()
    )


def rounds_for(person: Any) -> QuerySet[PeerRound]:
    """Rounds about pieces of others that `person` sees, the newest first, with counts. One query."""
    seen = PeerRound.objects.visible_to(person).exclude(submission__task__participant=person)
    return (
        seen.select_related("submission__task__participant")
        .annotate(
            given=Count("reviews", filter=Q(reviews__status=PeerReview.Status.GIVEN)),
            open_appeals=Count("reviews", filter=Q(reviews__appealed_at__isnull=False, reviews__decision="")),
        )
        .order_by("-open_appeals", "-created_at", "-pk")
    )


@dataclass(frozen=True)
class Peer:
    """How one peer judges: beside other peers, beside mentors, and whether it helped."""

    person: User
    given: int
    set_aside: int
    useful: int
    #: Mean of their level minus the mentor's, over what both judged; None if nothing.
    gap: float | None
    judged: agreement.Rater | None


def peers(person: Any) -> list[Peer]:
    """Everybody who gave reviews about pieces that `person` sees, the oddest first. Four queries."""
    seen = (
        PeerReview.objects.visible_to(person)
        .given()
        .filter(
            ~Q(round__submission__task__participant=person), seen_with_task(person, "round__submission__task__")
        )
    )
    sums = seen.values("reviewer").annotate(
        given=Count("pk"),
        aside=Count("pk", filter=Q(decision=PeerReview.Decision.SET_ASIDE)),
        useful=Count("pk", filter=Q(usefulness=Feedback.Usefulness.YES)),
    )
    rows = {each["reviewer"]: each for each in sums.order_by("-given", "reviewer")[:MOST_REVIEWERS]}
    people = User.objects.in_bulk(rows)
    gaps, raters = _beside_mentors(seen), {each.rater: each for each in agreement.raters(_things(seen))}
    found = [
        Peer(people[pk], row["given"], row["aside"], row["useful"], gaps.get(pk), raters.get(pk))
        for pk, row in rows.items()
    ]
    return sorted(found, key=lambda each: (not (each.judged and each.judged.is_outlier), -abs(each.gap or 0)))


def _things(seen: Any) -> list[Mapping[Hashable, str]]:
    """What several peers judged: one mapping {peer: level} for each criterion of each piece. One query."""
    counting = seen.exclude(decision=PeerReview.Decision.SET_ASIDE)
    scores = PeerScore.objects.filter(review__in=counting)
    things: dict[tuple[int, int], dict[Hashable, str]] = defaultdict(dict)
    for piece, criterion, peer, level in scores.values_list(
        "review__round__submission", "criterion", "review__reviewer", "level__number"
    ):
        things[piece, criterion][peer] = str(level)
    return list(things.values())


def _beside_mentors(seen: Any) -> dict[int, float]:
    """The mean of each peer's level minus the mentors' for the same criterion of the same piece. Two queries."""
    counting = seen.exclude(decision=PeerReview.Decision.SET_ASIDE)
    released = Score.objects.filter(feedback__status=Feedback.Status.RELEASED)
    said = released.filter(feedback__submission__in=counting.values("round__submission"))
    mentors = {
        (piece, criterion): float(level)
        for piece, criterion, level in said.values_list("feedback__submission", "criterion").annotate(
            level=Avg("level__number")
        )
    }
    gaps: dict[int, list[float]] = defaultdict(list)
    for piece, criterion, peer, level in PeerScore.objects.filter(review__in=counting).values_list(
        "review__round__submission", "criterion", "review__reviewer", "level__number"
    ):
        if (piece, criterion) in mentors:
            gaps[peer].append(level - mentors[piece, criterion])
    return {peer: sum(found) / len(found) for peer, found in gaps.items()}
