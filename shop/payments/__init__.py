"""Ways to pay, behind one interface. The only place that may know a provider's own words."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from portal.core.exceptions import DomainError
from shop.payments.base import Provider

PROVIDERS = {"demo": "shop.payments.demo.DemoProvider"}


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


def default() -> str:
    """Return the name of the provider that takes new payments. Raises NoWayToPay."""
    if not settings.PAYMENT_PROVIDERS:
        raise NoWayToPay
    return str(settings.PAYMENT_PROVIDERS[0])
