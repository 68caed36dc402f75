"""System checks: what must be true of money before the site starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.db import connection

from shop.money import EXPONENTS
from shop.payments import PROVIDERS


@register
def payments_are_possible(**_: Any) -> list[Error]:
    """Providers and currency must be known, and a public site never takes demo payments."""
    errors = []
    unknown = [name for name in settings.PAYMENT_PROVIDERS if name not in PROVIDERS]
    if unknown:
        errors.append(Error(f"PAYMENT_PROVIDERS names no known provider: {unknown}.", id="shop.E001"))
    if "demo" in settings.PAYMENT_PROVIDERS and settings.SITE_URL.startswith("https://"):
        errors.append(Error("PAYMENT_PROVIDERS contains demo on a public https site.", id="shop.E002"))
    if settings.OSCAR_DEFAULT_CURRENCY not in EXPONENTS:
        errors.append(Error(f"CURRENCY must be one of {', '.join(EXPONENTS)}.", id="shop.E003"))
    if not 0 <= settings.PLATFORM_SHARE_BP <= 10_000:
        errors.append(Error("PLATFORM_SHARE_BP must lie between 0 and 10000.", id="shop.E004"))
    return errors


@register(deploy=True)
def ledger_is_guarded(**_: Any) -> list[Warning]:
    """The triggers that keep the ledger append-only exist on PostgreSQL only."""
    if connection.vendor == "postgresql":
        return []
    return [Warning("The ledger's triggers need PostgreSQL; only check_integrity guards it here.", id="shop.W001")]
