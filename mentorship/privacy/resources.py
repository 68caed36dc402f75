"""What is kept about people by the stores: what they were handed stays counted, without words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from mentorship.models import IssueLine
from portal.core.privacy import Erase, Rule, declare, obstacle

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COUNTED = "What lies in the stores is the sum of what came and went; the person is a pseudonym by then."


@obstacle
def tools_still_lent(person: Any) -> str | _StrPromise:
    if IssueLine.objects.outstanding().filter(issue__to=person, item__isnull=False).exists():
        return _("You still have tools that were lent to you. Bring them back first.")
    return ""


declare(
    Rule(
        model="mentorship.ResourceRequest",
        people=("person",),
        erase=Erase.DELETE,
        export=(
            *("public_id", "resource", "kit", "quantity", "why", "state", "answer", "answered_by"),
            *("answered_at", "created_at"),
        ),
    ),
    Rule(
        model="mentorship.ResourceRequest",
        people=("answered_by",),
        erase=Erase.KEEP,
        export=("resource", "kit", "quantity", "state", "answer", "answered_at"),
        reason="Belongs to the one who asked; the one who answered is a pseudonym.",
    ),
    Rule(
        model="mentorship.UsageLog",
        people=("line__issue__to",),
        erase=Erase.PSEUDONYMISE,
        blank={"note": "", "project": None},
        export=("line", "kind", "quantity", "project", "note", "at"),
    ),
    Rule(
        model="mentorship.UsageLog",
        people=("by",),
        erase=Erase.KEEP,
        export=("kind", "quantity", "at"),
        reason=COUNTED,
    ),
    Rule(
        model="mentorship.IssueLine",
        people=("issue__to",),
        erase=Erase.KEEP,
        export=("issue", "resource", "item", "wanted", "quantity", "used", "returned", "lost", "due_date"),
        reason=COUNTED,
    ),
    Rule(
        model="mentorship.Issue",
        people=("to",),
        erase=Erase.PSEUDONYMISE,
        blank={"note": "", "decline_reason": ""},
        export=(
            *("public_id", "by", "kit", "state", "note", "issued_at", "answered_at", "answered_by"),
            *("decline_reason", "closed_at"),
        ),
    ),
    Rule(
        model="mentorship.Issue",
        people=("by", "answered_by"),
        erase=Erase.KEEP,
        export=("public_id", "kit", "state", "issued_at", "answered_at", "closed_at"),
        reason=COUNTED,
    ),
    Rule(
        model="mentorship.StockMove",
        people=("by",),
        erase=Erase.KEEP,
        export=("kind", "resource", "location", "quantity", "reason", "at"),
        reason=COUNTED,
    ),
)
