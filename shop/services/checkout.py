"""From a basket to an order whose pieces are set aside until it is paid."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from oscar.core import prices
from oscar.core.loading import get_class, get_model

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop import money, payments
from shop.models import Payment, Purchase
from shop.stock import NotEnoughStock

Basket = get_model("basket", "Basket")
Country = get_model("address", "Country")
Order = get_model("order", "Order")
ShippingAddress = get_model("order", "ShippingAddress")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderNumberGenerator = get_class("order.utils", "OrderNumberGenerator")
Selector = get_class("partner.strategy", "Selector")
Free = get_class("shipping.methods", "Free")
NoShippingRequired = get_class("shipping.methods", "NoShippingRequired")

#: Unpaid orders that one person or address may have at the same time; each keeps pieces from others.
MOST_OPEN_ORDERS = 5


class EmptyBasket(DomainError):
    message = gettext_lazy("Your basket is empty.")


class PriceChanged(DomainError):
    message = gettext_lazy("The price has changed since you saw it. Please look at the new total and order again.")


class BasketChanged(DomainError):
    message = gettext_lazy("Your basket has changed since you saw it. Please look at it and order again.")


class AddressMissing(DomainError):
    message = gettext_lazy("We need an address to send this to.")


class TooManyOpenOrders(DomainError):
    message = gettext_lazy("Several of your orders are not paid yet. Please pay or cancel one of them first.")


class SoldOut(DomainError):
    """Pieces that cannot be bought any more; `titles` says which."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = list(titles)
        named = ", ".join(f"“{title}”" for title in self.titles)
        super().__init__(
            ngettext(
                "%(named)s has just been sold, taken down, or is being paid for right now. Nothing was charged.",
                "%(named)s have just been sold, taken down, or are being paid for right now. Nothing was charged.",
                len(self.titles),
            )
            % {"named": named}
        )


@dataclass(frozen=True)
class QuotedLine:
    line_id: int
    stockrecord_id: int
    title: str
    maker: str
    quantity: int
    unit_price: Decimal
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
    total: Decimal
    needs_shipping: bool

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
        return sum((line.price for line in self.lines if not line.refusal), start=Decimal(0))

    @property
    def expected(self) -> Expected:
        return Expected(self.basket_id, self.contents, self.total, self.currency)


@dataclass(frozen=True)
class Expected:
    """What the buyer saw and agreed to."""

    basket_id: int
    contents: str
    total: Decimal
    currency: str


@dataclass(frozen=True)
class Address:
    line1: str
    city: str
    postcode: str
    country: str
    line2: str = ""
    state: str = ""


@dataclass(frozen=True)
class Details:
    email: str
    name: str
    address: Address | None = None
    note: str = ""


def quote(*, basket: Any, by: User | None) -> Quote:
    """Price `basket` for `by`. Raises EmptyBasket."""
    if basket.pk is None:
        raise EmptyBasket
    basket.strategy = Selector().strategy(user=by)
    basket.reset_offer_applications()
    lines = tuple(_quote_line(line) for line in basket.all_lines())
    if not lines:
        raise EmptyBasket
    return Quote(
        basket_id=basket.pk,
        currency=basket.currency,
        lines=lines,
        total=basket.total_incl_tax,
        needs_shipping=basket.is_shipping_required(),
    )


def _quote_line(line: Any) -> QuotedLine:
    info = line.purchase_info
    permitted, reason = info.availability.is_purchase_permitted(line.quantity)
    listing = getattr(line.product, "listing", None)
    if not info.price.exists or listing is None or not listing.is_shown:
        permitted, reason = False, _("The maker has taken this out of the shop.")
    return QuotedLine(
        line_id=line.pk,
        stockrecord_id=line.stockrecord_id,
        title=line.product.get_title(),
        maker=line.stockrecord.partner.name,
        quantity=line.quantity,
        unit_price=info.price.incl_tax if info.price.exists else Decimal(0),
        refusal="" if permitted else str(reason),
    )


def place(*, details: Details, by: User | None, expected: Expected, now: datetime) -> Payment:
    """Place the order for the basket that `expected` names and set its pieces aside; return its payment.

    The same basket twice is one order. Nothing is written when a refusal is raised: EmptyBasket, SoldOut,
    PriceChanged, BasketChanged, AddressMissing, TooManyOpenOrders, NoWayToPay.
    """
    try:
        with transaction.atomic():
            return _place(details, by, expected, now)
    except NotEnoughStock as error:
        raise SoldOut([error.stockrecord.product.get_title()]) from error


def placed_before(*, expected: Expected, by: User | None) -> Payment | None:
    """Return the payment of the order that was placed for this very basket, if its basket is closed."""
    basket = Basket.objects.filter(pk=expected.basket_id, owner=by, status=Basket.SUBMITTED).first()
    if basket is None:
        return None
    return Payment.objects.filter(order__basket=basket).select_related("order").order_by("-pk").first()


def _place(details: Details, by: User | None, expected: Expected, now: datetime) -> Payment:
    basket = Basket.objects.select_for_update().filter(pk=expected.basket_id).first()
    if basket is None or basket.owner_id != (by.pk if by else None):
        raise EmptyBasket
    earlier = placed_before(expected=expected, by=by)
    if earlier:
        return earlier
    if basket.status != Basket.OPEN:
        raise BasketChanged
    priced = quote(basket=basket, by=by)
    _require_as_seen(priced, expected)
    if priced.needs_shipping and details.address is None:
        raise AddressMissing
    _require_few_open_orders(details, by)
    provider = payments.default()
    order = _create_order(basket, priced, details, by, now)
    Purchase.objects.create(order=order, name=details.name, email=details.email, note=details.note)
    basket.status = Basket.SUBMITTED
    basket.date_submitted = now
    basket.save()
    return Payment.objects.create(
        order=order,
        provider=provider,
        amount_minor=money.to_minor(order.total_incl_tax, order.currency),
        currency=order.currency,
        expires_at=now + timedelta(minutes=settings.RESERVATION_MINUTES),
    )


def _require_as_seen(priced: Quote, expected: Expected) -> None:
    if priced.refused:
        raise SoldOut([line.title for line in priced.refused])
    if priced.contents != expected.contents:
        raise BasketChanged
    if (priced.total, priced.currency) != (expected.total, expected.currency):
        raise PriceChanged


def _require_few_open_orders(details: Details, by: User | None) -> None:
    waiting = Payment.objects.live().filter(holds_stock=True)
    same = waiting.filter(order__user=by) if by else waiting.filter(order__purchase__email__iexact=details.email)
    if same.count() >= MOST_OPEN_ORDERS:
        raise TooManyOpenOrders


def _create_order(basket: Any, priced: Quote, details: Details, by: User | None, now: datetime) -> Any:
    method = Free() if priced.needs_shipping else NoShippingRequired()
    return OrderCreator().place_order(
        basket=basket,
        total=prices.Price(currency=priced.currency, excl_tax=basket.total_excl_tax, incl_tax=priced.total),
        shipping_method=method,
        shipping_charge=method.calculate(basket),
        user=by,
        shipping_address=_save_address(details) if priced.needs_shipping else None,
        order_number=OrderNumberGenerator().order_number(basket),
        guest_email="" if by else details.email,
        date_placed=now,
    )


def _save_address(details: Details) -> Any:
    address = details.address
    assert address is not None  # asked for by the caller  # noqa: S101
    return ShippingAddress.objects.create(
        last_name=details.name,
        line1=address.line1,
        line2=address.line2,
        line4=address.city,
        state=address.state,
        postcode=address.postcode,
        country_id=address.country,
        notes=details.note,
    )
