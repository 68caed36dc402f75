"""How orders and their amounts read."""

from typing import Any

from django import template
from django.conf import settings

from portal.core.templatetags import ui
from shop import money

register = template.Library()

TONES = {
    "Awaiting payment": "weld",
    "Paid": "indigo",
    "Shipped": "madder",
    "Complete": "moss",
    "Cancelled": "walnut",
}


@register.filter
def order_status(status: str) -> Any:
    """Say an order's or a line's status in the reader's language."""
    return settings.ORDER_STATUS_NAMES.get(status, status)


@register.filter
def order_tone(status: str) -> str:
    """Choose the dye of a status."""
    return TONES.get(status, "walnut")


@register.filter
def minor(amount_minor: int, currency: str) -> str:
    """Write an amount in smallest units as money."""
    return ui.money(money.from_minor(amount_minor, currency), currency)
