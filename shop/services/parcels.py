"""Each maker's part of an order: how it reaches the buyer, what that costs, and who gets the tip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop import money
from shop.models import LineExtra, Listing, Parcel, Seller
from shop.selectors import delivery
from shop.selectors.delivery import NotSentThere, Piece, Rates
from shop.services.vouchers import Discount
from shop.splits import split

Line = get_model("order", "Line")
Way = Parcel.Way


@dataclass(frozen=True)
class Choices:
    """What the buyer wants: where to, which makers are visited instead, and a tip in smallest units."""

    country: str = ""
    fetched: frozenset[int] = frozenset()
    tip_minor: int = 0
    #: The code of a voucher, as it was typed.
    voucher: str = ""


@dataclass(frozen=True)
class QuotedParcel:
    seller: Seller
    maker: str
    way: Parcel.Way
    pieces: tuple[Piece, ...]
    can_be_picked_up: bool
    #: None as long as nobody knows the country.
    shipping_minor: int | None
    currency: str
    #: Why it cannot be sent; empty if it can.
    refusal: str = ""

    @property
    def needs_address(self) -> bool:
        return self.way == Way.POST

    @property
    def is_picked_up(self) -> bool:
        return self.way == Way.PICKUP

    @property
    def shipping(self) -> Decimal | None:
        return None if self.shipping_minor is None else money.from_minor(self.shipping_minor, self.currency)


def quote(*, pieces: Iterable[Piece], choices: Choices, currency: str) -> tuple[QuotedParcel, ...]:
    """Sort `pieces` by their makers and say how each part travels and for how much. At most one query."""
    pieces = list(pieces)
    rates = delivery.rates_of(piece.listing for piece in pieces)
    by_seller: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_seller.setdefault(piece.listing.seller_id, []).append(piece)
    return tuple(_quote_one(own, choices, rates, currency) for own in by_seller.values())


def _quote_one(pieces: Sequence[Piece], choices: Choices, rates: Rates, currency: str) -> QuotedParcel:
    listing = pieces[0].listing
    things = [piece for piece in pieces if piece.listing.is_thing]
    can_fetch = bool(listing.seller.pickup and things) and all(piece.listing.can_be_picked_up for piece in things)
    way, refusal = Way.DOWNLOAD, ""
    cost: int | None = 0
    if things:
        way = Way.PICKUP if can_fetch and listing.seller_id in choices.fetched else Way.POST
    if way == Way.POST:
        try:
            cost = _cost(things, choices.country, rates)
        except NotSentThere as error:
            refusal = _("“%(title)s” is not sent to this country.") % {"title": error.args[0]}
    return QuotedParcel(
        seller=listing.seller,
        maker=listing.project.owner.display_name,
        way=way,
        pieces=tuple(pieces),
        can_be_picked_up=can_fetch,
        shipping_minor=cost,
        currency=currency,
        refusal=refusal,
    )


def _cost(things: Sequence[Piece], country: str, rates: Rates) -> int | None:
    if country:
        return delivery.cost_minor(pieces=things, country=country, rates=rates)
    return None if any(piece.listing.shipping_profile_id for piece in things) else 0


def tip_minor(*, parcels: Iterable[QuotedParcel], choices: Choices) -> int:
    """Return the tip that counts: nothing where no maker takes one."""
    return choices.tip_minor if any(parcel.seller.takes_tips for parcel in parcels) else 0


def write(
    *,
    order: Any,
    basket_lines: Sequence[Any],
    parcels: Sequence[QuotedParcel],
    tip: int,
    discount: Discount | None = None,
) -> None:
    """Write down with a new order how its parts travel and what each line bears of it. Three queries."""
    lines = list(Line.objects.filter(order=order).order_by("pk"))  # made in the order of the basket
    listings: list[Listing] = [line.product.listing for line in basket_lines]
    shipping = [0] * len(lines)
    for parcel in parcels:
        own = [
            i for i, listing in enumerate(listings) if listing.seller_id == parcel.seller.pk and listing.is_thing
        ]
        _spread(parcel.shipping_minor or 0, own, lines, shipping, order.currency)
    tips = [0] * len(lines)
    _spread(
        tip, [i for i, listing in enumerate(listings) if listing.seller.takes_tips], lines, tips, order.currency
    )
    taken_off = [0] * len(lines)
    if discount:
        own = [i for i, listing in enumerate(listings) if listing.seller_id == discount.seller_id]
        _spread(discount.amount_minor, own, lines, taken_off, order.currency)
    LineExtra.objects.bulk_create(
        LineExtra(
            line=line,
            shipping_minor=shipping[i],
            tip_minor=tips[i],
            discount_minor=taken_off[i],
            option=str(getattr(basket_lines[i].stockrecord, "option", "")),
        )
        for i, line in enumerate(lines)
    )
    Parcel.objects.bulk_create(
        Parcel(
            order=order,
            seller=parcel.seller,
            way=parcel.way,
            shipping_minor=parcel.shipping_minor or 0,
            tip_minor=sum(tips[i] for i, listing in enumerate(listings) if listing.seller_id == parcel.seller.pk),
            pickup=parcel.seller.pickup if parcel.is_picked_up else "",
            policy=parcel.seller.policy,
        )
        for parcel in parcels
    )


def _spread(amount: int, own: Sequence[int], lines: Sequence[Any], parts: list[int], currency: str) -> None:
    """Add to `parts` what each of the lines `own` bears of `amount`: by what they cost, exactly."""
    if not amount:
        return
    weights = [money.to_minor(lines[i].line_price_incl_tax, currency) for i in own]
    for i, part in zip(own, split(amount, weights if any(weights) else [1] * len(own)), strict=True):
        parts[i] += part
