"""A provider that moves no money, so that a fresh clone can complete an order.

`DemoSession` rows are its own memory. What the buyer does on its page changes only them; the shop learns of it
by asking, as it would over a network.
"""

from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from portal.core.exceptions import DomainError
from portal.core.ids import public_id
from shop.models import DemoSession, Payment, Refund
from shop.payments.base import Facts, ProviderDown, Session, Status


class PageClosed(DomainError):
    """The page was paid or closed before."""

    message = "This payment page is closed."


class DemoProvider:
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

    def expire(self, payment: Payment) -> None:
        # A page that was never opened is opened closed, so that a late `start` cannot open it.
        session = _session_of(payment)
        if session.status == DemoSession.Status.OPEN:
            DemoSession.objects.filter(pk=session.pk, status=DemoSession.Status.OPEN).update(
                status=DemoSession.Status.EXPIRED
            )

    @transaction.atomic
    def refund(self, refund: Refund) -> str:
        session = DemoSession.objects.select_for_update().get(key=refund.payment.uuid)
        refunds = {**session.refunds, str(refund.uuid): refund.amount_minor}
        if sum(refunds.values()) > session.amount_minor:
            raise ProviderDown("The demo provider refuses to give back more than it took.")
        session.refunds = refunds
        session.save(update_fields=["refunds", "updated_at"])
        return f"demo-refund-{refund.uuid}"


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
