"""What the provider says becomes what the shop does. One door, `sync`, for return page, cancel and the clock.

Three rules: an intent is committed before the provider is called and its answer after; no call is made while a row
is locked; pieces are given back only once the provider confirms that the page can no longer be paid.
Locks are always taken in the order: order, payment, stock.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from portal.core.events import announce
from portal.core.exceptions import DomainError
from shop import payments as providers
from shop.models import Payment, Refund
from shop.payments.base import Facts, ProviderDown, Status
from shop.services import ledger, orders
from shop.signals import order_settled

Order = get_model("order", "Order")
State = Payment.State
logger = logging.getLogger(__name__)

#: A live payment is read again after this long without news, in case the buyer never came back.
QUIET = timedelta(minutes=2)


class AlreadyPaid(DomainError):
    message = gettext_lazy("This order has been paid.")


def start(*, payment: Payment, now: datetime) -> str:
    """Return the address where the buyer pays. Raises ProviderDown; then nothing is lost, start again."""
    payment.refresh_from_db()
    if payment.state == State.PENDING and payment.url:
        return payment.url
    if payment.state != State.CREATED or payment.expires_at <= now:
        return return_path(payment)
    session = providers.by_name(payment.provider).start(
        payment, return_url=f"{settings.SITE_URL}{return_path(payment)}"
    )
    with transaction.atomic():
        payment = _locked(payment)
        if payment.state == State.CREATED:
            payment.state, payment.ref, payment.url = State.PENDING, session.ref, session.url
            payment.save(update_fields=["state", "ref", "url", "updated_at"])
    return session.url


def return_path(payment: Payment) -> str:
    """Return the address on our side that tells how a payment stands."""
    return reverse("checkout:thank-you", args=[payment.order.number, payment.uuid])


def sync(*, payment: Payment, now: datetime) -> Payment:
    """Ask the provider and apply what it says; as often as one likes, from anywhere. Raises ProviderDown."""
    facts = providers.by_name(payment.provider).fetch(payment)
    payment = _apply(payment, facts, now)
    for refund in payment.refunds.filter(state=Refund.State.CREATED):
        try:
            give_back(refund=refund, now=now)
        except ProviderDown:
            logger.warning("Refund %s has to wait: the provider does not answer", refund.uuid)
    return payment


def cancel(*, payment: Payment, now: datetime) -> Payment:
    """Give up on a payment: its page is closed at the provider, then its pieces go back. Raises ProviderDown.

    If the buyer was faster, the payment comes back captured.
    """
    if payment.is_live:
        providers.by_name(payment.provider).expire(payment)
    return sync(payment=payment, now=now)


def sweep(*, now: datetime, limit: int = 200) -> dict[str, int]:
    """Close payments whose time is over, read again those without news, and finish open refunds."""
    counts = {"expired": 0, "captured": 0, "refunded": 0, "failed": 0}
    live = Payment.objects.live().select_related("order").order_by("expires_at")
    for payment in live.filter(expires_at__lte=now)[:limit]:
        _sweep_one(payment, now, counts, close=True)
    for payment in live.filter(expires_at__gt=now, updated_at__lte=now - QUIET, state=State.PENDING)[:limit]:
        _sweep_one(payment, now, counts, close=False)
    for refund in Refund.objects.filter(state=Refund.State.CREATED).select_related("payment")[:limit]:
        try:
            give_back(refund=refund, now=now)
            counts["refunded"] += 1
        except ProviderDown:
            counts["failed"] += 1
    return counts


def _sweep_one(payment: Payment, now: datetime, counts: dict[str, int], *, close: bool) -> None:
    try:
        after = cancel(payment=payment, now=now) if close else sync(payment=payment, now=now)
    except ProviderDown:
        counts["failed"] += 1
        return
    if after.state in counts:
        counts[after.state] += 1


# Applying facts --------------------------------------------------------------------------------------------


def _locked(payment: Payment) -> Payment:
    Order.objects.select_for_update().get(pk=payment.order_id)
    return Payment.objects.select_for_update().get(pk=payment.pk)


@transaction.atomic
def _apply(payment: Payment, facts: Facts, now: datetime) -> Payment:
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if facts.ref and not payment.ref:
        payment.ref = facts.ref
    if facts.status == Status.PAID and not payment.is_captured:
        _capture(payment, order, facts, now)
    elif facts.status == Status.PROCESSING and payment.can_become(State.PROCESSING):
        payment.state = State.PROCESSING
    elif facts.status in (Status.EXPIRED, Status.FAILED) and payment.is_live:
        _give_up(payment, order, State.EXPIRED if facts.status == Status.EXPIRED else State.FAILED, now)
    payment.save()
    return payment


def _give_up(payment: Payment, order: Any, state: str, now: datetime) -> None:
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
        _refund_in_full(payment)


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
    announce(order_settled, Order, order=order)
    return True


def _refund_in_full(payment: Payment) -> None:
    Refund.objects.get_or_create(
        payment=payment,
        reason="Paid after the pieces had gone, or paid twice.",
        defaults={"amount_minor": payment.amount_minor, "currency": payment.currency},
    )


def give_back(*, refund: Refund, now: datetime) -> Refund:
    """Have the provider return a refund's money and book it, once. Raises ProviderDown."""
    ref = providers.by_name(refund.payment.provider).refund(refund)
    with transaction.atomic():
        refund = Refund.objects.select_for_update().select_related("payment").get(pk=refund.pk)
        if refund.state == Refund.State.CREATED:
            refund.state, refund.ref = Refund.State.DONE, ref
            refund.save(update_fields=["state", "ref", "updated_at"])
            ledger.post_refund(refund=refund, now=now)
    return refund
