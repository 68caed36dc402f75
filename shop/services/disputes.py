"""What buyers dispute at their bank: the money is held until it is decided whose it is."""

import logging
from datetime import datetime

from shop.models import Dispute, Payment
from shop.payments.base import DisputeFacts
from shop.services import ledger

State = Dispute.State
logger = logging.getLogger(__name__)


def follow(*, payment: Payment, told: DisputeFacts, now: datetime) -> Dispute:
    """Let our row and the books say what the provider says. The caller holds the payment's lock."""
    dispute, is_new = Dispute.objects.get_or_create(
        ref=told.ref,
        defaults={
            "payment": payment,
            "amount_minor": told.amount_minor,
            "currency": told.currency,
            "fee_minor": told.fee_minor,
            "reason": told.reason,
        },
    )
    if is_new:
        logger.error("Payment %s is disputed: %s", payment.uuid, told.reason)
        ledger.post_dispute(
            ref=told.ref, payment=payment, amount_minor=told.amount_minor, fee_minor=told.fee_minor, now=now
        )
    if dispute.state == State.OPEN and told.state != State.OPEN:
        _decide(dispute, told, now)
    return dispute


def _decide(dispute: Dispute, told: DisputeFacts, now: datetime) -> None:
    if told.state == State.WON:
        ledger.post_dispute_won(ref=dispute.ref, now=now, fee_back=told.fee_is_back)
    else:
        ledger.post_dispute_lost(ref=dispute.ref, now=now)
    dispute.state, dispute.decided_at = told.state, now
    dispute.save(update_fields=["state", "decided_at", "updated_at"])
