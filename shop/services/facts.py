"""What a provider says about a payment becomes what the shop holds true; the same facts twice change nothing.

Locks are always taken in the order: order, payment, stock.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from portal.core import logs
from portal.core.events import announce
from shop.models import LedgerEntry, Payment
from shop.payments.base import Facts, Status
from shop.services import commission_parts, disputes, ledger, orders, refunds
from shop.signals import order_settled

Order = get_model("order", "Order")
State = Payment.State
logger = logging.getLogger(__name__)


def locked(payment: Payment) -> tuple[Any, Payment]:
    """Return a payment and its order, locked."""
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    logs.note(order=order.number, payment=payment.uuid)
    return order, Payment.objects.select_for_update().get(pk=payment.pk)


@transaction.atomic
def apply(*, payment: Payment, facts: Facts, now: datetime) -> Payment:
    """Make true here what the provider says."""
    order, payment = locked(payment)
    payment.ref = payment.ref or facts.ref
    payment.charge_ref = payment.charge_ref or facts.charge_ref
    if facts.status == Status.PAID and not payment.is_captured:
        _capture(payment, order, facts, now)
    elif facts.status == Status.PROCESSING and payment.can_become(State.PROCESSING) and payment.is_live:
        payment.state = State.PROCESSING
    elif facts.status in (Status.EXPIRED, Status.FAILED) and payment.is_live:
        _over(payment, order, facts, now)
    payment.save()
    if payment.is_captured:
        _follow_money(payment, facts, now)
    return payment


def _over(payment: Payment, order: Any, facts: Facts, now: datetime) -> None:
    # What a bank works on cannot expire: this was read before the bank began.
    if facts.status == Status.EXPIRED and payment.state == State.PROCESSING:
        return
    give_up(payment, order, State.EXPIRED if facts.status == Status.EXPIRED else State.FAILED, now)


def give_up(payment: Payment, order: Any, state: str, now: datetime) -> None:
    """End a live payment and give its pieces back. The caller locks and saves."""
    payment.state = state
    if payment.holds_stock:
        payment.holds_stock = False
        orders.release(order=order, now=now)


def _capture(payment: Payment, order: Any, facts: Facts, now: datetime) -> None:
    """Money is a fact: it is booked in any case; whether it pays the order is decided here."""
    payment.state, payment.captured_at = State.CAPTURED, now
    payment.save()
    ledger.post_capture(payment=payment, amount_minor=facts.amount_minor, currency=facts.currency, now=now)
    if (facts.amount_minor, facts.currency) != (payment.amount_minor, payment.currency):
        payment.problem = (
            f"The provider took {facts.amount_minor} {facts.currency} "
            f"instead of {payment.amount_minor} {payment.currency}."
        )
        logger.error("Payment %s: %s", payment.uuid, payment.problem)
        return
    if not _accept(payment, order, now):
        payment.holds_stock = False
        refunds.ask_in_full(payment=payment, reason="Paid after the pieces had gone, or paid twice.")


def _accept(payment: Payment, order: Any, now: datetime) -> bool:
    """Let `payment` pay `order`; say no if another one did or its pieces are gone."""
    if order.status == orders.CANCELLED:
        if not orders.take_back(order=order, now=now):
            return False
    elif order.status != orders.AWAITING:
        return False
    payment.settles, payment.holds_stock = True, False
    payment.save()
    sales = orders.settle(order=order, now=now)
    ledger.post_earnings(payment=payment, sales=sales, now=now)
    commission_parts.follow_paid(sales=sales)
    announce(order_settled, Order, order=order)
    return True


def _follow_money(payment: Payment, facts: Facts, now: datetime) -> None:
    """The provider's fee, what went back and what is disputed; each once, in whatever order they came."""
    if facts.fee_minor and not LedgerEntry.objects.filter(key=f"pfee:{payment.uuid}").exists():
        ledger.post_provider_fee(payment=payment, fee_minor=facts.fee_minor, currency=facts.fee_currency, now=now)
    for told in facts.refunds:
        refunds.follow(payment=payment, told=told, now=now)
    for each in facts.disputes:
        disputes.follow(payment=payment, told=each, now=now)
