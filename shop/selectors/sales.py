"""What makers may see of their sales: their own lines and nothing else."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Prefetch, Q, QuerySet, Sum

from portal.accounts.models import User
from portal.core import waiting
from portal.core.policy import visible_to
from shop.models import LedgerAccount, Parcel, Posting, SaleLine


@dataclass(frozen=True)
class Earned:
    """A maker's money in one currency, in smallest units."""

    currency: str
    pending_minor: int
    available_minor: int
    next_release: date | None


def of_seller(user: User) -> QuerySet[SaleLine]:
    """Sold lines of `user`, newest first, with what the page shows; never another maker's. Two queries."""
    own = Parcel.objects.filter(seller__user=user)
    return (
        visible_to(user, SaleLine.objects.all())
        .select_related(
            "line__order__purchase",
            "line__order__shipping_address__country",
            "line__product__commission_part__offer",
            "line__extra",
        )
        .prefetch_related(Prefetch("line__order__parcels", queryset=own, to_attr="own_parcels"))
        .order_by("-paid_at", "-pk")
    )


@waiting.counted_as("to_send", at="shop:sales")
def to_send(user: User) -> QuerySet[SaleLine]:
    """Return the lines of `user` that wait to be sent."""
    lines = SaleLine.objects.filter(seller__user=user, needs_shipping=True, shipped_at__isnull=True)
    lines = lines.filter(line__product__commission_part=None)  # said on the page of the commission
    return lines.exclude(line__status="Refunded")


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
