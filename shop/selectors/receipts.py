"""What stands on paper about an order: the buyer's receipt, and the slip that a maker puts into a parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from portal.accounts.models import User
from shop import money
from shop.models import Parcel, Payment, Refund, SaleLine
from shop.selectors import provenance

Line = get_model("order", "Line")


@dataclass(frozen=True)
class Row:
    """One kind of piece; prices are Decimals in the order's currency."""

    title: str
    option: str
    quantity: int
    unit_price: Decimal
    price: Decimal
    sent_at: datetime | None = None
    tracking: str = ""
    #: Where its origin can be read; "" if nowhere.
    origin: str = ""

    @property
    def name(self) -> str:
        return f"{self.title} ({self.option})" if self.option else self.title


@dataclass(frozen=True)
class Part:
    """What one maker sold, how it reaches the buyer, and the promise about returns as it was that day."""

    maker: str
    rows: Sequence[Row]
    way: str
    shipping: Decimal
    tip: Decimal
    pickup: str
    policy: str
    #: What a voucher of this maker took off.
    taken_off: Decimal = Decimal(0)


@dataclass(frozen=True)
class Receipt:
    number: str
    placed_at: datetime
    paid_at: datetime
    buyer: str
    email: str
    address: Sequence[str]
    currency: str
    parts: Sequence[Part]
    total: Decimal
    #: What has gone back to the buyer since.
    returned: Decimal


@dataclass(frozen=True)
class Slip:
    """What a maker needs to pack and send their part, and nothing else about the buyer."""

    number: str
    maker: str
    name: str
    address: Sequence[str]
    pickup: str
    note: str
    rows: Sequence[Row]


def receipt(order: Any) -> Receipt | None:
    """Return the receipt of `order`, or None as long as it is not paid. Needs `orders.with_lines`; no query."""
    payment = next((each for each in order.payments.all() if each.settles), None)
    if payment is None:
        return None
    return Receipt(
        number=order.number,
        placed_at=order.date_placed,
        paid_at=payment.captured_at,
        buyer=order.purchase.name,
        email=order.purchase.email,
        address=_address(order),
        currency=order.currency,
        parts=_parts(order),
        total=order.total_incl_tax,
        returned=money.from_minor(_returned(payment), order.currency),
    )


def _parts(order: Any) -> list[Part]:
    parcels = {parcel.seller.partner_id: parcel for parcel in order.parcels.all()}
    lines: dict[int, list[Any]] = {}
    for line in order.lines.all():
        lines.setdefault(line.partner_id, []).append(line)
    return [_part(own, parcels.get(partner), order.currency) for partner, own in lines.items()]


def _part(lines: Sequence[Any], parcel: Parcel | None, currency: str) -> Part:
    return Part(
        maker=lines[0].partner_name,
        rows=[_row(line) for line in lines],
        way=parcel.way if parcel else Parcel.Way.POST,
        shipping=money.from_minor(parcel.shipping_minor if parcel else 0, currency),
        tip=money.from_minor(parcel.tip_minor if parcel else 0, currency),
        pickup=parcel.pickup if parcel else "",
        policy=parcel.policy if parcel else "",
        taken_off=money.from_minor(sum(_taken_off(line) for line in lines), currency),
    )


def _row(line: Any) -> Row:
    extra, sale = getattr(line, "extra", None), getattr(line, "sale", None)
    return Row(
        title=line.title,
        option=extra.option if extra else "",
        quantity=line.quantity,
        unit_price=line.unit_price_incl_tax,
        price=line.line_price_incl_tax,
        sent_at=sale.shipped_at if sale else None,
        tracking=sale.sent_with if sale else "",
        origin=_origin(line),
    )


def _origin(line: Any) -> str:
    listing = getattr(line.product, "listing", None)
    return provenance.address(listing) if listing and provenance.is_told(listing) else ""


def _taken_off(line: Any) -> int:
    extra = getattr(line, "extra", None)
    return extra.discount_minor if extra else 0


def _returned(payment: Payment) -> int:
    return sum(each.amount_minor for each in payment.refunds.all() if each.state == Refund.State.DONE)


def _address(order: Any) -> list[str]:
    address = order.shipping_address
    return [str(part) for part in address.active_address_fields()] if address else []


def slip(*, sale: SaleLine, user: User) -> Slip:
    """Return what `user`, its maker, packs together with `sale`: own things of the same order. Two queries.

    The address is on it only where this maker sends by post.
    """
    order = sale.line.order
    parcel = Parcel.objects.filter(order=order, seller=sale.seller_id).first()
    things = Q(sale__needs_shipping=True)
    lines = Line.objects.filter(things, order=order, sale__seller__user=user)
    lines = lines.select_related("extra", "sale", "product__listing__project")
    is_sent = parcel is None or parcel.way == Parcel.Way.POST
    return Slip(
        number=order.number,
        maker=user.display_name,
        name=order.purchase.name,
        address=_address(order) if is_sent else [],
        pickup=parcel.pickup if parcel else "",
        note=order.purchase.note,
        rows=[_row(line) for line in lines.order_by("pk")],
    )
