"""Buying, as tests do it: through the services, or through the pages like a person."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from portal.accounts.models import User
from shop.models import Listing, Payment
from shop.payments import demo
from shop.services import checkout, payments, quotes

Basket = get_model("basket", "Basket")
Selector = get_class("partner.strategy", "Selector")

ADDRESS = checkout.Address(line1="12 Mill Lane", city="Berlin", postcode="10115", country="DE")
TYPED = {
    "email": "guest@example.org",
    "name": "Greta Guest",
    "line1": "12 Mill Lane",
    "city": "Berlin",
    "postcode": "10115",
    "country": "DE",
}


def basket_with(*listings: Listing, by: User | None = None, quantity: int = 1) -> Any:
    """An open basket with `listings` in it, of `by` or of a guest."""
    basket = Basket.objects.create(owner=by)
    basket.strategy = Selector().strategy(user=by)
    for listing in listings:
        basket.add_product(listing.product, quantity)
    return basket


def order(
    *listings: Listing,
    by: User | None = None,
    email: str = "guest@example.org",
    quantity: int = 1,
    now: datetime | None = None,
    basket: Any = None,
    start: bool = True,
) -> Payment:
    """Place an order up to the payment page."""
    now = now or timezone.now()
    basket = basket or basket_with(*listings, by=by, quantity=quantity)
    quote = quotes.quote(basket=basket, by=by)
    details = checkout.Details(email=email, name="Greta Guest", address=ADDRESS, note="Please wrap it well.")
    payment = checkout.place(details=details, by=by, expected=quote.expected, now=now)
    if start:
        payments.start(payment=payment, now=now)
    payment.refresh_from_db()
    return payment


def paid(*listings: Listing, now: datetime | None = None, **values: Any) -> Payment:
    """Place an order and pay it."""
    return pay(order(*listings, now=now, **values), now=now)


def pay(payment: Payment, *, now: datetime | None = None) -> Payment:
    """Go to the payment page, if not there yet, and pay."""
    now = now or timezone.now()
    payments.start(payment=payment, now=now)
    demo.pay(key=payment.uuid)
    return payments.sync(payment=payment, now=now)


def browser_with(*listings: Listing, quantity: int = 1) -> Client:
    """A guest's browser whose basket holds `listings`."""
    client = Client()
    basket = basket_with(*listings, quantity=quantity)
    client.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = Signer().sign(basket.pk)
    return client


def seen(page: Any) -> str:
    """The sealed total that a details page carries."""
    match = re.search(r'name="seen" value="([^"]+)"', page.content.decode())
    assert match, page.content.decode()
    return match[1]


def stock(listing: Listing) -> tuple[int | None, int]:
    """How many there are, and how many of them are set aside."""
    record = listing.product.stockrecords.get()
    return record.num_in_stock, record.num_allocated or 0


def price_to(listing: Listing, amount: str) -> None:
    listing.product.stockrecords.update(price=Decimal(amount))
