"""Ways to pay, behind one interface. The only place that may know a provider's own words."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from portal.core.exceptions import DomainError
from shop.payments.base import Provider, Recaller

PROVIDERS = {
    "stripe": "shop.payments.stripe_checkout.StripeProvider",
    "paypal": "shop.payments.paypal_orders.PayPalProvider",
    "cash": "shop.payments.cash.CashProvider",
    "demo": "shop.payments.demo.DemoProvider",
}
#: Where buyers pay by themselves; cash is entered by makers (services.cash).
ONLINE = tuple(name for name in PROVIDERS if name != "cash")


#: The settings without which a provider cannot be asked, or its events not be believed.
KEYS = {
    "stripe": ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"),
    "paypal": ("PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET", "PAYPAL_WEBHOOK_ID"),
}
#: Providers that keep what they told.
RECALLERS = ("stripe",)


class UnknownProvider(DomainError):
    message = "This way to pay is not switched on."


class NoWayToPay(DomainError):
    message = gettext_lazy("No way to pay is switched on yet.")


@cache
def by_name(name: str) -> Provider:
    """Return the provider `name`, switched on or not: old payments must still be followed."""
    try:
        provider: Provider = import_string(PROVIDERS[name])()
    except KeyError:
        raise UnknownProvider from None
    return provider


def recaller(name: str) -> Recaller:
    """Return the provider `name` that keeps what it told. Raises UnknownProvider."""
    if name not in RECALLERS:
        raise UnknownProvider
    provider: Any = by_name(name)
    recalls: Recaller = provider
    return recalls


def reachable() -> list[str]:
    """Return the providers elsewhere that we have keys for, switched on or not."""
    return [name for name, keys in KEYS.items() if all(getattr(settings, key) for key in keys)]


def switched_on() -> list[tuple[str, Provider]]:
    """Return the ways to pay that buyers may choose from, the first one first."""
    return [(name, by_name(name)) for name in settings.PAYMENT_PROVIDERS if name in ONLINE]


def chosen(name: str) -> str:
    """Return the way to pay that a buyer chose, the first one if none. Raises NoWayToPay, UnknownProvider."""
    first = default()
    if name and name not in settings.PAYMENT_PROVIDERS:
        raise UnknownProvider
    return name or first


def default() -> str:
    """Return the name of the provider that takes new payments. Raises NoWayToPay."""
    if not settings.PAYMENT_PROVIDERS:
        raise NoWayToPay
    return str(settings.PAYMENT_PROVIDERS[0])
