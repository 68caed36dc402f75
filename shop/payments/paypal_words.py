"""How PayPal's words read as ours, and ours as PayPal's."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings

from shop import money
from shop.models import Payment
from shop.payments.base import DisputeFacts, ProviderDown, RefundFacts, Refused, uuid_in

logger = logging.getLogger(__name__)

NAME = "paypal"
_REFUND = {"COMPLETED": "done", "FAILED": "failed", "CANCELLED": "failed"}
#: How a dispute ends whose money is the buyer's; all other ends leave it with the seller.
_LOST = ("RESOLVED_BUYER_FAVOUR", "ACCEPTED")
#: What PayPal says when the same thing was asked before, or is being done right now.
DONE_BEFORE, BEING_DONE = "ORDER_ALREADY_CAPTURED", "PREVIOUS_REQUEST_IN_PROGRESS"


def order_request(payment: Payment, return_url: str) -> Any:
    from paypalserversdk.models.amount_with_breakdown import AmountWithBreakdown
    from paypalserversdk.models.order_request import OrderRequest
    from paypalserversdk.models.payment_source import PaymentSource
    from paypalserversdk.models.paypal_wallet import PaypalWallet
    from paypalserversdk.models.paypal_wallet_experience_context import PaypalWalletExperienceContext
    from paypalserversdk.models.purchase_unit_request import PurchaseUnitRequest

    value = money.to_provider_text(payment.amount_minor, payment.currency, NAME)
    unit = PurchaseUnitRequest(
        amount=AmountWithBreakdown(payment.currency, value),
        custom_id=str(payment.uuid),
        invoice_id=f"{payment.order.number}-{payment.pk}",
        description=f"Order {payment.order.number}",
    )
    context = PaypalWalletExperienceContext(
        brand_name=settings.SITE_NAME,
        shipping_preference="NO_SHIPPING",
        user_action="PAY_NOW",
        return_url=return_url,
        cancel_url=return_url,
    )
    source = PaymentSource(paypal=PaypalWallet(experience_context=context))
    return OrderRequest(intent="CAPTURE", purchase_units=[unit], payment_source=source)


def refusal(error: Any) -> Exception:
    """What an error of the library means for us."""
    issues = [detail.issue for detail in getattr(error, "details", None) or [] if getattr(detail, "issue", None)]
    words = ", ".join(issues) or str(getattr(error, "name", "") or error.reason)
    if error.response_code >= 500 or error.response_code in (401, 403, 429) or BEING_DONE in words:
        logger.warning("PayPal does not take our call: %s %s", error.response_code, words)
        return ProviderDown()
    return Refused(words[:200])


def in_order(order: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [row for unit in order.get("purchase_units", []) for row in unit.get("payments", {}).get(kind, [])]


def amount_in(told: dict[str, str]) -> tuple[int, str]:
    return money.from_provider_text(told["value"], told["currency_code"], NAME), told["currency_code"]


def dispute_facts(told: dict[str, Any]) -> DisputeFacts:
    amount, currency = amount_in(told["dispute_amount"])
    outcome = told.get("dispute_outcome", {}).get("outcome_code", "")
    state = "open" if told["status"] != "RESOLVED" else "lost" if outcome in _LOST else "won"
    return DisputeFacts(told["dispute_id"], amount, currency, state, reason=told.get("reason", "")[:40].lower())


def refund_facts(told: dict[str, Any]) -> RefundFacts:
    amount, currency = amount_in(told["amount"])
    state = _REFUND.get(told["status"], "pending")
    return RefundFacts(told["id"], amount, currency, state, uuid_in(told.get("custom_id")))
