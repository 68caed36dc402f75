"""A provider that moves no money, so that a fresh clone can complete an order.

`DemoSession` rows are its own memory. What the buyer does on its page changes only them; the shop learns of it
by asking, as it would over a network.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from portal.core.exceptions import DomainError
from portal.core.ids import public_id
from shop.models import DemoSession, Payment, Refund
from shop.payments.base import Event, Facts, NotGenuine, RefundFacts, Refused, Session, Status


class PageClosed(DomainError):
    """The page was paid or closed before."""

    message = "This payment page is closed."


class DemoProvider:
    label = gettext_lazy("Demo")
    hint = gettext_lazy("No money moves: this way shows how buying works.")
    least_minutes = 1

    def start(self, payment: Payment, *, return_url: str) -> Session:
        session = _session_of(payment, return_url=return_url)
        return Session(ref=session.ref, url=reverse("shop:pay_demo", args=[session.key]))

    def fetch(self, payment: Payment) -> Facts:
        session = DemoSession.objects.filter(key=payment.uuid).first()
        if session is None:
            return Facts(Status.OPEN)
        paid = session.status == DemoSession.Status.PAID
        return Facts(
            status=Status(session.status),
            ref=session.ref,
            amount_minor=session.amount_minor if paid else 0,
            currency=session.currency if paid else "",
        )

    def take(self, payment: Payment) -> None:
        """Nothing to do: who pays on its page has paid."""

    def close(self, payment: Payment, *, return_url: str) -> Facts:
        # A page that was never opened is opened closed, so that a late `start` cannot open it.
        session = _session_of(payment, return_url=return_url)
        if session.status == DemoSession.Status.OPEN:
            DemoSession.objects.filter(pk=session.pk, status=DemoSession.Status.OPEN).update(
                status=DemoSession.Status.EXPIRED
            )
        return self.fetch(payment)

    @transaction.atomic
    def refund(self, refund: Refund) -> RefundFacts:
        session = DemoSession.objects.select_for_update().get(key=refund.payment.uuid)
        refunds = {**session.refunds, str(refund.uuid): refund.amount_minor}
        if sum(refunds.values()) > session.amount_minor:
            raise Refused("The demo provider refuses to give back more than it took.")
        session.refunds = refunds
        session.save(update_fields=["refunds", "updated_at"])
        ref = f"demo-refund-{refund.uuid}"
        return RefundFacts(ref, refund.amount_minor, refund.currency, Refund.State.DONE, refund.uuid)

    def find_refund(self, refund: Refund) -> RefundFacts | None:
        session = DemoSession.objects.get(key=refund.payment.uuid)
        return self.refund(refund) if str(refund.uuid) in session.refunds else None

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        raise NotGenuine  # it sends none

    def payment_of(self, payload: Any) -> UUID | None:
        return None


def _session_of(payment: Payment, *, return_url: str = "") -> DemoSession:
    session, _created = DemoSession.objects.get_or_create(
        key=payment.uuid,
        defaults={
            "ref": f"demo-{public_id(16)}",
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "return_url": urlsplit(return_url).path,
        },
    )
    return session


# What the buyer does on the demo page ----------------------------------------------------------------------


def pay(*, key: UUID) -> DemoSession:
    """Pay an open page; paying twice is paying once. Raises PageClosed."""
    return _settle(key, DemoSession.Status.PAID)


def cancel(*, key: UUID) -> DemoSession:
    """Close an open page without paying. Raises PageClosed if it was paid."""
    return _settle(key, DemoSession.Status.EXPIRED)


@transaction.atomic
def _settle(key: UUID, status: str) -> DemoSession:
    session = DemoSession.objects.select_for_update().get(key=key)
    if session.status == DemoSession.Status.OPEN:
        session.status = status
        session.save(update_fields=["status", "updated_at"])
    if session.status != status:
        raise PageClosed
    return session
