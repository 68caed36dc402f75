"""A PayPal with a memory: orders that a buyer agrees to, captures on request, refunds, signed events.

Signatures are a keyed hash instead of RSA: nobody but this fake checks them, by the call with which PayPal checks.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import re
import secrets
import zlib
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shop.payments.fakes import paypal_types
from shop.payments.fakes.paypal_batches import Batches
from shop.payments.fakes.server import Answer, Call, Fake, Message

Row = dict[str, Any]
WHOLE = ("JPY", "HUF", "TWD")


class Refusal(Exception):
    """An answer of 4xx; `issue` is PayPal's word."""

    def __init__(self, issue: str, *, status: int = 422, name: str = "UNPROCESSABLE_ENTITY") -> None:
        super().__init__(issue)
        self.status = status
        details = [{"issue": issue, "description": issue.replace("_", " ").capitalize()}]
        self.body = {"name": name, "message": "No.", "debug_id": secrets.token_hex(6), "details": details}


class PayPalFake(Fake):
    def __init__(self, *, client_id: str = "fake-client", secret: str = "fake-secret") -> None:  # noqa: S107
        super().__init__()
        self.client_id, self.secret, self.webhook_id = client_id, secret, "WH-FAKE"
        self.orders: dict[str, Row] = {}
        self.captures: dict[str, Row] = {}
        self.refunds: dict[str, Row] = {}
        self.disputes: dict[str, Row] = {}
        self.batches: dict[str, Row] = {}
        self.payouts, self.refusal = Batches(self), Refusal
        self.new_id, self.require_amount = new_id, require_amount
        self.kept: dict[str, tuple[str, Answer]] = {}
        self.problems: list[str] = []
        #: What the buyer chose on the page: good, declined, echeck.
        self.funding: dict[str, str] = {}
        self.refund_status = "COMPLETED"
        self.events: list[Row] = []

    def memory(self) -> Row:
        names = ("orders", "captures", "refunds", "disputes", "funding", "batches")
        return {name: getattr(self, name) for name in names}

    def remember(self, memory: Row) -> None:
        for name, value in memory.items():
            setattr(self, name, value)

    # Calls -------------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if not call.path.startswith(("/v1/", "/v2/")):
            from shop.payments.fakes import paypal_pages

            return paypal_pages.answer(self, call)
        if call.path == "/v1/oauth2/token":
            return Answer(200, {"access_token": self._bearer(), "token_type": "Bearer", "expires_in": 32400})
        if call.headers.get("authorization") != f"Bearer {self._bearer()}":
            return _error(Refusal("INVALID_TOKEN", status=401, name="AUTHENTICATION_FAILURE"))
        if call.path == "/v1/notifications/verify-webhook-signature":
            return Answer(200, {"verification_status": self._verify(call.body.decode())})
        return self._once(call)

    def _bearer(self) -> str:
        return hashlib.sha256(f"{self.client_id}:{self.secret}".encode()).hexdigest()

    def _once(self, call: Call) -> Answer:
        """Whoever repeats a request under its id gets the same answer, a refusal too."""
        key = call.headers.get("paypal-request-id", "")
        if key in self.kept:
            return copy.deepcopy(self.kept[key][1])
        try:
            told = self._route(call)
            answer = told if isinstance(told, Answer) else Answer(201 if call.method == "POST" else 200, told)
        except Refusal as refusal:
            answer = _error(refusal)
        if key and answer.status < 500:
            self.kept[key] = (call.path, copy.deepcopy(answer))
        return answer

    def store_error(self, call: Call) -> None:
        """PayPal keeps no answer of 500: the next try is a new one."""

    def _route(self, call: Call) -> Any:
        sent = json.loads(call.body) if call.body else {}
        key = r"([A-Z0-9]+)"
        routes = {
            "POST /v2/checkout/orders": lambda: self._create(sent),
            f"GET /v2/checkout/orders/{key}": self.order,
            f"POST /v2/checkout/orders/{key}/capture": self._capture,
            f"GET /v2/payments/captures/{key}": lambda one: self.find(self.captures, one),
            f"POST /v2/payments/captures/{key}/refund": lambda one: self.give_back(one, sent),
            "GET /v1/customer/disputes": lambda: self._disputes_of(call.query.get("disputed_transaction_id", "")),
            f"GET /v1/customer/disputes/{key}": lambda one: self.find(self.disputes, one),
            "POST /v1/payments/payouts": lambda: self.payouts.create(sent),
            f"GET /v1/payments/payouts/{key}": self.payouts.get,
            f"GET /v2/payments/refunds/{key}": lambda one: self.find(self.refunds, one),
        }
        for pattern, act in routes.items():
            if match := re.fullmatch(pattern, f"{call.method} {call.path}"):
                return copy.deepcopy(act(*match.groups()))  # type: ignore[operator]  # each takes its groups
        raise Refusal("RESOURCE_NOT_FOUND", status=404, name="RESOURCE_NOT_FOUND")

    def _create(self, sent: Row) -> Row:
        self.problems.extend(paypal_types.problems_of(paypal_types.OrderRequest, sent))
        unit = sent["purchase_units"][0]
        require_amount(unit["amount"])
        if any(unit.get("invoice_id") == row["purchase_units"][0]["invoice_id"] for row in self.orders.values()):
            raise Refusal("DUPLICATE_INVOICE_ID")
        key, context = new_id(), sent["payment_source"]["paypal"]["experience_context"]
        self.orders[key] = {
            "id": key,
            "intent": sent["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "purchase_units": [{"reference_id": "default", **unit, "payments": {}}],
            "create_time": self._time(),
            "links": [
                {"href": f"{self.base}/v2/checkout/orders/{key}", "rel": "self", "method": "GET"},
                {"href": f"{self.base}/checkoutnow?token={key}", "rel": "payer-action", "method": "GET"},
            ],
        }
        self.funding[f"{key} return"] = context["return_url"]
        self.funding[f"{key} cancel"] = context["cancel_url"]
        return self.order(key)

    def order(self, key: str) -> Row:
        row = self.find(self.orders, key)
        self.problems.extend(paypal_types.problems_of(paypal_types.Order, row))
        return row

    def agree(self, key: str, *, funding: str = "good") -> None:
        """The buyer says yes on PayPal's page, to be paid by `good`, `declined` or `echeck` means."""
        row = self.find(self.orders, key)
        self.funding[key] = funding
        if row["status"] in ("PAYER_ACTION_REQUIRED", "CREATED"):
            row["status"] = "APPROVED"
            self.tell("CHECKOUT.ORDER.APPROVED", row)

    def _capture(self, key: str) -> Row:
        row = self.find(self.orders, key)
        if row["status"] == "COMPLETED":
            raise Refusal("ORDER_ALREADY_CAPTURED")
        if row["status"] != "APPROVED":
            raise Refusal("ORDER_NOT_APPROVED")
        funding = self.funding[key]
        if funding == "declined":
            row["status"] = "PAYER_ACTION_REQUIRED"
            raise Refusal("INSTRUMENT_DECLINED")
        row["status"], unit = "COMPLETED", row["purchase_units"][0]
        capture = self._new_capture(unit, is_pending=funding == "echeck", order=key)
        # The order keeps a copy that grows old, and leaves out what it says itself.
        kept = {name: value for name, value in capture.items() if name != "supplementary_data"}
        unit["payments"]["captures"] = [copy.deepcopy(kept)]
        self.tell(f"PAYMENT.CAPTURE.{capture['status']}", capture)
        return self.order(key)

    def _new_capture(self, unit: Row, *, is_pending: bool, order: str) -> Row:
        key, amount = new_id(), {name: unit["amount"][name] for name in ("currency_code", "value")}
        self.captures[key] = {
            "id": key,
            "status": "PENDING" if is_pending else "COMPLETED",
            "amount": amount,
            "custom_id": unit["custom_id"],
            "invoice_id": unit["invoice_id"],
            "final_capture": True,
            "create_time": self._time(),
            "supplementary_data": {"related_ids": {"order_id": order}},
        }
        if not is_pending:
            self.captures[key]["seller_receivable_breakdown"] = _breakdown(amount)
        self.problems.extend(paypal_types.problems_of(paypal_types.CapturedPayment, self.captures[key]))
        return self.captures[key]

    def settle_echeck(self, key: str, *, is_good: bool) -> None:
        """The bank answers days later."""
        capture = next(row for row in self.captures.values() if row["status"] == "PENDING" and key in str(row))
        capture["status"] = "COMPLETED" if is_good else "DECLINED"
        if is_good:
            capture["seller_receivable_breakdown"] = _breakdown(capture["amount"])
        self.tell("PAYMENT.CAPTURE.COMPLETED" if is_good else "PAYMENT.CAPTURE.DENIED", capture)

    def give_back(self, capture_id: str, sent: Row) -> Row:
        """Refund a capture; without a custom_id it is a refund made in PayPal's pages."""
        self.problems.extend(paypal_types.problems_of(paypal_types.RefundRequest, sent))
        capture = self.find(self.captures, capture_id)
        left = Decimal(capture["amount"]["value"]) - self._gone(capture_id)
        amount = sent.get("amount") or {**capture["amount"], "value": str(left)}
        require_amount(amount)
        if capture["status"] == "REFUNDED":
            raise Refusal("CAPTURE_FULLY_REFUNDED")
        if Decimal(amount["value"]) > left:
            raise Refusal("REFUND_AMOUNT_EXCEEDED")
        key = new_id()
        row = {"id": key, "status": self.refund_status, "amount": amount, "create_time": self._time()}
        row |= {name: sent[name] for name in ("custom_id", "note_to_payer") if name in sent}
        row["links"] = [{"href": f"{self.base}/v2/payments/captures/{capture_id}", "rel": "up", "method": "GET"}]
        self.problems.extend(paypal_types.problems_of(paypal_types.Refund, row))
        self.refunds[key] = row
        capture["status"] = "REFUNDED" if Decimal(amount["value"]) == left else "PARTIALLY_REFUNDED"
        order = self.orders[capture["supplementary_data"]["related_ids"]["order_id"]]
        order["purchase_units"][0]["payments"].setdefault("refunds", []).append(copy.deepcopy(row))
        self.tell("PAYMENT.CAPTURE.REFUNDED", row)
        return row

    def _gone(self, capture_id: str) -> Decimal:
        rows = [row for row in self.refunds.values() if row["links"][0]["href"].endswith(capture_id)]
        return sum((Decimal(row["amount"]["value"]) for row in rows if row["status"] != "FAILED"), Decimal(0))

    def fail_refund(self, key: str) -> None:
        self.refunds[key]["status"] = "FAILED"

    def open_dispute(self, capture_id: str) -> Row:
        """The buyer wants the money back; until it is decided nobody has it."""
        key = new_id()
        self.disputes[key] = {
            "dispute_id": key,
            "status": "OPEN",
            "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
            "dispute_amount": self.find(self.captures, capture_id)["amount"],
            "disputed_transactions": [{"seller_transaction_id": capture_id}],
        }
        self.tell("CUSTOMER.DISPUTE.CREATED", self.disputes[key])
        return self.disputes[key]

    def close_dispute(self, key: str, *, is_won: bool) -> None:
        code = "RESOLVED_SELLER_FAVOUR" if is_won else "RESOLVED_BUYER_FAVOUR"
        self.disputes[key] |= {"status": "RESOLVED", "dispute_outcome": {"outcome_code": code}}
        self.tell("CUSTOMER.DISPUTE.RESOLVED", self.disputes[key])

    def _disputes_of(self, capture_id: str) -> Row:
        """As PayPal's list does, it leaves out how one ended."""
        rows = [row for row in self.disputes.values() if capture_id in str(row["disputed_transactions"])]
        kept = ("dispute_id", "status", "reason", "dispute_amount")
        return {"items": [{name: row[name] for name in kept} for row in rows]}

    def balance(self) -> int:
        """What PayPal owes us, in smallest units of two digits."""
        nets = [row["seller_receivable_breakdown"]["net_amount"]["value"] for row in self._paid()]
        gone = sum((self._gone(row["id"]) for row in self._paid()), Decimal(0))
        for row in self.disputes.values():
            if row.get("dispute_outcome", {}).get("outcome_code") != "RESOLVED_SELLER_FAVOUR":
                gone += Decimal(row["dispute_amount"]["value"])
        return int((sum(map(Decimal, nets), Decimal(0)) - gone - self.payouts.gone()) * 100)

    def _paid(self) -> list[Row]:
        return [row for row in self.captures.values() if "seller_receivable_breakdown" in row]

    # Events ------------------------------------------------------------------------------------------------

    def tell(self, kind: str, about: Row) -> None:
        event = {
            "id": f"WH-{new_id()}",
            "create_time": self._time(),
            "event_type": kind,
            "event_version": "1.0",
            "resource": copy.deepcopy(about),
        }
        self.events.append(event)
        self.send(self.sign(event))

    def sign(self, event: Row) -> Message:
        body, sent, at = json.dumps(event), new_id(), self._time()
        headers = {
            "Content-Type": "application/json",
            "Paypal-Auth-Algo": "SHA256withRSA",
            "Paypal-Cert-Url": f"{self.base}/certs/one",
            "Paypal-Transmission-Id": sent,
            "Paypal-Transmission-Sig": self._seal(sent, at, body),
            "Paypal-Transmission-Time": at,
        }
        return Message(body.encode(), headers)

    def _seal(self, sent: str, at: str, body: str) -> str:
        words = f"{sent}|{at}|{self.webhook_id}|{zlib.crc32(body.encode())}"
        return hmac.new(self.secret.encode(), words.encode(), hashlib.sha256).hexdigest()

    def _verify(self, asked: str) -> str:
        """The event's bytes as they stand in the request, not as they would be written anew."""
        head, _mark, event = asked.partition(', "webhook_event": ')
        told = json.loads(f"{head}}}")
        good = self._seal(told["transmission_id"], told["transmission_time"], event[:-1])
        fits = hmac.compare_digest(good, told["transmission_sig"]) and told["webhook_id"] == self.webhook_id
        return "SUCCESS" if fits else "FAILURE"

    def find(self, rows: dict[str, Row], key: str) -> Row:
        if key not in rows:
            raise Refusal("RESOURCE_NOT_FOUND", status=404, name="RESOURCE_NOT_FOUND")
        return rows[key]

    def _time(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def require_amount(amount: Row) -> None:
    digits = 0 if amount["currency_code"] in WHOLE else 2
    if -int(Decimal(amount["value"]).as_tuple().exponent) > digits:
        raise Refusal("DECIMAL_PRECISION", status=400, name="INVALID_REQUEST")
    if Decimal(amount["value"]) <= 0:
        raise Refusal("CANNOT_BE_ZERO_OR_NEGATIVE")


def _breakdown(amount: Row) -> Row:
    gross = Decimal(amount["value"])
    fee = (gross * Decimal("0.0299") + Decimal("0.39")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    currency = amount["currency_code"]
    return {
        "gross_amount": amount,
        "paypal_fee": {"currency_code": currency, "value": str(fee)},
        "net_amount": {"currency_code": currency, "value": str(gross - fee)},
    }


def new_id() -> str:
    return secrets.token_hex(9).upper()


def _error(refusal: Refusal) -> Answer:
    return Answer(refusal.status, refusal.body)
