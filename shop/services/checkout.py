"""From a basket to an order whose pieces are set aside until it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy, ngettext
from oscar.core import prices
from oscar.core.loading import get_class, get_model

from portal.accounts.models import User
from portal.core import logs
from portal.core.exceptions import DomainError
from shop import money, payments
from shop.models import Payment, Purchase
from shop.services import parcels, quotes, vouchers
from shop.services.parcels import Choices
from shop.services.quotes import EmptyBasket, Expected, Quote
from shop.services.vouchers import Discount
from shop.stock import NotEnoughStock

Basket = get_model("basket", "Basket")
Country = get_model("address", "Country")
Order = get_model("order", "Order")
ShippingAddress = get_model("order", "ShippingAddress")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderNumberGenerator = get_class("order.utils", "OrderNumberGenerator")
Base = get_class("shipping.methods", "Base")
NoShippingRequired = get_class("shipping.methods", "NoShippingRequired")

#: Unpaid orders that one person or address may have at the same time; each keeps pieces from others.
MOST_OPEN_ORDERS = 5


class PriceChanged(DomainError):
    message = gettext_lazy("The price has changed since you saw it. Please look at the new total and order again.")


class DeliveryChanged(PriceChanged):
    message = gettext_lazy(
        "Sending, picking up, the tip and the voucher are counted now. "
        "Please look at the new total and order again."
    )


class NotSentThere(DomainError):
    """A maker does not send to the buyer's country."""


class VoucherRefused(DomainError):
    """The code that was typed takes nothing off."""


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
    #: The makers (sellers' keys) whose pieces are picked up.
    fetched: frozenset[int] = frozenset()
    tip_minor: int = 0
    #: The code of a voucher, as it was typed.
    voucher: str = ""
    #: The way to pay; the first that is switched on, unless said otherwise.
    provider: str = ""

    @property
    def choices(self) -> Choices:
        return Choices(self.address.country if self.address else "", self.fetched, self.tip_minor, self.voucher)


def place(*, details: Details, by: User | None, expected: Expected, now: datetime) -> Payment:
    """Place the order for the basket that `expected` names and set its pieces aside; return its payment.

    The same basket twice is one order. Nothing is written when a refusal is raised: EmptyBasket, SoldOut,
    PriceChanged, DeliveryChanged, NotSentThere, BasketChanged, AddressMissing, VoucherRefused, TooManyOpenOrders,
    NoWayToPay, UnknownProvider.
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
    priced = quotes.quote(basket=basket, by=by, choices=details.choices)
    if priced.needs_shipping and details.address is None:
        raise AddressMissing
    _require_as_seen(priced, expected)
    _require_few_open_orders(details, by)
    provider = payments.chosen(details.provider)
    order = _create_order(basket, priced, details, by, now)
    logs.note(order=order.number)
    if priced.discount:
        _use_voucher(order, priced.discount)
    Purchase.objects.create(order=order, name=details.name, email=details.email, note=details.note)
    basket.status = Basket.SUBMITTED
    basket.date_submitted = now
    basket.save()
    return Payment.objects.create(
        order=order,
        provider=provider,
        amount_minor=money.to_minor(order.total_incl_tax, order.currency),
        currency=order.currency,
        expires_at=now + time_to_pay(provider),
    )


def time_to_pay(provider: str) -> timedelta:
    """Return for how long pieces are set aside for somebody at the till of `provider`."""
    return timedelta(minutes=max(settings.RESERVATION_MINUTES, payments.by_name(provider).least_minutes))


def _use_voucher(order: Any, discount: Discount) -> None:
    try:
        vouchers.use(order=order, discount=discount)
    except vouchers.CannotUse as refusal:
        raise VoucherRefused(refusal.message) from refusal


def _require_as_seen(priced: Quote, expected: Expected) -> None:
    if priced.refused:
        raise SoldOut([line.title for line in priced.refused])
    if priced.contents != expected.contents:
        raise BasketChanged
    if priced.voucher_refusal:
        raise VoucherRefused(priced.voucher_refusal)
    if not_sent := [parcel.refusal for parcel in priced.parcels if parcel.refusal]:
        raise NotSentThere(" ".join(not_sent))
    if (priced.total, priced.currency) == (expected.total, expected.currency):
        return
    if (priced.goods, priced.currency) == (expected.goods, expected.currency):
        raise DeliveryChanged
    raise PriceChanged


def _require_few_open_orders(details: Details, by: User | None) -> None:
    waiting = Payment.objects.live().filter(holds_stock=True)
    same = waiting.filter(order__user=by) if by else waiting.filter(order__purchase__email__iexact=details.email)
    if same.count() >= MOST_OPEN_ORDERS:
        raise TooManyOpenOrders


def _create_order(basket: Any, priced: Quote, details: Details, by: User | None, now: datetime) -> Any:
    method = ByMakers(priced) if priced.needs_shipping else NoShippingRequired()
    lines = list(basket.all_lines())
    order = OrderCreator().place_order(
        basket=basket,
        total=prices.Price(currency=priced.currency, excl_tax=priced.total, incl_tax=priced.total),
        shipping_method=method,
        shipping_charge=method.calculate(basket),
        user=by,
        shipping_address=save_address(details) if priced.needs_shipping else None,
        order_number=OrderNumberGenerator().order_number(basket),
        guest_email="" if by else details.email,
        date_placed=now,
    )
    parcels.write(
        order=order,
        basket_lines=lines,
        parcels=priced.parcels,
        tip=priced.tip_minor,
        discount=priced.discount,
    )
    return order


class ByMakers(Base):  # type: ignore[misc, valid-type]  # Oscar has no types
    """Each maker sends their own part."""

    code, name = "makers", gettext_lazy("Sent by the makers")

    def __init__(self, priced: Quote) -> None:
        self.priced = priced

    def calculate(self, basket: Any) -> Any:
        cost = self.priced.shipping
        return prices.Price(currency=self.priced.currency, excl_tax=cost, incl_tax=cost)


def save_address(details: Details) -> Any:
    """Write the address of `details` down for an order."""
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
