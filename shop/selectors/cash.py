"""Sales for cash: a maker's own, and those that wait for somebody's signature."""

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.permissions import accompanied_by, can_run_chapter
from shop.models import CashSale, Listing


def own(user: User) -> QuerySet[CashSale]:
    """What `user` entered, newest first, with its pieces. Two queries."""
    return _with_pieces(CashSale.objects.filter(entered_by=user)).order_by("-created_at", "-pk")


def to_sign(user: User) -> QuerySet[CashSale]:
    """What waits for the signature of `user`, the longest first: of those whom they accompany, or of everybody."""
    rows = CashSale.objects.filter(status=CashSale.Status.WAITING).exclude(entered_by=user)
    if not can_run_chapter(user):
        rows = rows.filter(entered_by__in=User.objects.filter(accompanied_by(user)))
    return _with_pieces(rows).order_by("created_at", "pk")


def _with_pieces(rows: QuerySet[CashSale]) -> QuerySet[CashSale]:
    return rows.select_related("payment__order", "entered_by", "decided_by").prefetch_related(
        "payment__order__lines__extra"
    )


def sellable(user: User) -> QuerySet[Listing]:
    """Pieces of `user` that are things and in the shop."""
    return (
        Listing.objects.with_piece()
        .filter(seller__user=user, status=Listing.Status.LIVE)
        .exclude(kind=Listing.Kind.DIGITAL)
        .order_by("-pk")
    )
