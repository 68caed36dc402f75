"""PayPal, by its Orders API: the buyer agrees on PayPal's page, and the money comes when we ask for it (`take`).

So a piece that was sold meanwhile is not paid at all, which is better than giving the money back. The official
library has neither webhooks nor their verification; that one call is made by hand.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
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
from shop.payments.paypal_words import (
    DONE_BEFORE,
    NAME,
    amount_in,
    dispute_facts,
    in_order,
    order_request,
    refund_facts,
    refusal,
)

logger = logging.getLogger(__name__)

BASES = {"live": "https://api-m.paypal.com", "sandbox": "https://api-m.sandbox.paypal.com"}
_ORDER = {"APPROVED": Status.AGREED, "VOIDED": Status.EXPIRED}
_CAPTURE = {
    "COMPLETED": Status.PAID,
    "PARTIALLY_REFUNDED": Status.PAID,
    "REFUNDED": Status.PAID,
    "PENDING": Status.PROCESSING,
}
#: The headers without which nothing proves that an event is PayPal's.
PROOFS = ("auth_algo", "cert_url", "transmission_id", "transmission_sig", "transmission_time")


class PayPalProvider:
    label = gettext_lazy("PayPal")
    hint = gettext_lazy("You agree on PayPal's page and come back here.")
    least_minutes = 1

    @cached_property
    def base(self) -> str:
        return settings.PAYPAL_API_BASE or BASES[settings.PAYPAL_ENVIRONMENT]

    @cached_property
    def client(self) -> Any:
        from paypalserversdk.configuration import Configuration
        from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
        from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

        base = self.base

        class Here(Configuration):
            """The library knows two addresses and no setting for another one."""

            def get_base_uri(self, server: Any = None) -> str:
                return base

        keys = ClientCredentialsAuthCredentials(settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET)
        return PaypalServersdkClient(
            config=Here(
                http_client_instance=self.http,
                override_http_client_configuration=True,
                client_credentials_auth_credentials=keys,
            )
        )

    @cached_property
    def http(self) -> requests.Session:
        return patience.Session()

    def hang_up(self) -> None:
        """Close the connections."""
        self.http.close()

    def ask(self, call: Callable[..., Any], **options: Any) -> dict[str, Any]:
        """Call PayPal and return its answer as written. Raises ProviderDown, Refused (with PayPal's word)."""
        from paypalserversdk.exceptions.api_exception import ApiException

        try:
            answer = call({"prefer": "return=representation", **options})
        except ApiException as error:
            raise refusal(error) from error
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown from error
        told: dict[str, Any] = json.loads(answer.text)
        return told

    # Paying ------------------------------------------------------------------------------------------------

    def start(self, payment: Payment, *, return_url: str) -> Session:
        order = self.ask(
            self.client.orders.create_order,
            body=order_request(payment, return_url),
            paypal_request_id=f"pay-{payment.uuid}",
        )
        pages = [link["href"] for link in order["links"] if link["rel"] in ("payer-action", "approve")]
        if not pages:
            raise ProviderDown
        return Session(ref=order["id"], url=pages[0])

    def fetch(self, payment: Payment) -> Facts:
        if not payment.ref:
            return Facts(Status.OPEN)
        try:
            order = self.ask(self.client.orders.get_order, id=payment.ref)
        except Refused as refusal:
            if "RESOURCE_NOT_FOUND" in str(refusal):
                return Facts(Status.EXPIRED)  # PayPal forgets orders that nobody paid
            raise ProviderDown from refusal
        captures = in_order(order, "captures")
        if not captures:
            return Facts(_ORDER.get(order["status"], Status.OPEN), ref=payment.ref)
        return self._money(payment, order, captures[-1]["id"])

    def _money(self, payment: Payment, order: dict[str, Any], capture_id: str) -> Facts:
        """Read the capture itself: the copy in the order may be old."""
        capture = self.ask(self.client.payments.get_captured_payment, capture_id=capture_id)
        status = _CAPTURE.get(capture["status"], Status.FAILED)
        if status != Status.PAID:
            return Facts(status, ref=payment.ref, charge_ref=capture_id)
        amount, currency = amount_in(capture["amount"])
        fee = capture.get("seller_receivable_breakdown", {}).get("paypal_fee")
        fee_minor, fee_currency = amount_in(fee) if fee else (None, "")
        return Facts(
            status,
            ref=payment.ref,
            amount_minor=amount,
            currency=currency,
            charge_ref=capture_id,
            fee_minor=fee_minor,
            fee_currency=fee_currency,
            refunds=tuple(self._refunds_of(order)),
            disputes=tuple(self._disputes_of(capture_id)),
        )

    def take(self, payment: Payment) -> None:
        try:
            self.ask(
                self.client.orders.capture_order,
                id=payment.ref,
                paypal_request_id=f"take-{payment.uuid}-{payment.takes}",
            )
        except Refused as refusal:
            if DONE_BEFORE not in str(refusal):
                raise

    def close(self, payment: Payment, *, return_url: str) -> Facts:
        """Nothing has to be closed: what we do not take is never paid."""
        facts = self.fetch(payment)
        is_money = facts.status in (Status.PAID, Status.PROCESSING, Status.FAILED)
        return facts if is_money else Facts(Status.EXPIRED, ref=payment.ref)

    # Going back --------------------------------------------------------------------------------------------

    def refund(self, refund: Refund) -> RefundFacts:
        from paypalserversdk.models.money import Money
        from paypalserversdk.models.refund_request import RefundRequest

        value = money.to_provider_text(refund.amount_minor, refund.currency, NAME)
        body = RefundRequest(amount=Money(refund.currency, value), custom_id=str(refund.uuid))
        told = self.ask(
            self.client.payments.refund_captured_payment,
            capture_id=refund.payment.charge_ref,
            paypal_request_id=f"re-{refund.uuid}-{refund.key_number}",
            body=body,
        )
        return refund_facts(told)

    def find_refund(self, refund: Refund) -> RefundFacts | None:
        order = self.ask(self.client.orders.get_order, id=refund.payment.ref)
        return next((row for row in self._refunds_of(order) if row.uuid == refund.uuid), None)

    def _refunds_of(self, order: dict[str, Any]) -> Iterable[RefundFacts]:
        ids = [row["id"] for row in in_order(order, "refunds")]
        return [refund_facts(self.ask(self.client.payments.get_refund, refund_id=key)) for key in ids]

    def _disputes_of(self, capture_id: str) -> Iterable[DisputeFacts]:
        """The library has no disputes either; the list leaves out how one ended, so each is read."""
        rows = self._read("/v1/customer/disputes", disputed_transaction_id=capture_id).get("items", [])
        return [dispute_facts(self._read(f"/v1/customer/disputes/{row['dispute_id']}")) for row in rows]

    def _read(self, path: str, **query: str) -> dict[str, Any]:
        """Read what our keys may see; nothing, where disputes are not among that. Raises ProviderDown."""
        try:
            answer = self.http.get(
                f"{self.base}{path}",
                params=query,
                headers={"Authorization": f"Bearer {self.token()}"},
            )
            if answer.status_code == 403:
                logger.warning("Our keys at PayPal may not see disputes; somebody has to watch for them there")
                return {}
            answer.raise_for_status()
            told: dict[str, Any] = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown from error
        return told

    # Events ------------------------------------------------------------------------------------------------

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Event:
        try:
            text = body.decode()
            told = json.loads(text)
            event_id, kind = str(told["id"]), str(told["event_type"])
        except (ValueError, KeyError, TypeError) as error:
            raise NotGenuine from error
        proofs = {name: headers.get(f"Paypal-{name.replace('_', '-')}", "") for name in PROOFS}
        if not settings.PAYPAL_WEBHOOK_ID or not all(proofs.values()) or not self._is_theirs(proofs["cert_url"]):
            raise NotGenuine
        self._require_proof(text, proofs)
        return Event(event_id=event_id, kind=kind, payload=text)

    def _is_theirs(self, cert_url: str) -> bool:
        """We never fetch this address, PayPal does; one that is not PayPal's is no use asking about."""
        host = urlsplit(cert_url).hostname or ""
        is_fake = bool(settings.PAYPAL_API_BASE) and cert_url.startswith(f"{settings.PAYPAL_API_BASE}/")
        return is_fake or (cert_url.startswith("https://") and host.endswith(".paypal.com"))

    def _require_proof(self, text: str, proofs: dict[str, str]) -> None:
        """Ask PayPal. The event goes back byte by byte: written anew, its signature would not hold."""
        asked = json.dumps({**proofs, "webhook_id": settings.PAYPAL_WEBHOOK_ID})
        body = f'{asked[:-1]}, "webhook_event": {text}}}'
        try:
            answer = self.http.post(
                f"{self.base}/v1/notifications/verify-webhook-signature",
                data=body.encode(),
                headers={"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"},
            )
            if answer.status_code >= 500 or answer.status_code in (401, 429):
                raise ProviderDown
            if answer.json().get("verification_status") != "SUCCESS":
                raise NotGenuine
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown from error

    def token(self) -> str:
        with _token_lock:
            token, ends = self.__dict__.get("_kept_token", ("", 0.0))
            if ends < time.monotonic():
                answer = self.http.post(
                    f"{self.base}/v1/oauth2/token",
                    data={"grant_type": "client_credentials"},
                    auth=(settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET),
                )
                answer.raise_for_status()
                told = answer.json()
                token = told["access_token"]
                self.__dict__["_kept_token"] = (token, time.monotonic() + told["expires_in"] - 60)
        return str(token)

    def payment_of(self, payload: Any) -> UUID | None:
        about = payload.get("resource", {})
        if named := uuid_in(about.get("custom_id")):
            # A refund carries its own name; the payment is found by what it gave back.
            return Refund.objects.filter(uuid=named).values_list("payment__uuid", flat=True).first() or named
        for unit in about.get("purchase_units", []):
            if named := uuid_in(unit.get("custom_id")):
                return named
        for each in about.get("disputed_transactions", []):
            capture = str(each.get("seller_transaction_id", ""))
            if found := self._paid_by(capture):
                return found
        return self._by_capture(about)

    def _paid_by(self, capture: str) -> UUID | None:
        """Say which payment a capture took the money of; PayPal knows if we do not yet."""
        known = Payment.objects.filter(provider=NAME, charge_ref=capture).values_list("uuid", flat=True).first()
        if known or not capture:
            return known
        with suppress(Refused):
            told = self.ask(self.client.payments.get_captured_payment, capture_id=capture)
            return uuid_in(told.get("custom_id"))
        return None

    def _by_capture(self, about: dict[str, Any]) -> UUID | None:
        """A refund made in PayPal's pages names its capture in a link only."""
        up = [link["href"] for link in about.get("links", []) if link.get("rel") == "up"]
        return self._paid_by(up[0].rsplit("/", 1)[-1] if up else "")


_token_lock = threading.Lock()
