"""What makers may see of their sales: their own lines and nothing else."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, QuerySet, Sum

from portal.accounts.models import User
from portal.core.policy import visible_to
from shop.models import LedgerAccount, Posting, SaleLine


@dataclass(frozen=True)
class Earned:
    """A maker's money in one currency, in smallest units."""

    currency: str
    pending_minor: int
    available_minor: int
    next_release: date | None


def of_seller(user: User) -> QuerySet[SaleLine]:
    """Sold lines of `user`, newest first, with what the page shows; never another maker's. One query."""
    return (
        visible_to(user, SaleLine.objects.all())
        .select_related("line__order__purchase", "line__order__shipping_address__country", "line__product")
        .order_by("-paid_at", "-pk")
    )


def to_send(user: User) -> int:
    """Return how many lines of `user` wait to be sent."""
    return SaleLine.objects.filter(seller__user=user, needs_shipping=True, shipped_at__isnull=True).count()


def earned(user: User) -> list[Earned]:
    """Return what `user` has earned, per currency. Two queries."""
    sums = (
        Posting.objects.filter(account__owner=user)
        .values("currency")
        .annotate(
            pending=Sum("amount_minor", filter=Q(account__kind=LedgerAccount.Kind.EARNINGS_PENDING), default=0),
            available=Sum("amount_minor", filter=Q(account__kind=LedgerAccount.Kind.EARNINGS), default=0),
        )
        .order_by("currency")
    )
    waiting = SaleLine.objects.filter(seller__user=user, released_at__isnull=True)
    dates = dict(waiting.values_list("currency").annotate(first=Min("release_date")))
    return [Earned(row["currency"], row["pending"], row["available"], dates.get(row["currency"])) for row in sums]
