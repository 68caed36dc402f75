"""What Stripe keeps: sessions, intents, charges, refunds, disputes and its balance."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from typing import Any

import stripe
from stripe.checkout import Session

from shop.payments.fakes import sdk_types

Row = dict[str, Any]

_KINDS: dict[str, type] = {
    "checkout.session": Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "transfer": stripe.Transfer,
    "balance_transaction": stripe.BalanceTransaction,
    "event": stripe.Event,
}


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


def shape_problems(row: Row) -> Iterator[str]:
    """Yield what of an answer does not fit the SDK; a list is looked at row by row."""
    if row.get("object") == "list":
        for each in row["data"]:
            yield from shape_problems(each)
    elif row.get("object") in _KINDS:
        yield from sdk_types.problems_of(_KINDS[row["object"]], row)


def rows_of(rows: list[Row], url: str) -> Row:
    return {"object": "list", "data": copy.deepcopy(rows), "has_more": False, "url": url}


def session(params: Row, *, now: int, base: str) -> Row:
    """A page where somebody pays, open until it expires."""
    key = new_id("cs_test")
    items = params["line_items"]
    total = sum(int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1)) for item in items)
    return {
        "id": key,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": items[0]["price_data"]["currency"],
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_creation": "if_required",
        "customer_email": params.get("customer_email"),
        "expires_at": params.get("expires_at", now + 24 * 3600),
        "invoice": None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": params["mode"],
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "redirect_on_completion": "always",
        "setup_intent": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": None,
        "subscription": None,
        "success_url": params.get("success_url"),
        "ui_mode": params.get("ui_mode", "hosted_page"),
        "url": f"{base}/c/pay/{key}",
    }


def intent(of: Row, data: Row, *, now: int, status: str) -> Row:
    paid = status == "succeeded"
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": of["amount_total"],
        "amount_capturable": 0,
        "amount_received": of["amount_total"] if paid else 0,
        "application": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "created": now,
        "currency": of["currency"],
        "customer": None,
        "description": data.get("description"),
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "on_behalf_of": None,
        "payment_method": new_id("pm"),
        "payment_method_types": of["payment_method_types"],
        "payment_record": None,
        "review": None,
        "setup_future_usage": None,
        "source": None,
        "status": status,
    }


def charge(of: Row, *, now: int) -> Row:
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": of["amount"],
        "amount_captured": of["amount"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": now,
        "currency": of["currency"],
        "customer": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "livemode": False,
        "metadata": of["metadata"],
        "on_behalf_of": None,
        "paid": True,
        "payment_intent": of["id"],
        "refunded": False,
        "review": None,
        "source": None,
        "source_transfer": None,
        "status": "succeeded",
        "transfer": None,
    }


def balance_transaction(kind: str, source: str, amount: int, *, fee: int = 0, currency: str, now: int) -> Row:
    """A line of Stripe's books about us; `amount` is ours when it is above nothing."""
    details = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Fee",
        "type": "stripe_fee",
    }
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + 2 * 24 * 3600,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [details] if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source,
        "status": "pending",
        "type": kind,
    }


def refund(params: Row, of: Row, amount: int, *, now: int, status: str) -> Row:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": now,
        "currency": of["currency"],
        "customer": None,
        "failure_balance_transaction": None,
        "metadata": params.get("metadata", {}),
        "payment_intent": of["payment_intent"],
        "payment_method": None,
        "pending_reason": None,
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }


def dispute(of: Row, amount: int, *, now: int) -> Row:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": of["id"],
        "created": now,
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + 7 * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }


def account(params: Row, *, now: int) -> Row:
    """An account whose owner has told nothing yet."""
    return {
        "id": new_id("acct"),
        "object": "account",
        "capabilities": dict.fromkeys(params.get("capabilities", {}), "inactive"),
        "charges_enabled": False,
        "created": now,
        "details_submitted": False,
        "metadata": params.get("metadata", {}),
        "payouts_enabled": False,
        "type": "none",
    }


def account_link(url: str, *, now: int) -> Row:
    return {"object": "account_link", "created": now, "expires_at": now + 300, "url": url}


def transfer(params: Row, *, now: int) -> Row:
    key = new_id("tr")
    return {
        "id": key,
        "object": "transfer",
        "amount": params["amount"],
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": now,
        "currency": params["currency"],
        "description": params.get("description"),
        "destination": params["destination"],
        "destination_payment": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "reversals": rows_of([], f"/v1/transfers/{key}/reversals"),
        "reversed": False,
        "source_transaction": None,
        "source_type": "card",
        "transfer_group": params.get("transfer_group"),
    }


def event(kind: str, about: Row, *, now: int) -> Row:
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": stripe.api_version,
        "created": now,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": None,
        "type": kind,
    }
