"""What a basket costs at this moment, and what of it can be bought."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_class

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop import money
from shop.selectors.delivery import Piece
from shop.selectors.listings import away
from shop.services import parcels, vouchers
from shop.services.parcels import Choices, QuotedParcel
from shop.services.vouchers import Discount

Selector = get_class("partner.strategy", "Selector")


class EmptyBasket(DomainError):
    message = gettext_lazy("Your basket is empty.")


@dataclass(frozen=True)
class QuotedLine:
    line_id: int
    stockrecord_id: int
    title: str
    maker: str
    quantity: int
    unit_price: Decimal
    #: Its number in the shop's books of offers; None if it is not there any more.
    piece: Piece | None = None
    #: Why it cannot be bought; empty if it can.
    refusal: str = ""

    @property
    def price(self) -> Decimal:
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class Quote:
    """What a basket costs at this moment, computed from the stock records and nothing else."""

    basket_id: int
    currency: str
    lines: tuple[QuotedLine, ...]
    #: With sending, as far as it is known, and the tip.
    total: Decimal
    goods: Decimal
    parcels: tuple[QuotedParcel, ...]
    tip_minor: int = 0
    discount: Discount | None = None
    #: Why the code that was typed takes nothing off; empty if it does, or none was typed.
    voucher_refusal: str = ""

    @property
    def taken_off(self) -> Decimal:
        return money.from_minor(self.discount.amount_minor if self.discount else 0, self.currency)

    @property
    def needs_shipping(self) -> bool:
        return any(parcel.needs_address for parcel in self.parcels)

    @property
    def is_counted(self) -> bool:
        """Whether it is known what sending costs."""
        return all(parcel.shipping_minor is not None for parcel in self.parcels)

    @property
    def takes_tips(self) -> bool:
        return any(parcel.seller.takes_tips for parcel in self.parcels)

    @property
    def shipping(self) -> Decimal:
        return sum((parcel.shipping or Decimal(0) for parcel in self.parcels), start=Decimal(0))

    @property
    def tip(self) -> Decimal:
        return money.from_minor(self.tip_minor, self.currency)

    @property
    def contents(self) -> str:
        """A short name for exactly these pieces in these numbers, whatever they cost."""
        rows = sorted((line.stockrecord_id, line.quantity) for line in self.lines)
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]

    @property
    def refused(self) -> list[QuotedLine]:
        return [line for line in self.lines if line.refusal]

    @property
    def payable(self) -> Decimal:
        """What the lines that can be bought cost together; the total, once nothing is refused."""
        if not self.refused:
            return self.total
        goods = sum((line.price for line in self.lines if not line.refusal), start=Decimal(0))
        return goods + self.shipping + self.tip - self.taken_off

    @property
    def expected(self) -> Expected:
        return Expected(self.basket_id, self.contents, self.total, self.currency, self.goods)


@dataclass(frozen=True)
class Expected:
    """What the buyer saw and agreed to."""

    basket_id: int
    contents: str
    total: Decimal
    currency: str
    #: Of the total, what the pieces cost; tells whether a price or the way to the buyer has changed.
    goods: Decimal | None = None


NO_CHOICES = Choices()


def quote(*, basket: Any, by: User | None, choices: Choices = NO_CHOICES) -> Quote:
    """Price `basket` for `by`, sent or picked up as `choices` say. Raises EmptyBasket."""
    if basket.pk is None:
        raise EmptyBasket
    basket.strategy = Selector().strategy(user=by)
    basket.reset_offer_applications()
    lines = tuple(_quote_line(line) for line in basket.all_lines())
    if not lines:
        raise EmptyBasket
    goods, currency = basket.total_incl_tax, basket.currency
    ours = [line.piece for line in lines if line.piece and not line.refusal]
    parts = parcels.quote(pieces=ours, choices=choices, currency=currency)
    tip = parcels.tip_minor(parcels=parts, choices=choices)
    discount, refusal = _discount(ours, choices.voucher, currency)
    extra = sum(parcel.shipping_minor or 0 for parcel in parts) + tip - (discount.amount_minor if discount else 0)
    return Quote(
        basket_id=basket.pk,
        currency=currency,
        lines=lines,
        total=goods + money.from_minor(extra, currency),
        goods=goods,
        parcels=parts,
        tip_minor=tip,
        discount=discount,
        voucher_refusal=refusal,
    )


def _discount(pieces: Sequence[Piece], code: str, currency: str) -> tuple[Discount | None, str]:
    try:
        return vouchers.discount(code=code, pieces=pieces, currency=currency), ""
    except (vouchers.CannotUse, vouchers.TooLittleForIt) as refusal:
        return None, str(refusal.message)


def _quote_line(line: Any) -> QuotedLine:
    info = line.purchase_info
    permitted, reason = info.availability.is_purchase_permitted(line.quantity)
    listing = getattr(line.product, "listing", None)
    if not info.price.exists or listing is None or not listing.is_shown:
        permitted, reason = False, _("The maker has taken this out of the shop.")
    elif listing.seller.is_away:
        permitted, reason = False, away(listing=listing)
    return QuotedLine(
        line_id=line.pk,
        stockrecord_id=line.stockrecord_id,
        title=_title(line),
        maker=line.stockrecord.partner.name,
        quantity=line.quantity,
        unit_price=info.price.incl_tax if info.price.exists else Decimal(0),
        piece=_piece(line, listing) if listing is not None and info.price.exists else None,
        refusal="" if permitted else str(reason),
    )


def _title(line: Any) -> str:
    option = getattr(line.stockrecord, "option", None)
    return f"{line.product.get_title()} ({option})" if option else str(line.product.get_title())


def _piece(line: Any, listing: Any) -> Piece:
    worth = money.to_minor(line.line_price_incl_tax_incl_discounts, line.price_currency)
    return Piece(listing=listing, quantity=line.quantity, worth_minor=worth)
