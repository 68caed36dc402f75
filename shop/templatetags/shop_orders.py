"""How orders and their amounts read."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from portal.core.templatetags import ui
from shop import money
from shop.services import downloads

register = template.Library()

TONES = {
    "Awaiting payment": "weld",
    "Paid": "indigo",
    "Shipped": "madder",
    "Complete": "moss",
    "Cancelled": "walnut",
    "Refunded": "walnut",
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


@register.simple_tag
def files_of(line: Any) -> list[tuple[str, str]]:
    """List what a paid line hands over: (name, address). Needs `selectors.orders.with_lines`."""
    listing = getattr(line.product, "listing", None)
    if listing is None or not hasattr(line, "sale"):
        return []
    return [
        (file.filename, reverse("shop:download", args=[downloads.link_token(line=line, file=file)]))
        for file in listing.files.all()
    ]


@register.filter
def shop_minor(amount_minor: int) -> str:
    """Write an amount in smallest units of the shop's own currency as money."""
    return minor(amount_minor, settings.OSCAR_DEFAULT_CURRENCY)


@register.filter
def put_into(put: Any, place: Any) -> int:
    """Return what of a sale goes into `place`, by its key; 0 for nothing."""
    return int(put.get(place.key, 0))


@register.filter
def payout_tone(state: str) -> str:
    """Choose the dye of a payout's state."""
    return {"requested": "weld", "prepared": "indigo", "sent": "indigo", "paid": "moss"}.get(state, "walnut")
