"""Orders that were made without an account, taken into the account of whoever owns their address."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from oscar.core.loading import get_model
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.events import announce
from shop.selectors import orders
from shop.signals import order_link_asked

Order = get_model("order", "Order")


@transaction.atomic
def claim(*, by: User) -> int:
    """Make every guest's order with a proven address of `by` theirs; return how many. Once; nobody's else."""
    found = list(orders.to_claim(by).select_for_update(of=("self",)).order_by("pk"))
    for order in found:
        _take(order, by)
    return len(found)


def ask_for_link(*, order: Any) -> None:
    """Have a fresh link sent to the order's own address; whoever asks has an old one."""
    announce(order_link_asked, Order, order=order)


def _take(order: Any, by: User) -> None:
    order.user, order.guest_email = by, ""
    order.save(update_fields=["user", "guest_email"])
    log(order, "shop.order.claim", user=by)
