"""The offers and orders of the demo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.core.loading import get_class, get_model

from mentorship.models import Project
from portal.accounts.models import User
from portal.demo.content import shapes
from shop.models import Listing, Payment, SaleLine
from shop.payments import demo as counter
from shop.services import baskets, checkout, listings, orders, payments, quotes

Basket = get_model("basket", "Basket")
Order = get_model("order", "Order")
Selector = get_class("partner.strategy", "Selector")

#: What happens to an order: `awaiting_payment` and `cancelled` are never paid.
PAID = frozenset({"paid", "shipped", "complete"})
SENT = frozenset({"shipped", "complete"})


def load_listings(*, offers: Iterable[shapes.Offer], works: Mapping[str, Project]) -> dict[str, Listing]:
    """Offer the works that are not in the shop, the oldest first, and return all listings by their titles."""
    found = {}
    for offer in sorted(offers, key=lambda offer: works[offer.work].published_at):
        project = works[offer.work]
        listing = Listing.objects.filter(project=project).first()
        found[offer.work] = listing or _offer(offer, project)
    return found


@transaction.atomic
def _offer(offer: shapes.Offer, project: Project) -> Listing:
    listing = listings.offer(
        project=project, kind=offer.kind, price=Decimal(offer.price), quantity=offer.quantity, by=project.owner
    )
    return listings.withdraw(listing=listing, by=project.owner) if offer.withdrawn else listing


def load_orders(
    *,
    content: Iterable[shapes.Order],
    found: Mapping[str, Listing],
    users: Mapping[str, User],
    now: datetime,
) -> int:
    """Place the orders that are not there, take each as far as its state says, and return how many there are."""
    ordered = sorted(content, key=lambda order: -order.days_ago)
    for order in ordered:
        placed_at = now - timedelta(days=order.days_ago, minutes=len(order.key) * 7 if order.days_ago else 0)
        payment = _payment_of(order, found) or _place(order, found, users.get(order.buyer), placed_at)
        _follow(order, payment, placed_at)
    orders.release_due(now=now)
    return len(ordered)


def is_loaded(*, last: shapes.Order) -> bool:
    """Whether the order that is placed last is there."""
    return Order.objects.filter(purchase__email=last.email).exists()


def _payment_of(order: shapes.Order, found: Mapping[str, Listing]) -> Payment | None:
    """Find an order by its buyer's address and its first piece."""
    product_id = found[order.works[0][0]].product_id
    same = Payment.objects.filter(order__purchase__email=order.email, order__lines__product=product_id)
    return same.select_related("order").order_by("pk").first()


@transaction.atomic
def _place(order: shapes.Order, found: Mapping[str, Listing], buyer: User | None, now: datetime) -> Payment:
    basket = Basket(owner=buyer)
    basket.strategy = Selector().strategy(user=buyer)
    for title, quantity in order.works:
        baskets.add(basket=basket, listing=found[title], quantity=quantity, by=buyer or AnonymousUser())
    quote = quotes.quote(basket=basket, by=buyer)
    address = checkout.Address(line1=order.street, city=order.town, postcode=order.postcode, country=order.country)
    details = checkout.Details(
        email=order.email, name=order.name, address=address if quote.needs_shipping else None, provider="demo"
    )
    return checkout.place(details=details, by=buyer, expected=quote.expected, now=now)


def _follow(order: shapes.Order, payment: Payment, placed_at: datetime) -> None:
    """Pay, send or cancel as the content says; what has happened already does not happen again."""
    soon = placed_at + timedelta(minutes=4)
    if order.state == "cancelled" and payment.is_live:
        payments.cancel(payment=payment, now=soon)
    if order.state in PAID and payment.is_live:
        payments.start(payment=payment, now=placed_at)
        counter.pay(key=payment.uuid)
        payments.sync(payment=payment, now=soon)
    if order.state in SENT:
        for sale in _unsent(payment.order):
            orders.ship(sale=sale, by=sale.seller.user, now=placed_at + timedelta(days=2))


def _unsent(order: Any) -> Iterable[SaleLine]:
    sales = SaleLine.objects.filter(line__order=order, needs_shipping=True, shipped_at__isnull=True)
    return sales.select_related("seller__user")
