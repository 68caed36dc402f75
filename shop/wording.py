"""How bookings and purses read to the person whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shop.models import LedgerAccount, Posting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Kind = LedgerAccount.Kind

#: What happened, by the kind of a ledger entry.
ENTRIES: dict[str, _StrPromise] = {
    "earn": _("Sold"),
    "provider_fee": _("Fee of the payment provider"),
    "release": _("Rested long enough"),
    "sale_refund": _("Given back to the buyer"),
    "sale_refund_undone": _("Giving back did not work; it is yours again"),
    "dispute": _("Held, because the buyer asks for it back"),
    "dispute_undone": _("The dispute went well; it is yours again"),
    "dispute_lost": _("The dispute was lost"),
    "move": _("Moved by you"),
    "payout_reserve": _("Payout asked for"),
    "payout_paid": _("Paid out"),
    "payout_failed": _("The payout came back"),
    "payout_cancel": _("Payout called off"),
}

#: Where it is, by the kind of a person's purse.
PURSES: dict[str, _StrPromise] = {
    Kind.EARNINGS_PENDING: _("Resting"),
    Kind.EARNINGS: _("In hand"),
    Kind.SAVINGS: _("Saved"),
    Kind.RESERVED: _("On its way to you"),
}


def entry_words(kind: str) -> str:
    """Say what an entry was; of a kind without words, that it was corrected."""
    return str(ENTRIES.get(kind, _("Corrected")))


def purse_words(posting: Posting) -> str:
    """Name the purse of `posting`. Needs its account with pot and goal."""
    pot = posting.account.pot
    return pot.name if pot else str(PURSES[posting.account.kind])
