"""Money that goes back to buyers: asked for by a maker or a coordinator, made by the provider, booked once.

The row is committed before the provider is asked. Whatever becomes of the call, the next one repeats it under the
same key; after three without an answer it is looked whether the refund was made, and only then asked anew.
Locks are taken in the order: order, payment, refund.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext, gettext_lazy
from oscar.core.loading import get_model

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop import payments as providers
from shop.models import LedgerEntry, Payment, Refund, RefundLine, SaleLine, TakenBack
from shop.models.payments import MOST_TRIES_WITH_A_KEY
from shop.payments.base import ProviderDown, RefundFacts, Refused
from shop.services import ledger, orders
from shop.splits import CannotSplit

Order = get_model("order", "Order")
State = Refund.State
logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)


class TooMuch(DomainError):
    message = gettext_lazy("That is more than is left of what the buyer paid for this.")


class NotPaidBy(DomainError):
    message = gettext_lazy("This payment did not pay an order, so nobody has a part of it to give back.")


class InDispute(DomainError):
    message = gettext_lazy("The buyer's bank looks at this payment. What goes back is decided there.")


class NothingToReturn(DomainError):
    message = gettext_lazy("Say how much goes back.")


@dataclass(frozen=True)
class Part:
    """What goes back for one sold line, and how many of its pieces are for sale again."""

    sale: SaleLine
    amount_minor: int
    restock: int = 0


def left_of(*, sale: SaleLine) -> int:
    """Return what of a sale can still go back. Two queries."""
    taken = TakenBack.objects.standing().filter(sale=sale).aggregate(total=Sum("amount_minor", default=0))
    waiting = RefundLine.objects.filter(sale=sale, refund__state=State.CREATED)
    promised = waiting.aggregate(total=Sum("amount_minor", default=0))
    return int(sale.gross_minor - taken["total"] - promised["total"])


@transaction.atomic
def ask(*, payment: Payment, parts: Sequence[Part], reason: str, by: User, now: datetime) -> Refund:
    """Write down that `parts` of what `payment` paid go back; `give_back` then does it.

    Raises NotAllowed, NotPaidBy, InDispute, NothingToReturn, TooMuch.
    """
    Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    for part in parts:
        require(can(by, "refund", part.sale), gettext("Only the maker or a coordinator gives this back."))
    if not parts or any(part.amount_minor <= 0 for part in parts):
        raise NothingToReturn
    if not payment.settles or any(part.sale.line.order_id != payment.order_id for part in parts):
        raise NotPaidBy
    if payment.disputes.filter(state="open").exists():
        raise InDispute
    if len({part.sale.pk for part in parts}) < len(parts):
        raise TooMuch  # what is left of a sale is compared with one part of it
    if any(part.amount_minor > left_of(sale=part.sale) for part in parts):
        raise TooMuch
    refund = Refund.objects.create(
        payment=payment,
        amount_minor=sum(part.amount_minor for part in parts),
        currency=payment.currency,
        reason=reason,
        requested_by=by,
    )
    _write_lines(refund, parts)
    return refund


def ask_as_agreed(*, part: Part, reason: str, by: Any) -> Refund:
    """Write down that `part` of a sale goes back under terms that both sides agreed to before.

    The caller has permitted it and holds the order's lock. Raises InDispute.
    """
    payment = Payment.objects.select_for_update().get(order=part.sale.line.order_id, settles=True)
    if payment.disputes.filter(state="open").exists():
        raise InDispute
    refund = Refund.objects.create(
        payment=payment,
        amount_minor=part.amount_minor,
        currency=payment.currency,
        reason=reason[:200],
        requested_by=by if by.is_authenticated else None,
    )
    _write_lines(refund, [part])
    return refund


def _write_lines(refund: Refund, parts: Sequence[Part]) -> None:
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            sale=part.sale,
            amount_minor=part.amount_minor,
            restock=max(0, min(part.restock, part.sale.line.quantity - _restocked(part.sale))),
        )
        for part in parts
    )


def _restocked(sale: SaleLine) -> int:
    """How many pieces of a sale are for sale again, or will be. One query."""
    lines = RefundLine.objects.filter(sale=sale).exclude(refund__state=State.FAILED)
    return int(lines.aggregate(total=Sum("restock", default=0))["total"])


def ask_in_full(*, payment: Payment, reason: str) -> Refund:
    """Write down that all of a payment goes back that paid no order. The caller holds its lock."""
    refund, _created = Refund.objects.get_or_create(
        payment=payment,
        reason=reason,
        defaults={"amount_minor": payment.amount_minor, "currency": payment.currency},
    )
    return refund


def give_back(*, refund: Refund, now: datetime) -> Refund:
    """Have the provider return a refund's money and book it, once. Raises ProviderDown; then it is tried again."""
    refund, is_mine = _begin(refund, now)
    if not is_mine:
        return refund
    provider = providers.by_name(refund.payment.provider)
    try:
        told = _look_first(refund) or provider.refund(refund)
    except Refused as refusal:
        return _refused(refund, str(refusal))
    return _applied(refund.payment, told, now)


def _begin(refund: Refund, now: datetime) -> tuple[Refund, bool]:
    """Count a try before it is made, and keep others from making one at the same time."""
    with transaction.atomic():
        refund = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund.pk)
        if refund.state != State.CREATED or (refund.next_try_at and refund.next_try_at > now):
            return refund, False
        refund.tries += 1
        refund.next_try_at = now + min(FIRST_WAIT * 2 ** min(refund.tries - 1, 10), LONGEST_WAIT)
        refund.save(update_fields=["tries", "next_try_at", "updated_at"])
    return refund, True


def _look_first(refund: Refund) -> RefundFacts | None:
    """Before a new key is used, see whether one of the old ones had an effect."""
    is_first_with_its_key = refund.tries > 1 and (refund.tries - 1) % MOST_TRIES_WITH_A_KEY == 0
    return providers.by_name(refund.payment.provider).find_refund(refund) if is_first_with_its_key else None


def _refused(refund: Refund, why: str) -> Refund:
    with transaction.atomic():
        refund = Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund.pk)
        if refund.state == State.CREATED:
            refund.state, refund.problem = State.FAILED, why[:200]
            refund.save(update_fields=["state", "problem", "updated_at"])
            logger.error("Refund %s was refused by the provider: %s", refund.uuid, why)
    return refund


@transaction.atomic
def _applied(payment: Payment, told: RefundFacts, now: datetime) -> Refund:
    Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    refund = follow(payment=payment, told=told, now=now)
    assert refund is not None  # ours is never unknown  # noqa: S101
    return refund


def follow(*, payment: Payment, told: RefundFacts, now: datetime) -> Refund | None:
    """Let our row say what the provider says about a refund; one that nobody here asked for gets a row.

    The caller holds the payment's lock. Returns None if the books cannot hold it: then the payment has a problem.
    """
    refund = _row_of(payment, told)
    if refund is None:
        if told.state == State.FAILED:
            return None
        refund = _adopt(payment, told)
    if refund is None:
        return None
    if told.state == State.FAILED:
        _failed(refund, now)
    elif refund.state == State.CREATED:
        _book(refund, told, now)
    elif refund.state == State.PENDING and told.state == State.DONE:
        refund.state = State.DONE
        refund.save(update_fields=["state", "updated_at"])
    return refund


def _row_of(payment: Payment, told: RefundFacts) -> Refund | None:
    rows = Refund.objects.select_for_update(of=("self",)).filter(payment=payment).select_related("payment")
    by_ref: Refund | None = rows.filter(ref=told.ref).first()
    if by_ref or told.uuid is None:
        return by_ref
    by_uuid: Refund | None = rows.filter(uuid=told.uuid, ref__isnull=True).first()
    return by_uuid


def _adopt(payment: Payment, told: RefundFacts) -> Refund | None:
    """Write down a refund that somebody made in the provider's own pages."""
    try:
        parts = ledger.spread(payment=payment, amount_minor=told.amount_minor) if payment.settles else []
    except CannotSplit:
        payment.problem = f"The provider gave {told.amount_minor} {told.currency} back, more than is left."
        payment.save(update_fields=["problem", "updated_at"])
        logger.error("Payment %s: %s", payment.uuid, payment.problem)
        return None
    refund = Refund.objects.create(
        payment=payment,
        amount_minor=told.amount_minor,
        currency=told.currency,
        reason="Made in the provider's own pages.",
    )
    _write_lines(refund, [Part(sale, amount) for sale, amount in parts])
    return refund


def _book(refund: Refund, told: RefundFacts, now: datetime) -> None:
    refund.state, refund.ref = told.state, told.ref
    refund.save(update_fields=["state", "ref", "updated_at"])
    lines = list(refund.lines.select_related("sale__line"))
    if not lines:
        ledger.post_refund(refund=refund, now=now)
        return
    ledger.post_sale_refund(refund=refund, parts=[(line.sale, line.amount_minor) for line in lines], now=now)
    for line in lines:
        orders.take_refund(sale=line.sale, restock=line.restock)


def _failed(refund: Refund, now: datetime) -> None:
    """The buyer's bank sent the money back: undo what was booked and call a person."""
    if refund.state == State.FAILED:
        return
    was_booked = refund.is_booked
    refund.state, refund.problem = State.FAILED, "The provider could not deliver it to the buyer."
    refund.save(update_fields=["state", "problem", "updated_at"])
    logger.error("Refund %s failed after it was made; somebody has to talk to the buyer", refund.uuid)
    if not was_booked:
        return
    entry = LedgerEntry.objects.get(key=f"refund:{refund.uuid}")
    ledger.reverse(entry=entry, key=f"refund-failed:{refund.uuid}", now=now)
    for line in refund.lines.select_related("sale__line"):
        orders.undo_refund(sale=line.sale)


def finish_waiting(*, now: datetime, limit: int = 200) -> dict[str, int]:
    """Ask the provider again for every refund whose time for another try has come."""
    counts = {"refunded": 0, "failed": 0}
    waiting = Refund.objects.filter(state=State.CREATED).exclude(next_try_at__gt=now)
    for refund in waiting.select_related("payment").order_by("pk")[:limit]:
        try:
            counts["refunded"] += give_back(refund=refund, now=now).is_booked
        except ProviderDown:
            counts["failed"] += 1
    return counts
