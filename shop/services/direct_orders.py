"""Orders of one maker that come by no shopper's basket: a sale for cash, a payment of a commission."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar.core import prices
from oscar.core.loading import get_class, get_model

from portal.accounts.models import User
from shop.models import LineExtra, Parcel, Purchase, Seller

Basket = get_model("basket", "Basket")
OrderCreator = get_class("order.utils", "OrderCreator")
OrderNumberGenerator = get_class("order.utils", "OrderNumberGenerator")
NoShippingRequired = get_class("shipping.methods", "NoShippingRequired")
Selector = get_class("partner.strategy", "Selector")


@dataclass(frozen=True)
class Buyer:
    """Who buys; nobody by name when it was for cash."""

    user: User | None = None
    name: str = ""
    email: str = ""
    note: str = ""
    #: Oscar's address of an order, where it is sent.
    address: Any = None


NOBODY = Buyer()


def basket() -> Any:
    """Return a basket that is nobody's, so that no shopper ever meets it."""
    empty = Basket.objects.create()
    empty.strategy = Selector().strategy(user=None)
    return empty


def place(*, basket: Any, seller: Seller, pickup: str, now: datetime, buyer: Buyer = NOBODY) -> Any:
    """Make an order of `basket` and set its pieces aside. Sending costs nothing more. Raises NotEnoughStock."""
    basket.reset_offer_applications()
    lines = list(basket.all_lines())
    total, nothing = basket.total_incl_tax, Decimal(0)
    order = OrderCreator().place_order(
        basket=basket,
        total=prices.Price(currency=basket.currency, excl_tax=total, incl_tax=total),
        shipping_method=NoShippingRequired(),
        shipping_charge=prices.Price(currency=basket.currency, excl_tax=nothing, incl_tax=nothing),
        user=buyer.user,
        shipping_address=buyer.address,
        order_number=OrderNumberGenerator().order_number(basket),
        guest_email="" if buyer.user else buyer.email,
        date_placed=now,
    )
    Purchase.objects.create(order=order, name=buyer.name, email=buyer.email, note=buyer.note)
    for ordered, line in zip(order.lines.order_by("pk"), lines, strict=True):
        LineExtra.objects.create(line=ordered, option=str(getattr(line.stockrecord, "option", "")))
    way = Parcel.Way.POST if buyer.address else Parcel.Way.PICKUP
    Parcel.objects.create(
        order=order,
        seller=seller,
        way=way,
        pickup="" if buyer.address else pickup,
        policy=seller.policy if buyer.email else "",
    )
    basket.status, basket.date_submitted = basket.SUBMITTED, now
    basket.save()
    return order
