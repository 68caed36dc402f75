"""Who asks peers about a piece, who of them writes, and who reads it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import PeerReview, PeerRound
from mentorship.permissions.tasks import can_review_for, seen_with_task
from portal.accounts.models import User
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy

TASK = "submission__task__"


@policy.register(PeerRound)
class PeerRoundPolicy(Policy[PeerRound]):
    """Who sees the task."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return seen_with_task(person, TASK)

    def may_close(self, person: User, each: PeerRound) -> bool:
        return can_review_for(person, each.submission.task.participant)


@policy.register(PeerReview)
class PeerReviewPolicy(Policy[PeerReview]):
    """Its peer, as long as they are asked; once given, who sees the task: the maker unless it was set aside."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        with_task = seen_with_task(person, f"round__{TASK}")
        if with_task == NOBODY_SEES:
            return NOBODY_SEES
        of_another = Q(decision=PeerReview.Decision.SET_ASIDE) & Q(**{f"round__{TASK}participant": person})
        own = Q(reviewer=person) & ~Q(status=PeerReview.Status.DECLINED)
        return own | (with_task & Q(status=PeerReview.Status.GIVEN) & ~of_another)

    def may_write(self, person: User, review: PeerReview) -> bool:
        return person.is_active and review.reviewer_id == person.pk

    def may_rate(self, person: User, review: PeerReview) -> bool:
        return review.is_given and review.round.submission.task.participant_id == person.pk

    may_appeal = may_rate

    def may_decide(self, person: User, review: PeerReview) -> bool:
        """Whether `person` decides an appeal: who accompanies the maker, and did not write it."""
        return person.pk != review.reviewer_id and can_review_for(person, review.round.submission.task.participant)
