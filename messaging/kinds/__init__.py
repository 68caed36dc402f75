"""Everything that people are told of, a row each: which fact, who hears, in which words, and how by default.

A new kind is a row in one of these modules and nothing else. Words are made when they are read, of the row that
the fact was about.
"""

from __future__ import annotations

from messaging.kinds import learning, market, pages, pairing, recognition, supplies, talking
from messaging.kinds.row import Kind, To, mentors_of

KINDS: tuple[Kind, ...] = (
    *talking.KINDS,
    *learning.KINDS,
    *pairing.KINDS,
    *supplies.KINDS,
    *market.KINDS,
    *recognition.KINDS,
    *pages.KINDS,
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
MUST_BE_MAILED = frozenset(kind.slug for kind in KINDS if kind.must_be_mailed)

#: Models without a policy whose words name nothing that their reader might have lost the right to see.
SAFE_WITHOUT_POLICY = frozenset(
    {"wagtailcore.Page", "mentorship.LevelConfirmation", "mentorship.Reminder", "shop.CashSale"}
)

__all__ = ["BY_SLUG", "KINDS", "MUST_BE_MAILED", "SAFE_WITHOUT_POLICY", "Kind", "To", "mentors_of"]
