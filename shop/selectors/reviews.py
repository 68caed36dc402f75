"""What buyers said about pieces, for those who look at them, answer them, and look at the piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Sum, Window

from portal.core import waiting as in_line
from shop.models import Listing, Review, SaleLine, TakenBack
from shop.models.reviews import MOST_STARS, ReviewQuerySet

#: So many stand on the page of a piece.
SHOWN = 20


@dataclass(frozen=True)
class Opinion:
    """The latest reviews of a piece, how many there are, and their mean stars with one digit."""

    latest: Sequence[Review]
    count: int
    mean: float

    @property
    def best(self) -> int:
        return MOST_STARS


def opinion_of(listing: Listing) -> Opinion:
    """Return what buyers said about `listing`. One query."""
    rows = (
        Review.objects.shown()
        .filter(listing=listing)
        .annotate(
            count=Window(Count("pk"), partition_by=F("listing")),
            mean=Window(Avg("stars"), partition_by=F("listing")),
        )
    )
    latest: list[Any] = list(rows.newest_first()[:SHOWN])
    if not latest:
        return Opinion([], 0, 0.0)
    return Opinion(latest, latest[0].count, round(float(latest[0].mean), 1))


def went_back(*, sale: SaleLine) -> bool:
    """Whether all the money of `sale` went back to its buyer. One query."""
    taken = TakenBack.objects.standing().filter(sale=sale).aggregate(total=Sum("amount_minor", default=0))["total"]
    return bool(taken >= sale.gross_minor)


def of_makers(user: Any) -> ReviewQuerySet:
    """Shown reviews of pieces for which `user` answers: their own, and those of minors whom they accompany."""
    found: ReviewQuerySet = Review.objects.shown().visible_to(user).exclude(author=user)
    return found.select_related("listing__project__owner").newest_first()


@in_line.counted_as("reviews", at="shop:reviews_waiting")
def waiting_for(_user: Any) -> ReviewQuerySet:
    """What `waiting` lists, for whoever looks at reviews."""
    return waiting()


def waiting() -> ReviewQuerySet:
    """Reviews that wait for a look, the oldest first. One query."""
    found: ReviewQuerySet = Review.objects.waiting().select_related("listing__project__owner")
    return found
