"""Stripe, by its hosted page (Checkout Session): no card is ever near us.

The library is loaded on first use: it takes a second and 37 MB that a site without Stripe need not spend.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy

from shop import money
from shop.models import Payment, Refund
from shop.payments import patience
from shop.payments.base import (
    DisputeFacts,
    Event,
    Facts,
    NotGenuine,
    ProviderDown,
    RefundFacts,
    Refused,
    Session,
    Status,
    uuid_in,
)

logger = logging.getLogger(__name__)

NAME = "stripe"
#: How often the library itself repeats a call that got no answer.
RETRIES = 1
#: Seconds that an event's signature is good for.
TOLERANCE = 300
EVERYTHING = ["payment_intent.latest_charge.balance_transaction"]
#: Events that our webhook asks for.
OURS = ("checkout.session.", "charge.", "refund.", "transfer.", "account.updated")
_REFUND_STATES = {"succeeded": "done", "failed": "failed", "canceled": "failed"}
#: Inquiries move no money; they become disputes of this kind later, or nothing.
_DISPUTE_STATES = {"won": "won", "lost": "lost", "needs_response": "open", "under_review": "open"}


class StripeProvider:
    label = gettext_lazy("Card and more, by Stripe")
    hint = gettext_lazy("You pay on Stripe's page.")
    #: Stripe keeps a page open for half an hour at least; a minute for the way and for clocks that differ.
    least_minutes = 31

    @cached_property
    def _stripe(self) -> Any:
        import stripe

        return stripe

    @cached_property
    def client(self) -> Any:
        stripe = self._stripe
        addresses = {"api": settings.STRIPE_API_BASE} if settings.STRIPE_API_BASE else {}
        return stripe.StripeClient(
            settings.STRIPE_SECRET_KEY,
            base_addresses=addresses,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(session=patience.Session()),
        )

    def hang_up(self) -> None:
        """Close the connections."""
        if "client" in self.__dict__:
            self.client._requestor._client.close()

    def ask(self, call: Callable[..., Any], *args: Any, key: str = "") -> Any:
        """Call Stripe. Raises ProviderDown if nothing is known, Refused if it said no."""
        stripe = self._stripe
        try:
            return call(*args, **({"options": {"idempotency_key": key}} if key else {}))
        except (stripe.AuthenticationError, stripe.PermissionError, stripe.IdempotencyError) as error:
            logger.exception("Stripe does not take our calls")
            raise ProviderDown from error
        except stripe.RateLimitError as error:
            raise ProviderDown from error
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            raise Refused(str(error.user_message or error)[:200]) from error
        except stripe.StripeError as error:
            raise ProviderDown from error

    # Paying ------------------------------------------------------------------------------------------------

    def start(self, payment: Payment, *, return_url: str) -> Session:
        session = self._create(payment, return_url)
        return Session(ref=session.id, url=session.url or return_url)

    def _create(self, payment: Payment, return_url: str) -> Any:
        """Ask for a page; the same payment always asks in the same words, or its key would be refused."""
        named = {"payment": str(payment.uuid)}
        total = money.to_provider(payment.amount_minor, payment.currency, NAME)
        number = payment.order.number
        params = {
            "cancel_url": return_url,
            "client_reference_id": str(payment.uuid),
            "expires_at": int(payment.expires_at.timestamp()),
            "line_items": [
                {
                    "price_data": {
                        "currency": payment.currency.lower(),
                        "product_data": {"name": f"{settings.SITE_NAME} {number}"},
                        "unit_amount": total,
                    },
                    "quantity": 1,
                }
            ],
            "metadata": named,
            "mode": "payment",
            "payment_intent_data": {"description": f"Order {number}", "metadata": named},
            "success_url": return_url,
            "ui_mode": "hosted_page",
        }
        return self.ask(self.client.v1.checkout.sessions.create, params, key=f"pay-{payment.uuid}")

    def fetch(self, payment: Payment) -> Facts:
        session = self._session_of(payment)
        return self._facts(session) if session else Facts(Status.OPEN)

    def take(self, payment: Payment) -> None:
        """Nothing to do: Stripe takes the money by itself."""

    def close(self, payment: Payment, *, return_url: str) -> Facts:
        session = self._session_of(payment) or self._session_to_close(payment, return_url)
        if session is None:
            return Facts(Status.EXPIRED)
        with suppress(Refused):  # it was paid or expired meanwhile, as we read next
            self.ask(self.client.v1.checkout.sessions.expire, session.id)
        return self._facts(self._read(session.id))

    def _session_to_close(self, payment: Payment, return_url: str) -> Any:
        """Open the page only to close it, so that a call on its way under the same key cannot open it later."""
        try:
            return self._create(payment, return_url)
        except Refused:
            return None

    def _session_of(self, payment: Payment) -> Any:
        """Read the payment's session; if its name never reached us, look for ours among those since then."""
        if payment.ref:
            return self._read(payment.ref)
        since = {"created": {"gte": int(payment.created_at.timestamp()) - 60}, "limit": 100}
        for session in self.pages(self.client.v1.checkout.sessions.list, since):
            if session.client_reference_id == str(payment.uuid):
                return self._read(session.id)
        return None

    def pages(self, call: Callable[..., Any], params: dict[str, Any]) -> Iterable[Any]:
        """All rows of a list; a page that does not come raises ProviderDown."""
        page = self.ask(call, params)
        while True:
            yield from page.data
            if not page.has_more:
                return
            page = self.ask(call, {**params, "starting_after": page.data[-1].id})

    def _read(self, ref: str) -> Any:
        try:
            return self.ask(self.client.v1.checkout.sessions.retrieve, ref, {"expand": EVERYTHING})
        except Refused as error:
            logger.exception("Stripe does not know session %s", ref)
            raise ProviderDown from error

    def _facts(self, session: Any) -> Facts:
        intent = session.payment_intent
        status = _status(session, intent)
        if status != Status.PAID:
            return Facts(status, ref=session.id, charge_ref=intent.id if intent else None)
        currency = intent.currency.upper()
        booked = getattr(intent.latest_charge, "balance_transaction", None)
        return Facts(
            status,
            ref=session.id,
            amount_minor=money.from_provider(intent.amount_received, currency, NAME),
            currency=currency,
            charge_ref=intent.id,
            fee_minor=_ours(booked.fee, booked.currency) if booked else None,
            fee_currency=booked.currency.upper() if booked else "",
            refunds=tuple(self._refunds_of(intent.id)),
            disputes=tuple(self._disputes_of(intent.id)),
        )

    # Going back --------------------------------------------------------------------------------------------

    def refund(self, refund: Refund) -> RefundFacts:
        params = {
            "amount": money.to_provider(refund.amount_minor, refund.currency, NAME),
            "metadata": {"refund": str(refund.uuid)},
            "payment_intent": refund.payment.charge_ref or "",
            "reason": "requested_by_customer",
        }
        key = f"re-{refund.uuid}-{refund.key_number}"
        return _refund_facts(self.ask(self.client.v1.refunds.create, params, key=key))

    def find_refund(self, refund: Refund) -> RefundFacts | None:
        found = (row for row in self._refunds_of(refund.payment.charge_ref or "") if row.uuid == refund.uuid)
        return next(found, None)

    def _refunds_of(self, intent: str) -> Iterable[RefundFacts]:
        rows = self.pages(self.client.v1.refunds.list, {"limit": 100, "payment_intent": intent})
        return [_refund_facts(row) for row in rows]

    def _disputes_of(self, intent: str) -> Iterable[DisputeFacts]:
        rows = self.pages(self.client.v1.disputes.list, {"limit": 100, "payment_intent": intent})
        return [_dispute_facts(row) for row in rows if row.status in _DISPUTE_STATES]

    # Events ------------------------------------------------------------------------------------------------

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        try:
            text = body.decode()
            self._require_signature(text, headers.get("Stripe-Signature", ""))
            told = json.loads(text)
            event_id, kind, is_live = told["id"], told["type"], told["livemode"]
        except (ValueError, KeyError, TypeError) as error:
            raise NotGenuine from error
        if is_live is not settings.STRIPE_SECRET_KEY.startswith(("sk_live", "rk_live")):
            raise NotGenuine
        return Event(event_id=str(event_id), kind=str(kind), payload=text)

    def _require_signature(self, text: str, signature: str) -> None:
        """Several secrets may be good at once, while one takes the place of the other."""
        for secret in settings.STRIPE_WEBHOOK_SECRETS:
            try:
                self._stripe.WebhookSignature.verify_header(text, signature, secret, TOLERANCE)
            except self._stripe.SignatureVerificationError:
                continue
            return
        raise NotGenuine

    def missed(self, *, since: datetime) -> Iterable[Event]:
        """Stripe keeps events for thirty days, and tells the newest first."""
        for event in self.pages(
            self.client.v1.events.list, {"created": {"gte": int(since.timestamp())}, "limit": 100}
        ):
            if event.type.startswith(OURS):
                yield Event(event_id=event.id, kind=event.type, payload=json.dumps(event.to_dict()))

    def payment_of(self, payload: Any) -> UUID | None:
        about = payload["data"]["object"]
        if about["object"] == "checkout.session":
            return uuid_in(about.get("client_reference_id"))
        if named := uuid_in((about.get("metadata") or {}).get("payment")):
            return named
        intent = about.get("payment_intent")
        if not isinstance(intent, str):
            return None
        if (
            known := Payment.objects.filter(provider=NAME, charge_ref=intent)
            .values_list("uuid", flat=True)
            .first()
        ):
            return known
        sessions = self.ask(self.client.v1.checkout.sessions.list, {"limit": 1, "payment_intent": intent})
        return uuid_in(sessions.data[0].client_reference_id) if sessions.data else None


def _status(session: Any, intent: Any) -> Status:
    if session.payment_status == "paid" and intent:
        return Status.PAID
    if session.status == "expired":
        return Status.EXPIRED
    if session.status == "open":
        return Status.OPEN
    return Status.PROCESSING if intent and intent.status == "processing" else Status.FAILED


def _ours(amount: int, currency: str) -> int:
    return money.from_provider(amount, currency.upper(), NAME)


def _refund_facts(row: Any) -> RefundFacts:
    metadata = row.metadata or {}
    return RefundFacts(
        ref=row.id,
        amount_minor=_ours(row.amount, row.currency),
        currency=row.currency.upper(),
        state=_REFUND_STATES.get(row.status, "pending"),
        uuid=uuid_in(metadata["refund"]) if "refund" in metadata else None,
    )


def _dispute_facts(row: Any) -> DisputeFacts:
    fees = [each.fee for each in row.balance_transactions]
    return DisputeFacts(
        ref=row.id,
        amount_minor=_ours(row.amount, row.currency),
        currency=row.currency.upper(),
        state=_DISPUTE_STATES[row.status],
        fee_minor=_ours(fees[0], row.currency) if fees else 0,
        fee_is_back=bool(fees) and sum(fees) == 0,
        reason=row.reason[:40],
    )
