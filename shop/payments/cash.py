"""Cash: the buyer paid by hand, and the money counts once somebody beside the maker has it in the till."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from shop.models import CashSale, Payment, Refund
from shop.payments.base import Event, Facts, NotGenuine, RefundFacts, Refused, Session, Status

_STATUS = {
    CashSale.Status.WAITING: Status.PROCESSING,
    CashSale.Status.SIGNED: Status.PAID,
    CashSale.Status.REFUSED: Status.FAILED,
    CashSale.Status.LAPSED: Status.FAILED,
}


class CashProvider:
    """Asks our own rows; buyers cannot choose it, for nobody pays a stranger's screen in cash."""

    label = gettext_lazy("Cash")
    hint = gettext_lazy("At a fair or from hand to hand.")
    least_minutes = 1

    def start(self, payment: Payment, *, return_url: str) -> Session:
        raise Refused

    def fetch(self, payment: Payment) -> Facts:
        status = _STATUS[CashSale.Status(CashSale.objects.get(payment=payment).status)]
        ref = f"cash-{payment.uuid}"
        if status != Status.PAID:
            return Facts(status, ref=ref)
        return Facts(status, ref, payment.amount_minor, payment.currency, charge_ref=ref)

    def take(self, payment: Payment) -> None:
        """Nothing to do: it was handed over."""

    def close(self, payment: Payment, *, return_url: str) -> Facts:
        return self.fetch(payment)

    def refund(self, refund: Refund) -> RefundFacts:
        """Whoever asks for it takes the money out of the till and hands it to the buyer."""
        ref = f"cash-refund-{refund.uuid}"
        return RefundFacts(ref, refund.amount_minor, refund.currency, Refund.State.DONE, refund.uuid)

    def find_refund(self, refund: Refund) -> RefundFacts | None:
        return None

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        raise NotGenuine  # cash tells nobody

    def payment_of(self, payload: Any) -> UUID | None:
        return None
