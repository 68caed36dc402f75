"""The two payments of a commission: each a product of its own that nobody finds, bought like any other.

Locks are taken in the order: order, payment, stock, offer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.ids import public_id
from shop import money, payments
from shop.models import CommissionOffer, CommissionPart, Payment, SaleLine
from shop.services import checkout, direct_orders
from shop.signals import commission_moved
from shop.stock import NotEnoughStock

Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")
Kind = CommissionPart.Kind
Status = CommissionOffer.Status


class BeingPaid(DomainError):
    message = gettext_lazy("This is being paid for right now. Finish or cancel that payment first.")


def make(*, offer: CommissionOffer) -> None:
    """Make what the buyer pays: the deposit and the rest, one of each."""
    names = {Kind.DEPOSIT: _("Deposit: %(title)s"), Kind.REST: _("Rest: %(title)s")}
    amounts = {Kind.DEPOSIT: offer.deposit_minor, Kind.REST: offer.rest_minor}
    for kind, name in names.items():
        number = public_id(12)
        title = name % {"title": offer.title}
        product = Product.objects.create(
            product_class=_product_class(),
            upc=number,
            title=title,
            slug=slugify(title) or "commission",
            is_public=False,
        )
        StockRecord.objects.create(
            product=product,
            partner_id=offer.seller.partner_id,
            partner_sku=number,
            price=money.from_minor(amounts[kind], offer.currency),
            price_currency=offer.currency,
            num_in_stock=1,
        )
        CommissionPart.objects.create(offer=offer, kind=kind, product=product)


def _product_class() -> Any:
    product_class, _created = ProductClass.objects.get_or_create(
        slug="commission", defaults={"name": "Commission", "track_stock": True, "requires_shipping": True}
    )
    return product_class


def locked(offer: CommissionOffer) -> CommissionOffer:
    """Return `offer` locked, after the orders and the stock of its payments: whoever pays has those first."""
    lines = {"lines__product__commission_part__offer": offer}
    list(Order.objects.select_for_update(of=("self",)).filter(**lines).order_by("pk"))
    records = StockRecord.objects.select_for_update(of=("self",))
    list(records.filter(product__commission_part__offer=offer).order_by("pk"))
    rows = CommissionOffer.objects.select_for_update(of=("self",))
    return rows.select_related("seller__user", "buyer", "request").get(pk=offer.pk)


def order(*, offer: CommissionOffer, details: checkout.Details, now: datetime) -> Payment:
    """Order the part that waits, once; return its payment. The caller has locked `offer` and checked its state.

    Raises BeingPaid, NoWayToPay, UnknownProvider.
    """
    part = offer.parts.select_related("product").get(kind=offer.payable)
    live = Payment.objects.live().filter(order__lines__product=part.product).select_related("order").first()
    if live:
        return live
    provider = payments.chosen(details.provider)
    address = checkout.save_address(details) if details.address else None
    buyer = direct_orders.Buyer(offer.buyer, details.name, details.email, details.note, address)
    basket = direct_orders.basket()
    basket.add_choice(part.product, 1, part.product.stockrecords.get())
    pickup = _("With the finished piece") if part.kind == Kind.DEPOSIT else offer.seller.pickup
    try:
        placed = direct_orders.place(
            basket=basket, seller=offer.seller, pickup=pickup or _("From hand to hand"), now=now, buyer=buyer
        )
    except NotEnoughStock as error:
        raise BeingPaid from error
    return Payment.objects.create(
        order=placed,
        provider=provider,
        amount_minor=money.to_minor(placed.total_incl_tax, placed.currency),
        currency=placed.currency,
        expires_at=now + checkout.time_to_pay(provider),
    )


def close(*, offer: CommissionOffer) -> None:
    """Let nothing of `offer` be paid any more: money that comes late goes back. Raises BeingPaid."""
    records = StockRecord.objects.filter(product__commission_part__offer=offer)
    if records.filter(num_allocated__gt=0).exists():
        raise BeingPaid
    records.update(num_in_stock=0)


def sales(*, offer: CommissionOffer) -> dict[str, SaleLine]:
    """Return what was paid, by its kind. One query."""
    rows = SaleLine.objects.filter(line__product__commission_part__offer=offer)
    rows = rows.select_related("line__order", "seller__user").annotate(
        part_kind=F("line__product__commission_part__kind")
    )
    return {row.part_kind: row for row in rows.order_by("pk")}


def follow_paid(*, sales: Iterable[SaleLine]) -> None:
    """Move the commissions whose parts were paid by `sales`. The caller holds the locks of order and stock."""
    products = [sale.line.product_id for sale in sales]
    for part in CommissionPart.objects.filter(product__in=products).order_by("pk"):
        offer = CommissionOffer.objects.select_for_update(of=("self",)).get(pk=part.offer_id)
        offer.status = Status.DEPOSIT_PAID if part.kind == Kind.DEPOSIT else Status.REST_PAID
        offer.save(update_fields=["status", "updated_at"])
        announce(commission_moved, CommissionOffer, offer=offer, by=offer.buyer)


def least_minor() -> int:
    """The least that a part may cost, as the least of any price."""
    from shop.services.listings import LEAST_PRICE

    return money.to_minor(LEAST_PRICE, settings.OSCAR_DEFAULT_CURRENCY)
