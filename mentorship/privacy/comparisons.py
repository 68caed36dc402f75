"""What is kept about people by comparing what they handed in."""

from typing import Any

from mentorship.models import Preference
from portal.core.privacy import Erase, Rule, declare

MAKERS = ("first__task__participant", "second__task__participant")


def _said(preference: Preference) -> dict[str, Any]:
    criteria = preference.criteria.select_related("criterion")
    return {
        "pair": preference.comparison_id,
        "choice": preference.choice,
        "reason": preference.reason,
        "criteria": {each.criterion.name: each.choice for each in criteria},
        "answered_at": preference.answered_at,
    }


declare(
    Rule(
        model="mentorship.Preference",
        people=("rater",),
        erase=Erase.DELETE,
        export=_said,
        left_out=("reason",),
    ),
    Rule(
        model="mentorship.Preference",
        people=tuple(f"comparison__{maker}" for maker in MAKERS),
        erase=Erase.DELETE,
        export=_said,
        left_out=("reason", "rater"),
    ),
    Rule(
        model="mentorship.Comparison",
        people=MAKERS,
        erase=Erase.DELETE,
        export=("public_id", "first", "second", "ground", "created_at"),
    ),
)
