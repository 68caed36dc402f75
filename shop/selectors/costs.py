"""What is known of the costs of a piece."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from mentorship.models import IssueLine
from portal.accounts.models import User
from shop import money
from shop.models import Listing, PieceCost


@dataclass(frozen=True)
class HandedOut:
    """A material that was handed out to the maker, at what one unit of it cost."""

    name: str
    amount_minor: int
    resource_id: int


def cost_of(*, listing: Listing) -> PieceCost | None:
    """Return what its maker noted about a piece, with its materials. Two queries."""
    return PieceCost.objects.filter(listing=listing).prefetch_related("materials").first()


def handed_out(*, user: User, count: int = 12) -> list[HandedOut]:
    """List materials that were handed out to `user` in the shop's currency, the latest first. One query."""
    currency = settings.OSCAR_DEFAULT_CURRENCY
    lines = IssueLine.objects.filter(issue__to=user, item=None, currency=currency).exclude(issue__state="declined")
    found: dict[int, HandedOut] = {}
    for line in lines.select_related("resource").order_by("-pk")[: count * 4]:
        amount = line.unit_cost.quantize(money.from_minor(1, currency))
        found.setdefault(
            line.resource_id, HandedOut(line.resource.name, money.to_minor(amount, currency), line.resource_id)
        )
    return list(found.values())[:count]
