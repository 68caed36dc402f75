"""What people let their mentor see of their money, for many people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from portal.accounts.models import Consent
from portal.accounts.permissions import accompanied_by
from portal.accounts.selectors import consenting
from shop.models import LedgerAccount, Payout, SaleLine

Kind = LedgerAccount.Kind


@dataclass(frozen=True)
class Shared:
    """One person's money in one currency, in smallest units."""

    currency: str
    sales: int = 0
    earned_minor: int = 0
    saved_minor: int = 0
    in_hand_minor: int = 0
    paid_out_minor: int = 0


def agreed(viewer: Any, people: Sequence[int]) -> list[int]:
    """Return those of `people` whom `viewer` accompanies and who let their mentor see their money. One query."""
    rows = consenting(Consent.Kind.MONEY).filter(accompanied_by(viewer), pk__in=people)
    return list(rows.values_list("pk", flat=True))


def shared_with(viewer: Any, people: Sequence[int]) -> dict[int, list[Shared]]:
    """Return {person: their money by currency} of those of `people` whom `viewer` accompanies and who agreed.

    Somebody who agreed and has nothing yet is there with an empty list. Four queries, whatever their number.
    """
    found = agreed(viewer, people)
    sums: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    sales = SaleLine.objects.filter(seller__user__in=found).order_by().values("seller__user", "currency")
    for row in sales.annotate(number=Count("pk"), net=Sum("net_minor"), saved=Sum("savings_minor")):
        earned = {"sales": row["number"], "earned_minor": row["net"] + row["saved"]}
        sums[row["seller__user"]][row["currency"]] |= earned
    purses = LedgerAccount.objects.filter(owner__in=found, kind__in=[Kind.SAVINGS, Kind.EARNINGS]).order_by()
    names = {Kind.SAVINGS: "saved_minor", Kind.EARNINGS: "in_hand_minor"}
    held = purses.values_list("owner", "currency", "kind").annotate(total=Sum("balance_minor"))
    for owner, currency, kind, total in held:
        sums[owner][currency][names[Kind(kind)]] = total
    payouts = Payout.objects.filter(person__in=found, state=Payout.State.PAID).order_by()
    paid = payouts.values_list("person", "currency").annotate(total=Sum("amount_minor"))
    for person, currency, total in paid:
        sums[person][currency]["paid_out_minor"] = total
    return {
        person: [Shared(currency, **values) for currency, values in sorted(sums[person].items())]
        for person in found
    }
