"""What is kept about people by peers' looking at pieces."""

from typing import Any

from mentorship.models import PeerReview
from portal.core.privacy import Erase, Rule, declare

MAKER = "submission__task__participant"


def _said(review: PeerReview) -> dict[str, Any]:
    scores = review.scores.select_related("criterion", "level")
    return {
        "piece": review.round.submission.public_id,
        "status": review.status,
        "noticed": review.noticed,
        "wondered": review.wondered,
        "tried": review.tried,
        "levels": {each.criterion.name: str(each.level) for each in scores},
        "given_at": review.given_at,
    }


def _got(review: PeerReview) -> dict[str, Any]:
    """What its maker may read: no draft, nothing set aside, and never who wrote it, which may be a secret."""
    if not review.is_given or review.is_set_aside:
        return {"piece": review.round.submission.public_id, "status": "not given"}
    return {
        **_said(review),
        "usefulness": review.usefulness,
        "appeal": review.appeal,
        "appealed_at": review.appealed_at,
        "decision": review.decision,
    }


declare(
    Rule(
        model="mentorship.PeerReview",
        people=("reviewer",),
        erase=Erase.DELETE,
        export=_said,
        left_out=("noticed", "wondered", "tried", "appeal"),
    ),
    Rule(
        model="mentorship.PeerReview",
        people=(f"round__{MAKER}",),
        erase=Erase.DELETE,
        export=_got,
        left_out=("reviewer", "decided_by"),
    ),
    Rule(
        model="mentorship.PeerReview",
        people=("decided_by",),
        erase=Erase.PSEUDONYMISE,
        blank={"decided_by": None},
        export=("public_id", "decision", "appealed_at"),
    ),
    Rule(
        model="mentorship.PeerRound",
        people=(MAKER,),
        erase=Erase.DELETE,
        export=("submission", "wanted", "is_anonymous", "due_date", "closed_at", "created_at"),
    ),
    Rule(
        model="mentorship.PeerRound",
        people=("opened_by",),
        erase=Erase.PSEUDONYMISE,
        blank={"opened_by": None},
        export=("submission", "created_at"),
    ),
)
