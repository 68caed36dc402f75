"""What coordinators do about single payments, and operators about the inbox, by a button."""

from datetime import datetime

from django.utils.translation import gettext

from portal.accounts.models import User
from portal.core.policy import require
from shop.models import Payment, Refund
from shop.permissions import runs_payments
from shop.services import payments, refunds


def look_again(*, payment: Payment, by: User, now: datetime) -> Payment:
    """Ask the provider how a payment stands and follow what it says. Raises NotAllowed, ProviderDown."""
    require(runs_payments(by), gettext("Only coordinators do this."))
    return payments.sync(payment=payment, now=now)


def try_refund_again(*, refund: Refund, by: User, now: datetime) -> Refund:
    """Ask for a refund that waits without waiting longer. Raises NotAllowed, ProviderDown."""
    require(runs_payments(by), gettext("Only coordinators do this."))
    return refunds.give_back(refund=refund, now=max(now, refund.next_try_at or now))
