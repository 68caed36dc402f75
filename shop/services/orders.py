"""The life of an order: set aside, paid, sent, complete, or given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop import money
from shop.models import SaleLine, Seller
from shop.services import ledger
from shop.signals import line_shipped
from shop.stock import NotEnoughStock

Basket = get_model("basket", "Basket")
BasketLine = get_model("basket", "Line")
Line = get_model("order", "Line")
Order = get_model("order", "Order")

AWAITING, PAID, SHIPPED, COMPLETE, CANCELLED = "Awaiting payment", "Paid", "Shipped", "Complete", "Cancelled"


class NotPaid(DomainError):
    message = gettext_lazy("This has not been paid yet. Send it once it is paid.")


class NothingToShip(DomainError):
    message = gettext_lazy("This is a download; there is nothing to send.")


def release(*, order: Any, now: datetime) -> None:
    """Give an unpaid order's pieces back and reopen its basket. The caller holds the order's lock."""
    if order.status != AWAITING:
        return
    for line in _lines(order):
        if line.stockrecord:
            line.cancel_allocation(line.num_allocated)
        _set_line(line, CANCELLED)
    _set_order(order, CANCELLED)
    if order.basket_id:
        Basket.objects.filter(pk=order.basket_id, status=Basket.SUBMITTED).update(
            status=Basket.OPEN, date_submitted=None
        )


def take_back(*, order: Any, now: datetime) -> bool:
    """Set a given-up order's pieces aside again, all or none; say whether they were still there."""
    lines = _lines(order)
    try:
        with transaction.atomic():
            for line in lines:
                _allocate_again(line)
    except NotEnoughStock:
        return False
    for line in lines:
        _set_line(line, AWAITING)
    _set_order(order, AWAITING)
    # What is paid for now must not be bought again by mistake.
    BasketLine.objects.filter(
        basket_id=order.basket_id, basket__status=Basket.OPEN, stockrecord__in=[ln.stockrecord_id for ln in lines]
    ).delete()
    return True


def _allocate_again(line: Any) -> None:
    if line.stockrecord is None or line.product is None:
        raise NotEnoughStock(line.stockrecord)
    line.stockrecord.allocate(line.quantity)
    line.num_allocated, line.allocation_cancelled = line.quantity, False
    line.save(update_fields=["num_allocated", "allocation_cancelled"])


def settle(*, order: Any, now: datetime) -> list[SaleLine]:
    """Mark `order` paid, its pieces sold, and freeze what each maker gets. The caller locks and books."""
    lines = _lines(order)
    sellers = {seller.partner_id: seller for seller in _sellers(lines)}
    sales = [SaleLine(**_split(line, order, now), seller=sellers[line.partner_id]) for line in lines]
    if sum(sale.gross_minor for sale in sales) != money.to_minor(order.total_incl_tax, order.currency):
        raise money.InexactAmount("The lines of the order do not make its total.")
    SaleLine.objects.bulk_create(sales)
    for line in lines:
        _leave_stock(line)
        _set_line(line, PAID)
    _set_order(order, PAID)
    return sales


def _split(line: Any, order: Any, now: datetime) -> dict[str, Any]:
    gross = money.to_minor(line.line_price_incl_tax, order.currency)
    share = money.share_of(gross, settings.PLATFORM_SHARE_BP)
    ships = line.product.is_shipping_required if line.product else order.shipping_address_id is not None
    return {
        "line": line,
        "currency": order.currency,
        "gross_minor": gross,
        "share_bp": settings.PLATFORM_SHARE_BP,
        "share_minor": share,
        "net_minor": gross - share,
        "needs_shipping": ships,
        "paid_at": now,
        "release_date": (now + timedelta(days=settings.EARNINGS_HOLD_DAYS)).date(),
    }


@transaction.atomic
def ship(*, sale: SaleLine, by: User, now: datetime, tracking: str = "") -> SaleLine:
    """Mark a line as sent by its maker, once. Raises NotAllowed, NotPaid, NothingToShip."""
    order = Order.objects.select_for_update().get(pk=sale.line.order_id)
    sale = SaleLine.objects.select_for_update(of=("self",)).select_related("line", "seller").get(pk=sale.pk)
    require(can(by, "ship", sale), "Only the maker can mark this as sent.")
    if not sale.needs_shipping:
        raise NothingToShip
    if sale.shipped_at:
        return sale
    if sale.line.status != PAID:
        raise NotPaid
    sale.shipped_at, sale.tracking = now, tracking
    sale.save(update_fields=["shipped_at", "tracking", "updated_at"])
    _set_line(sale.line, SHIPPED)
    _follow_lines(order)
    announce(line_shipped, SaleLine, sale=sale)
    return sale


def release_due(*, now: datetime, limit: int = 500) -> int:
    """Release earnings that have rested long enough; return how many. What travels must have been sent.

    A line whose earnings are released is complete.
    """
    due = SaleLine.objects.filter(released_at__isnull=True, release_date__lte=now.date()).exclude(
        needs_shipping=True, shipped_at__isnull=True
    )
    ids = list(due.order_by("pk").values_list("pk", "line__order_id")[:limit])
    return sum(_release_one(sale_id, order_id, now) for sale_id, order_id in ids)


@transaction.atomic
def _release_one(sale_id: int, order_id: int, now: datetime) -> bool:
    order = Order.objects.select_for_update().get(pk=order_id)
    sale = SaleLine.objects.select_for_update(of=("self",)).select_related("line", "seller__user").get(pk=sale_id)
    if sale.released_at:
        return False
    sale.released_at = now
    sale.save(update_fields=["released_at", "updated_at"])
    ledger.post_release(sale=sale, now=now)
    _set_line(sale.line, COMPLETE)
    _follow_lines(order)
    return True


# Statuses --------------------------------------------------------------------------------------------------


def _lines(order: Any) -> list[Any]:
    """The lines in the order in which stock is always locked, with what deciding about them needs."""
    lines = Line.objects.filter(order=order).select_related("stockrecord__product", "product__product_class")
    return sorted(lines, key=lambda line: line.stockrecord_id or 0)


def _sellers(lines: Sequence[Any]) -> Any:
    return Seller.objects.filter(partner__in=[line.partner_id for line in lines]).select_related("user")


def _leave_stock(line: Any) -> None:
    if line.stockrecord:
        line.consume_allocation(line.num_allocated)


def _set_line(line: Any, status: str) -> None:
    line.status = status
    line.save(update_fields=["status"])


def _set_order(order: Any, status: str) -> None:
    if order.status == status:
        return
    order.status_changes.create(old_status=order.status, new_status=status)
    order.status = status
    order.save(update_fields=["status"])


def _follow_lines(order: Any) -> None:
    """An order is sent when everything in it that travels has been, and complete when every line is."""
    lines = list(Line.objects.filter(order=order).values_list("status", "sale__needs_shipping"))
    travelling = [status for status, needs_shipping in lines if needs_shipping]
    if all(status == COMPLETE for status, _needs_shipping in lines):
        _set_order(order, COMPLETE)
    elif travelling and all(status in (SHIPPED, COMPLETE) for status in travelling):
        _set_order(order, SHIPPED)
