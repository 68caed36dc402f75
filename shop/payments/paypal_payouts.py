"""PayPal Payouts: what a maker earned goes to the address that they have at PayPal.

The official library has no Payouts; three calls are made by hand.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from shop import money, payments
from shop.models import LedgerAccount, Payout
from shop.payments.base import ProviderDown, Refused, Sent
from shop.payments.paypal_orders import PayPalProvider
from shop.payments.paypal_words import NAME

logger = logging.getLogger(__name__)

#: How an item ends whose money is ours again; what is neither this nor a success is still on its way.
_BACK = ("FAILED", "RETURNED", "BLOCKED", "REFUNDED", "REVERSED", "DENIED", "CANCELED")
KNOWN_BATCH = "SENDER_BATCH_ID"


class PayPalPayouts:
    label = gettext_lazy("PayPal")
    needs_evidence = False
    leaves = LedgerAccount.Kind.CLEARING
    #: A name of a batch is good for thirty days, whatever was answered; a second one would be paid anew.
    stores_errors = False

    @property
    def _paypal(self) -> PayPalProvider:
        provider = payments.by_name(NAME)
        assert isinstance(provider, PayPalProvider)  # noqa: S101
        return provider

    def send(self, payout: Payout, *, told_ref: str = "") -> Sent:
        name = f"po-{payout.public_id}-{payout.key_number}"
        value = money.to_provider_text(payout.amount_minor, payout.currency, NAME)
        item = {
            "recipient_type": "EMAIL",
            "receiver": payout.destination,
            "amount": {"currency": payout.currency, "value": value},
            "sender_item_id": payout.public_id,
        }
        subject = gettext("%(site)s pays you") % {"site": settings.SITE_NAME}
        body = {"sender_batch_header": {"sender_batch_id": name, "email_subject": subject}, "items": [item]}
        status, told = self._ask("POST", "/v1/payments/payouts", json=body, headers={"PayPal-Request-Id": name})
        if status < 400:
            return Sent(told["batch_header"]["payout_batch_id"], Payout.State.SENT)
        return self._sent_before(told) or _refuse(told)

    def _sent_before(self, told: Any) -> Sent | None:
        """PayPal takes each name once and says which batch has it."""
        for detail in told.get("details", []):
            links = detail.get("link", []) if detail.get("field") == KNOWN_BATCH else []
            for link in links:
                return self._batch(urlsplit(link["href"]).path.rsplit("/", 1)[-1])
        return None

    def find(self, payout: Payout) -> Sent | None:
        """PayPal finds no batch by our name; asking for it again does (`_sent_before`)."""
        return None

    def read(self, payout: Payout) -> Sent:
        return self._batch(str(payout.ref))

    def _batch(self, ref: str) -> Sent:
        status, told = self._ask("GET", f"/v1/payments/payouts/{ref}")
        if status >= 400:
            logger.error("PayPal does not show us payout batch %s: %s", ref, status)
            raise ProviderDown
        items = told.get("items", [])
        ended = items[0]["transaction_status"] if items else told["batch_header"]["batch_status"]
        if ended in _BACK:
            return Sent(ref, Payout.State.FAILED, problem=_why(items, ended))
        if ended != "SUCCESS" or not items:
            return Sent(ref, Payout.State.SENT)
        fee = items[0].get("payout_item_fee")
        fee_minor = money.from_provider_text(fee["value"], fee["currency"], NAME) if fee else 0
        return Sent(ref, Payout.State.PAID, fee_minor=fee_minor)

    def _ask(self, method: str, path: str, headers: Any = None, **options: Any) -> tuple[int, Any]:
        """Call PayPal: its status and its words. Raises ProviderDown if nothing is known."""
        paypal = self._paypal
        try:
            answer = paypal.http.request(
                method,
                f"{paypal.base}{path}",
                headers={"Authorization": f"Bearer {paypal.token()}", **(headers or {})},
                **options,
            )
            if answer.status_code >= 500 or answer.status_code in (401, 429):
                raise ProviderDown
            return answer.status_code, answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown from error

    # Events ------------------------------------------------------------------------------------------------

    def payout_of(self, payload: Any) -> str:
        return str(payload.get("resource", {}).get("payout_item", {}).get("sender_item_id", ""))


def _refuse(told: Any) -> NoReturn:
    issues = [str(detail.get("issue", "")) for detail in told.get("details", [])]
    words = ", ".join(filter(None, issues)) or str(told.get("name", ""))
    raise Refused(words[:200])


def _why(items: Any, ended: str) -> str:
    words = items[0].get("errors", {}).get("message", "") if items else ""
    return str(words or ended)[:200]
