"""System checks: what must be true of money before the site starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import connection

from shop.money import EXPONENTS
from shop.payments import KEYS, ONLINE


@register
def payments_are_possible(**_: Any) -> list[Error]:
    """Providers and currency must be known, and a public site never takes demo payments."""
    errors = []
    unknown = [name for name in settings.PAYMENT_PROVIDERS if name not in ONLINE]
    if unknown:
        errors.append(Error(f"PAYMENT_PROVIDERS names no known provider: {unknown}.", id="shop.E001"))
    strangers = [name for name in settings.PAYOUT_PROVIDERS if name not in KEYS]
    if strangers:
        errors.append(Error(f"PAYOUT_PROVIDERS names nobody who pays out: {strangers}.", id="shop.E011"))
    if "demo" in settings.PAYMENT_PROVIDERS and settings.SITE_URL.startswith("https://"):
        errors.append(Error("PAYMENT_PROVIDERS contains demo on a public https site.", id="shop.E002"))
    errors += _providers_have_keys() + _fakes_stay_at_home()
    if settings.PAYPAL_ENVIRONMENT not in ("sandbox", "live"):
        errors.append(Error("PAYPAL_ENVIRONMENT must be sandbox or live.", id="shop.E010"))
    if settings.OSCAR_DEFAULT_CURRENCY not in EXPONENTS:
        errors.append(Error(f"CURRENCY must be one of {', '.join(EXPONENTS)}.", id="shop.E003"))
    if not 0 <= settings.PLATFORM_SHARE_BP <= 10_000:
        errors.append(Error("PLATFORM_SHARE_BP must lie between 0 and 10000.", id="shop.E004"))
    if settings.COOP_SHARE_BP < 0 or settings.PLATFORM_SHARE_BP + settings.COOP_SHARE_BP > 10_000:
        errors.append(Error("PLATFORM_SHARE_BP and COOP_SHARE_BP must not exceed 10000.", id="shop.E005"))
    if settings.DISPUTES_BORNE_BY not in ("platform", "maker"):
        errors.append(Error("DISPUTES_BORNE_BY must be platform or maker.", id="shop.E006"))
    return errors


#: Where a provider is, if not where its library knows.
BASES = ("STRIPE_API_BASE", "PAYPAL_API_BASE")
LOOPBACK = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")


def _providers_have_keys() -> list[Error]:
    named = {"PAYMENT_PROVIDERS": settings.PAYMENT_PROVIDERS, "PAYOUT_PROVIDERS": settings.PAYOUT_PROVIDERS}
    return [
        Error(f"{setting} needs {name}.", id="shop.E007")
        for setting, providers in named.items()
        for provider in providers
        for name in KEYS.get(provider, ())
        if not getattr(settings, name)
    ]


def _fakes_stay_at_home() -> list[Error]:
    """Calls with real keys go to the provider and nowhere else; a public site has no fakes."""
    named = [(name, getattr(settings, name)) for name in BASES if getattr(settings, name)]
    errors = [
        Error(f"{name} may only name a fake on this machine.", id="shop.E008")
        for name, address in named
        if not address.startswith(LOOPBACK)
    ]
    if named and settings.SITE_URL.startswith("https://"):
        errors.append(Error(f"{named[0][0]} names a fake on a public https site.", id="shop.E009"))
    return errors


@register(deploy=True)
def ledger_is_guarded(**_: Any) -> list[Warning]:
    """The triggers that keep the ledger append-only exist on PostgreSQL only."""
    if connection.vendor == "postgresql":
        return []
    return [Warning("The ledger's triggers need PostgreSQL; only check_integrity guards it here.", id="shop.W001")]
