"""Peer review: participants look at another's piece by the rubric that the mentor uses. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import CriterionLevel, Feedback, PeerReview, PeerRound, PeerScore, Submission, Task
from mentorship.models.peers import MOST_PEERS
from mentorship.permissions import can_review_for
from mentorship.selectors import peers as questions
from mentorship.services import tasks
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

Status = PeerReview.Status
Decision = PeerReview.Decision


class MakerHasNotAgreed(DomainError):
    message = gettext_lazy("Its maker has not agreed that other participants look at their pieces.")


class AlreadyAsked(DomainError):
    message = gettext_lazy("Peers have been asked about this piece already.")


class NoPeers(DomainError):
    message = gettext_lazy("Nobody who learns the same and agreed to it can be asked at the moment.")


class WrongNumber(DomainError):
    message = gettext_lazy("Ask at least one and at most eight peers.")


class DayIsPast(DomainError):
    message = gettext_lazy("This day is over. Choose one that is to come.")


class RoundIsOver(DomainError):
    message = gettext_lazy("This is not asked for any more. Thank you all the same.")


class GivenAlready(DomainError):
    message = gettext_lazy("You have given this review, so it stays as it was read.")


class ChangedElsewhere(DomainError):
    message = gettext_lazy("You saved other words in another tab since. Copy what you need, then reload the page.")


class NoWords(DomainError):
    message = gettext_lazy("Say what you notice, and one thing to try next.")


class OtherRubric(DomainError):
    message = gettext_lazy("These are levels of another rubric. Reload the page and choose again.")


class NoReason(DomainError):
    message = gettext_lazy("Say why it is unfair, so that your mentor can decide.")


class AppealedAlready(DomainError):
    message = gettext_lazy("You have said that this is unfair. Your mentor decides.")


class NothingToDecide(DomainError):
    message = gettext_lazy("Nobody asked for a decision about this, or it was made.")


@dataclass(frozen=True)
class Words:
    """All that a peer says."""

    noticed: str = ""
    wondered: str = ""
    tried: str = ""
    levels: Sequence[CriterionLevel] = ()


@transaction.atomic
def ask(
    *,
    submission: Submission,
    by: User,
    now: datetime,
    wanted: int = 3,
    is_anonymous: bool = True,
    due_date: date | None = None,
) -> PeerRound:
    """Ask `wanted` peers about `submission`, or as many as there are: those who have least to do first.

    Raises NotAllowed, WrongNumber, DayIsPast, MakerHasNotAgreed, AlreadyAsked, RoundIsOver, NoPeers.
    """
    task = tasks.locked(submission.task)
    require(can_review_for(by, task.participant), _("Only who accompanies somebody asks their peers."))
    if not 1 <= wanted <= MOST_PEERS:
        raise WrongNumber
    if due_date and due_date < now.date():
        raise DayIsPast
    if not _is_open(task):
        raise RoundIsOver
    if not questions.agreed().filter(pk=task.participant_id).exists():
        raise MakerHasNotAgreed
    if PeerRound.objects.filter(submission=submission).exists():
        raise AlreadyAsked
    opened = PeerRound.objects.create(
        submission=submission, opened_by=by, wanted=wanted, is_anonymous=is_anonymous, due_date=due_date
    )
    if not _fill(opened, task):
        raise NoPeers
    log(task, "mentorship.task.ask_peers", user=by)
    return opened


@transaction.atomic
def save(*, review: PeerReview, words: Words, by: User, seen_version: int) -> PeerReview:
    """Keep `words` as a draft that only `by` sees. Raises NotAllowed, RoundIsOver, GivenAlready, ChangedElsewhere,
    OtherRubric.
    """
    review, task = _writable(review, by)
    if review.version != seen_version:
        raise ChangedElsewhere
    criteria = set(task.rubric.criteria.values_list("pk", flat=True)) if task.rubric else set()
    if {each.criterion_id for each in words.levels} - criteria:
        raise OtherRubric
    review.version += 1
    review.noticed, review.wondered, review.tried = words.noticed, words.wondered, words.tried
    review.save()
    review.scores.all().delete()
    PeerScore.objects.bulk_create(
        PeerScore(review=review, criterion_id=each.criterion_id, level=each) for each in words.levels
    )
    return review


@transaction.atomic
def give(*, review: PeerReview, by: User, now: datetime) -> PeerReview:
    """Let the maker and their mentors read the draft of `by`. Raises as `save` does, NoWords."""
    review, task = _writable(review, by)
    if not (review.noticed.strip() and review.tried.strip()):
        raise NoWords
    review.status, review.given_at = Status.GIVEN, now
    review.save(update_fields=["status", "given_at", "updated_at"])
    log(task, "mentorship.task.peer_review", user=by)
    announce(signals.peer_review_given, PeerReview, review=review, by=by)
    return review


@transaction.atomic
def decline(*, review: PeerReview, by: User) -> PeerReview:
    """Say that `by` will not look at it; somebody else is asked instead. Raises NotAllowed, GivenAlready."""
    review, task = _writable(review, by, also_closed=True)
    _end(review, task)
    return review


@transaction.atomic
def rate(*, review: PeerReview, usefulness: str, by: User) -> PeerReview:
    """Note how far it helped its reader. Raises NotAllowed."""
    review = _locked(review)
    require(can(by, "rate", review), _("Only who got it says whether it was useful."))
    review.usefulness = Feedback.Usefulness(usefulness)
    review.save(update_fields=["usefulness", "updated_at"])
    announce(signals.peer_review_rated, PeerReview, review=review, by=by)
    return review


@transaction.atomic
def appeal(*, review: PeerReview, reason: str, by: User, now: datetime) -> PeerReview:
    """Have the mentor decide whether an unfair review stays. Raises NotAllowed, NoReason, AppealedAlready."""
    review = _locked(review)
    require(can(by, "appeal", review), _("Only who got it can say that it is unfair."))
    if not reason.strip():
        raise NoReason
    if review.appealed_at:
        raise AppealedAlready
    review.appeal, review.appealed_at = reason.strip(), now
    review.save(update_fields=["appeal", "appealed_at", "updated_at"])
    log(review.round.submission.task, "mentorship.task.appeal", user=by)
    return review


@transaction.atomic
def decide(*, review: PeerReview, is_kept: bool, by: User) -> PeerReview:
    """Let a review stay that was called unfair, or set it aside: then it counts and shows nowhere.

    Raises NotAllowed, NothingToDecide.
    """
    review = _locked(review)
    require(can(by, "decide", review), _("Only who accompanies the maker decides about it."))
    if not review.is_appeal_open:
        raise NothingToDecide
    review.decision, review.decided_by = Decision.KEPT if is_kept else Decision.SET_ASIDE, by
    review.save(update_fields=["decision", "decided_by", "updated_at"])
    log(review.round.submission.task, "mentorship.task.decide_appeal", user=by)
    announce(signals.peer_review_decided, PeerReview, review=review, by=by)
    return review


@transaction.atomic
def close(*, peer_round: PeerRound, by: User, now: datetime) -> PeerRound:
    """Ask nobody any more; what was given stays. Raises NotAllowed."""
    task = tasks.locked(peer_round.submission.task)
    peer_round = PeerRound.objects.get(pk=peer_round.pk)
    require(can(by, "close", peer_round), _("Only who accompanies the maker ends this."))
    if peer_round.closed_at is None:
        peer_round.closed_at = now
        peer_round.save(update_fields=["closed_at", "updated_at"])
        log(task, "mentorship.task.close_peers", user=by)
    return peer_round


def leave_all(*, person: User, now: datetime) -> int:
    """Take from `person`, who leaves or no longer agrees, what they were asked, and end the rounds about them.

    Return how many reviews others are asked for instead.
    """
    asked = PeerReview.objects.asked().filter(reviewer=person).select_related("round__submission__task")
    left = [_leave(each) for each in asked]
    PeerRound.objects.filter(submission__task__participant=person, closed_at=None).update(closed_at=now)
    return sum(left)


# The steps ------------------------------------------------------------------------------------------------


@transaction.atomic
def _leave(review: PeerReview) -> bool:
    task = tasks.locked(review.round.submission.task)
    review = _locked(review)
    if review.status != Status.ASKED:
        return False
    _end(review, task)
    return True


def _end(review: PeerReview, task: Task) -> None:
    review.status = Status.DECLINED
    review.noticed = review.wondered = review.tried = ""
    review.save(update_fields=["status", "noticed", "wondered", "tried", "updated_at"])
    review.scores.all().delete()
    if review.round.closed_at is None and _is_open(task):
        _fill(review.round, task)


def _fill(peer_round: PeerRound, task: Task) -> int:
    """Ask as many more as are missing; return how many could be asked. Whoever has least to do comes first."""
    missing = max(0, peer_round.wanted - peer_round.reviews.exclude(status=Status.DECLINED).count())
    waits = Q(peer_reviews__status=Status.ASKED, peer_reviews__round__closed_at=None)
    fresh = questions.peers_of(task).exclude(peer_reviews__round=peer_round)
    chosen = fresh.annotate(to_do=Count("peer_reviews", filter=waits)).order_by("to_do", "pk")[:missing]
    made = PeerReview.objects.bulk_create(PeerReview(round=peer_round, reviewer=each) for each in chosen)
    return len(made)


def _is_open(task: Task) -> bool:
    return task.status not in Task.GIVEN_UP


def _locked(review: PeerReview) -> PeerReview:
    rows = PeerReview.objects.select_for_update(of=("self",))
    return rows.select_related("round__submission__task__participant", "round__submission__task__rubric").get(
        pk=review.pk
    )


def _writable(review: PeerReview, by: User, *, also_closed: bool = False) -> tuple[PeerReview, Task]:
    task = tasks.locked(review.round.submission.task)
    review = _locked(review)
    require(can(by, "write", review), _("Only who was asked writes this."))
    if review.is_given:
        raise GivenAlready
    is_over = review.round.closed_at is not None or not _is_open(task)
    if review.status == Status.DECLINED or (is_over and not also_closed):
        raise RoundIsOver
    return review, task
