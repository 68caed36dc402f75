"""What is in a basket, and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q, Sum
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, empty
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model

from shop.models import Listing
from shop.selectors.listings import away

Line = get_model("basket", "Line")
Basket = get_model("basket", "Basket")


@dataclass(frozen=True)
class Row:
    """A line of a basket as it is shown: `problem` says why it cannot be bought now, if so."""

    line: Any
    listing: Listing | None
    problem: str
    #: What one cost when it was put in, if that has changed since.
    former_price: Decimal | None
    #: Whether another quantity would make sense.
    can_change: bool

    @property
    def unit_price(self) -> Decimal:
        return unit_price(line=self.line, listing=self.listing)

    @property
    def amount(self) -> Decimal:
        return self.unit_price * int(self.line.quantity)

    @property
    def option(self) -> str:
        return str(getattr(self.line.stockrecord, "option", ""))


def unit_price(*, line: Any, listing: Listing | None) -> Decimal:
    """Return what one of a line costs: what its size or colour does, or what the buyer named."""
    price: Decimal = line.stockrecord.price
    named = getattr(line, "named_price", None)
    if named is None or listing is None or listing.least_price is None:
        return price
    agreed: Decimal = max(named.price, listing.least_price)
    return agreed


def rows_of(*, basket: Any, user: Any) -> list[Row]:
    """List the lines of `basket` with what is wrong with each. As many queries for one as for two hundred."""
    return [_row(line, user) for line in basket.all_lines()]


def total(*, rows: Iterable[Row]) -> Decimal:
    """Add up the rows that can be bought."""
    return sum((row.amount for row in rows if not row.problem), start=Decimal("0.00"))


def count(*, request: HttpRequest | None) -> int:
    """Return how many things the visitor's basket holds: one query, none for visitors without one."""
    if request is None or not hasattr(request, "basket"):
        return 0
    basket: Any = request.basket
    if not isinstance(basket, SimpleLazyObject) or basket._wrapped is not empty:
        return int(basket.num_items)  # loaded already
    mine = _basket_of(request)
    if mine is None:
        return 0
    held: int | None = Line.objects.filter(mine, basket__status=Basket.OPEN).aggregate(n=Sum("quantity"))["n"]
    return held or 0


def _basket_of(request: HttpRequest) -> Q | None:
    cookie = request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN)
    anonymous = None
    if cookie:
        try:
            anonymous = Q(basket_id=int(Signer().unsign(cookie)), basket__owner=None)
        except (BadSignature, ValueError):
            anonymous = None
    if not request.user.is_authenticated:
        return anonymous
    own = Q(basket__owner=request.user)
    return own | anonymous if anonymous else own


def _row(line: Any, user: Any) -> Row:
    listing: Listing | None = getattr(line.product, "listing", None)
    former = line.price_incl_tax if line.price_incl_tax is not None else line.price_excl_tax
    return Row(
        line=line,
        listing=listing,
        problem=_problem(line, listing, user),
        former_price=former if former not in (None, unit_price(line=line, listing=listing)) else None,
        can_change=listing is not None
        and listing.is_shown
        and _most(line, listing) > 1
        and not _is_own(listing, user),
    )


def _is_own(listing: Listing, user: Any) -> bool:
    return bool(user.is_authenticated and listing.seller.user_id == user.pk)


def _problem(line: Any, listing: Listing | None, user: Any) -> str:
    if listing is None or not listing.is_shown:
        return _("The maker has taken this out of the shop.")
    if _is_own(listing, user):
        return _("This is your own work.")
    if listing.seller.is_away:
        return away(listing=listing)
    if listing.choices and not hasattr(line.stockrecord, "option"):
        return _("This comes in sizes or colours now. Take it out and choose one.")
    if listing.is_held:
        return _("Someone is buying this right now. If they do not pay, it comes back.")
    if listing.is_sold:
        return _("This has been sold to somebody else.")
    left = _most(line, listing)
    if not left:
        return _("This size or colour is sold out.")
    if line.quantity > left:
        return ngettext("Only %(left)d is left. Choose fewer.", "Only %(left)d are left. Choose fewer.", left) % {
            "left": left
        }
    return ""


def _most(line: Any, listing: Listing) -> int:
    """Return the highest quantity that this line may hold."""
    return 1 if listing.kind == Listing.Kind.DIGITAL else max(0, line.stockrecord.net_stock_level)
