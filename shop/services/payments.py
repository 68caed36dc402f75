"""What the provider says becomes what the shop does. One door, `sync`, for webhook, return page, cancel and clock.

Three rules: an intent is committed before the provider is called and its answer after; no call is made while a row
is locked; pieces are given back only once the provider confirms that the page can no longer be paid.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.core.exceptions import DomainError
from shop import payments as providers
from shop.models import Payment, Refund
from shop.payments.base import ProviderDown, Refused, Status
from shop.services import facts, orders, refunds

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
    try:
        session = providers.by_name(payment.provider).start(payment, return_url=return_url(payment))
    except Refused as refusal:
        _refused(payment, refusal, now)
        return return_path(payment)
    with transaction.atomic():
        _order, payment = facts.locked(payment)
        if payment.state == State.CREATED:
            payment.state, payment.ref, payment.url = State.PENDING, session.ref, session.url
            payment.save(update_fields=["state", "ref", "url", "updated_at"])
    return session.url


@transaction.atomic
def _refused(payment: Payment, refusal: Refused, now: datetime) -> None:
    """No page was opened, so nobody can pay there: the pieces are free again."""
    logger.warning("Payment %s could not begin: %s", payment.uuid, refusal)
    order, payment = facts.locked(payment)
    if payment.state == State.CREATED:
        facts.give_up(payment, order, State.FAILED, now)
        payment.save()


def return_path(payment: Payment) -> str:
    """Return the address on our side that tells how a payment stands."""
    return reverse("checkout:thank-you", args=[payment.order.number, payment.uuid])


def return_url(payment: Payment) -> str:
    return f"{settings.SITE_URL}{return_path(payment)}"


def sync(*, payment: Payment, now: datetime) -> Payment:
    """Ask the provider and apply what it says; as often as one likes, from anywhere. Raises ProviderDown."""
    told = providers.by_name(payment.provider).fetch(payment)
    payment = facts.apply(payment=payment, facts=told, now=now)
    if told.status == Status.AGREED:
        payment = _take(payment, now)
    for refund in payment.refunds.filter(state=Refund.State.CREATED):
        try:
            refunds.give_back(refund=refund, now=now)
        except ProviderDown:
            logger.warning("Refund %s has to wait: the provider does not answer", refund.uuid)
    return payment


def cancel(*, payment: Payment, now: datetime, by_buyer: bool = False) -> Payment:
    """Give up on a payment: its page is closed at the provider, then its pieces go back. Raises ProviderDown.

    If the buyer was faster, or a bank is at work, the payment comes back captured or processing.
    """
    if by_buyer:
        Payment.objects.filter(pk=payment.pk, state__in=[State.CREATED, State.PENDING]).update(is_cancelled=True)
    payment.refresh_from_db()
    if payment.state not in (State.CREATED, State.PENDING):
        return sync(payment=payment, now=now)
    told = providers.by_name(payment.provider).close(payment, return_url=return_url(payment))
    return facts.apply(payment=payment, facts=told, now=now)


def sweep(*, now: datetime, limit: int = 200) -> dict[str, int]:
    """Close payments whose time is over, read again those without news, and finish open refunds."""
    counts = {"expired": 0, "captured": 0, "refunded": 0, "failed": 0}
    silent: set[str] = set()
    live = Payment.objects.live().select_related("order").order_by("expires_at")
    for payment in live.filter(expires_at__lte=now)[:limit]:
        _sweep_one(payment, now, counts, silent, close=True)
    quiet = live.filter(expires_at__gt=now, updated_at__lte=now - QUIET)
    for payment in quiet.exclude(state=State.CREATED)[:limit]:
        _sweep_one(payment, now, counts, silent, close=False)
    for name, count in refunds.finish_waiting(now=now, limit=limit).items():
        counts[name] += count
    return counts


def _sweep_one(payment: Payment, now: datetime, counts: dict[str, int], silent: set[str], *, close: bool) -> None:
    """Follow one payment; a provider that did not answer is not asked again in this round."""
    if payment.provider in silent:
        counts["failed"] += 1
        return
    try:
        after = cancel(payment=payment, now=now) if close else sync(payment=payment, now=now)
    except ProviderDown:
        counts["failed"] += 1
        silent.add(payment.provider)
        return
    if after.state in counts:
        counts[after.state] += 1


# Money that comes when we ask for it -----------------------------------------------------------------------


def _take(payment: Payment, now: datetime) -> Payment:
    """Take the money of a buyer who agreed, if the order still waits for it and its pieces are there."""
    may = _may_take(payment, now)
    payment.refresh_from_db()
    if not may:
        return payment
    provider = providers.by_name(payment.provider)
    try:
        provider.take(payment)
    except Refused as refusal:
        logger.info("Payment %s was not taken: %s", payment.uuid, refusal)
        _back_to_the_buyer(payment)
    return facts.apply(payment=payment, facts=provider.fetch(payment), now=now)


@transaction.atomic
def _may_take(payment: Payment, now: datetime) -> bool:
    """Decide under lock and say so in the payment's state: nobody gives the pieces back from then on."""
    order, payment = facts.locked(payment)
    if payment.state == State.PROCESSING:
        return True  # decided before; the answer was lost
    if payment.is_live:
        may = payment.holds_stock and order.status == orders.AWAITING and not payment.is_cancelled
    else:
        may = payment.state == State.EXPIRED and not payment.is_cancelled and _is_still_there(payment, order, now)
    if may:
        payment.state, payment.holds_stock, payment.takes = State.PROCESSING, True, payment.takes + 1
        payment.save(update_fields=["state", "holds_stock", "takes", "updated_at"])
    return bool(may)


def _is_still_there(payment: Payment, order: object, now: datetime) -> bool:
    other = Payment.objects.live().filter(order=payment.order_id).exists()
    return not other and order.status == orders.CANCELLED and orders.take_back(order=order, now=now)  # type: ignore[attr-defined]  # Oscar has no types


@transaction.atomic
def _back_to_the_buyer(payment: Payment) -> None:
    """The money did not come: the same page is open for another try while the pieces are set aside."""
    _order, payment = facts.locked(payment)
    if payment.state == State.PROCESSING:
        payment.state = State.PENDING
        payment.save(update_fields=["state", "updated_at"])
