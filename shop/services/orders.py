"""The life of an order: set aside, paid, sent, complete, or given up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop import money
from shop.models import Carrier, CommissionPart, SaleLine, Seller, TakenBack
from shop.services import allocation, ledger, vouchers
from shop.signals import earnings_released, line_shipped
from shop.stock import NotEnoughStock

Basket = get_model("basket", "Basket")
BasketLine = get_model("basket", "Line")
Line = get_model("order", "Line")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")

AWAITING, PAID, SHIPPED, COMPLETE, CANCELLED = "Awaiting payment", "Paid", "Shipped", "Complete", "Cancelled"
#: All of the money for it went back.
REFUNDED = "Refunded"


class NotPaid(DomainError):
    message = gettext_lazy("This has not been paid yet. Send it once it is paid.")


class DeliveredThere(DomainError):
    message = gettext_lazy("This was made to order. Say on the page of the commission that it is delivered.")


class UnknownCarrier(DomainError):
    message = gettext_lazy("Choose a carrier from the list, or none.")


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
    vouchers.give_back(order=order)
    _set_order(order, CANCELLED)
    if order.basket_id:
        Basket.objects.filter(pk=order.basket_id, status=Basket.SUBMITTED).update(
            status=Basket.OPEN, date_submitted=None
        )


def take_back(*, order: Any, now: datetime) -> bool:
    """Set a given-up order's pieces aside again, all or none; say whether they and its voucher were there."""
    lines = _lines(order)
    try:
        with transaction.atomic():
            for line in lines:
                _allocate_again(line)
            vouchers.take_again(order=order)
    except (NotEnoughStock, vouchers.CannotUse):
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
    ledger.lock_people(sale.seller.user for sale in sales)
    SaleLine.objects.bulk_create(sales)
    allocation.divide_all(sales=sales, now=now)
    for line in lines:
        _leave_stock(line)
        _set_line(line, PAID)
    _set_order(order, PAID)
    return sales


def _split(line: Any, order: Any, now: datetime) -> dict[str, Any]:
    price = money.to_minor(line.line_price_incl_tax, order.currency)
    # The maker pays the post, and a tip is theirs: nobody has a share in these. A voucher is the maker's to bear,
    # and shares are of what was paid for the piece.
    if hasattr(line, "extra"):
        price -= line.extra.discount_minor
    gross = price + (line.extra.amount_minor if hasattr(line, "extra") else 0)
    share = money.share_of(price, settings.PLATFORM_SHARE_BP)
    coop = min(money.share_of(price, settings.COOP_SHARE_BP), price - share)
    ships = line.product.is_shipping_required if line.product else order.shipping_address_id is not None
    return {
        "line": line,
        "currency": order.currency,
        "gross_minor": gross,
        "share_bp": settings.PLATFORM_SHARE_BP,
        "share_minor": share,
        "coop_bp": settings.COOP_SHARE_BP,
        "coop_minor": coop,
        "net_minor": gross - share - coop,
        "needs_shipping": ships,
        "paid_at": now,
        "release_date": (now + timedelta(days=settings.EARNINGS_HOLD_DAYS)).date(),
    }


@transaction.atomic
def ship(*, sale: SaleLine, by: User, now: datetime, tracking: str = "", carrier: str = "") -> SaleLine:
    """Mark a line as sent by its maker, once. Raises NotAllowed, NotPaid, NothingToShip, DeliveredThere,
    UnknownCarrier."""
    order = Order.objects.select_for_update().get(pk=sale.line.order_id)
    sale = SaleLine.objects.select_for_update(of=("self",)).select_related("line", "seller").get(pk=sale.pk)
    require(can(by, "ship", sale), "Only the maker can mark this as sent.")
    if not sale.needs_shipping:
        raise NothingToShip
    if CommissionPart.objects.filter(product=sale.line.product_id).exists():
        raise DeliveredThere
    if sale.shipped_at:
        return sale
    if sale.line.status != PAID:
        raise NotPaid
    sale.shipped_at = now
    note_parcel(sale=sale, carrier=carrier, tracking=tracking)
    _set_line(sale.line, SHIPPED)
    _follow_lines(order)
    announce(line_shipped, SaleLine, sale=sale)
    return sale


def note_parcel(*, sale: SaleLine, carrier: str, tracking: str) -> None:
    """Write down by whom and under which number a sold piece travels. The caller has locked it."""
    if carrier and carrier not in Carrier.values:
        raise UnknownCarrier
    sale.carrier, sale.tracking = carrier, tracking
    sale.save(update_fields=["shipped_at", "carrier", "tracking", "updated_at"])


@transaction.atomic
def hand_over(*, order: Any, now: datetime) -> None:
    """Mark everything in a paid order as handed to its buyer, who took it along. The caller has permitted it."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    waiting = SaleLine.objects.select_for_update(of=("self",)).filter(line__order=order, shipped_at__isnull=True)
    for sale in waiting.filter(needs_shipping=True).select_related("line").order_by("pk"):
        sale.shipped_at = now
        sale.save(update_fields=["shipped_at", "updated_at"])
        _set_line(sale.line, SHIPPED)
    _follow_lines(order)


def release_due(*, now: datetime, limit: int = 500) -> int:
    """Release earnings that have rested long enough; return how many. What travels must have been sent.

    A line whose earnings are released is complete. A disputed one waits for the end of the dispute.
    """
    due = (
        SaleLine.objects.filter(released_at__isnull=True, release_date__lte=now.date())
        .exclude(~Q(line__status=REFUNDED), needs_shipping=True, shipped_at__isnull=True)
        .exclude(Exists(TakenBack.objects.in_dispute().filter(sale=OuterRef("pk"))))
    )
    ids = list(due.order_by("pk").values_list("pk", "line__order_id")[:limit])
    return sum(_release_one(sale_id, order_id, now) for sale_id, order_id in ids)


@transaction.atomic
def _release_one(sale_id: int, order_id: int, now: datetime) -> bool:
    order = Order.objects.select_for_update().get(pk=order_id)
    sale = SaleLine.objects.select_for_update(of=("self",)).select_related("line", "seller__user").get(pk=sale_id)
    if sale.released_at:
        return False
    ledger.post_release(sale=sale, now=now)
    sale.released_at = now
    sale.save(update_fields=["released_at", "updated_at"])
    if sale.line.status != REFUNDED:
        _set_line(sale.line, COMPLETE)
    _follow_lines(order)
    announce(earnings_released, SaleLine, owner=sale.seller.user)
    return True


def take_refund(*, sale: SaleLine, restock: int) -> None:
    """Put `restock` pieces back for sale; mark a line whose money all went back. The caller locks and books."""
    line = sale.line
    if restock and line.stockrecord and line.stockrecord.num_in_stock is not None:
        StockRecord.objects.filter(pk=line.stockrecord_id).update(num_in_stock=F("num_in_stock") + restock)
    taken = TakenBack.objects.standing().filter(sale=sale).aggregate(total=Sum("amount_minor", default=0))
    if taken["total"] >= sale.gross_minor and line.status in (PAID, SHIPPED, COMPLETE):
        _set_line(line, REFUNDED)
        _follow_lines(line.order)


def undo_refund(*, sale: SaleLine) -> None:
    """Let a line be what it was before its refund, which failed. Pieces that are for sale again stay so."""
    if sale.line.status != REFUNDED:
        return
    earlier = COMPLETE if sale.released_at else SHIPPED if sale.shipped_at else PAID
    _set_line(sale.line, earlier)
    _follow_lines(sale.line.order)


# Statuses --------------------------------------------------------------------------------------------------


def _lines(order: Any) -> list[Any]:
    """The lines in the order in which stock is always locked, with what deciding about them needs."""
    lines = Line.objects.filter(order=order).select_related(
        "stockrecord__product", "product__product_class", "extra"
    )
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
    travelling = [status for status, needs_shipping in lines if needs_shipping and status != REFUNDED]
    if all(status == REFUNDED for status, _needs_shipping in lines):
        _set_order(order, REFUNDED)
    elif all(status in (COMPLETE, REFUNDED) for status, _needs_shipping in lines):
        _set_order(order, COMPLETE)
    elif travelling and all(status in (SHIPPED, COMPLETE) for status in travelling):
        _set_order(order, SHIPPED)
    elif order.status == REFUNDED:
        _set_order(order, PAID)  # a refund failed
