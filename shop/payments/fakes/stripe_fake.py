"""A Stripe with a memory: sessions that expire, cards that are declined, refunds, disputes, idempotency keys.

What it takes and gives is held against the SDK's own types; what it does is our reading of Stripe's documentation
(docs/payments.md says what an owner confirms once with a test account).
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import re
from typing import Any

from stripe.params import DisputeListParams, EventListParams, RefundCreateParams, RefundListParams
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListParams,
    SessionRetrieveParams,
)

from shop.payments.fakes import sdk_types
from shop.payments.fakes import stripe_objects as objects
from shop.payments.fakes.server import Answer, Call, Fake, Message
from shop.payments.fakes.stripe_connect import Connect
from shop.payments.fakes.stripe_objects import Row

#: A session may stay open for no less and no more than this, in seconds.
SHORTEST, LONGEST = 30 * 60, 24 * 3600
LEAST = 50
#: So long events can be fetched, in seconds.
EVENTS_KEPT = 30 * 24 * 3600


class Refusal(Exception):
    """An answer of 4xx."""

    def __init__(
        self, message: str, *, code: str = "", param: str = "", status: int = 400, kind: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind or "invalid_request_error", "message": message}
        self.error |= {name: value for name, value in (("code", code), ("param", param)) if value}


class StripeFake(Fake):
    def __init__(self, *, secret: str = "sk_test_fake", signing_secret: str = "whsec_fake") -> None:  # noqa: S107
        super().__init__()
        self.secret, self.signing_secret = secret, signing_secret
        self.rows: dict[str, Row] = {}
        self.events: list[Row] = []
        #: Idempotency key to what was asked and answered.
        self.kept: dict[str, tuple[str, Answer]] = {}
        self.problems: list[str] = []
        #: What `data` came with a session, for the intent that it makes.
        self.intent_data: dict[str, Row] = {}
        self.connect, self.refusal = Connect(self), Refusal
        #: Where the page of an account leads back to.
        self.return_urls: dict[str, str] = {}
        #: What becomes of new refunds.
        self.refund_status = "succeeded"

    def memory(self) -> Row:
        return {name: getattr(self, name) for name in ("rows", "events", "intent_data", "return_urls")}

    def remember(self, memory: Row) -> None:
        for name, value in memory.items():
            setattr(self, name, value)

    # Calls -------------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        if not call.path.startswith("/v1/"):
            from shop.payments.fakes import stripe_pages

            if call.path.startswith("/connect/"):
                return self.connect.page(call)
            return stripe_pages.answer(self, call)
        if call.headers.get("authorization") != f"Bearer {self.secret}":
            return _error(Refusal("Invalid API Key provided", status=401, kind="invalid_request_error"))
        key = call.headers.get("idempotency-key", "") if call.method == "POST" else ""
        if key in self.kept:
            return self._again(call, key)
        try:
            answer = Answer(200, self._route(call))
        except sdk_types.BadParameter as error:
            return _error(Refusal(str(error), code=error.code, param=error.param))
        except Refusal as refusal:
            answer = _error(refusal)
        if key:
            self.kept[key] = (_print(call), copy.deepcopy(answer))
        return answer

    def _again(self, call: Call, key: str) -> Answer:
        asked, answer = self.kept[key]
        if asked != _print(call):
            words = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            return _error(Refusal(words, kind="idempotency_error"))
        return copy.deepcopy(answer)

    def store_error(self, call: Call) -> None:
        if key := call.headers.get("idempotency-key"):
            error = {"error": {"type": "api_error", "message": "A stored fault."}}
            self.kept[key] = (_print(call), Answer(500, error))

    def _route(self, call: Call) -> Row:
        sent = _nested(call.form if call.method == "POST" else call.query)
        routes = {
            r"POST /v1/checkout/sessions": self._create_session,
            r"GET /v1/checkout/sessions": self._list_sessions,
            r"GET /v1/checkout/sessions/(\w+)": self._get_session,
            r"POST /v1/checkout/sessions/(\w+)/expire": self._expire_session,
            r"POST /v1/refunds": self._create_refund,
            r"GET /v1/refunds": self._list_refunds,
            r"GET /v1/disputes": self._list_disputes,
            r"GET /v1/events": self._list_events,
            **self.connect.routes(),
        }
        for pattern, act in routes.items():
            if match := re.fullmatch(pattern, f"{call.method} {call.path}"):
                row = act(*match.groups(), sent)
                self.problems.extend(objects.shape_problems(row))
                return row
        raise Refusal(f"Unrecognized request URL ({call.method}: {call.path}).", status=404)

    def _create_session(self, sent: Row) -> Row:
        params = sdk_types.read_request(SessionCreateParams, sent)
        for name in ("mode", "line_items", "success_url"):
            if name not in params:
                raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
        now = self.now()
        ends = params.get("expires_at", now + LONGEST)
        if not now + SHORTEST <= ends <= now + LONGEST:
            raise Refusal(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours.", param="expires_at"
            )
        row = objects.session(params, now=now, base=self.base)
        if row["amount_total"] < LEAST:
            raise Refusal("The Checkout Session's total amount is too small.", code="amount_too_small")
        self.intent_data[row["id"]] = params.get("payment_intent_data", {})
        return self.keep(row)

    def _get_session(self, key: str, sent: Row) -> Row:
        params = sdk_types.read_request(SessionRetrieveParams, sent)
        return self._expanded(self.find(key, "checkout.session"), params.get("expand", []))

    def _list_sessions(self, sent: Row) -> Row:
        params = sdk_types.read_request(SessionListParams, sent)
        rows = self.all("checkout.session")
        if "payment_intent" in params:
            rows = [row for row in rows if row["payment_intent"] == params["payment_intent"]]
        since = params.get("created", {})
        if isinstance(since, dict) and "gte" in since:
            rows = [row for row in rows if row["created"] >= since["gte"]]
        return objects.rows_of(rows, "/v1/checkout/sessions")

    def _expire_session(self, key: str, sent: Row) -> Row:
        params = sdk_types.read_request(SessionExpireParams, sent)
        row = self.find(key, "checkout.session")
        if row["status"] != "open":
            words = f'Only Checkout Sessions with a status in ["open"] can be expired. It is {row["status"]}.'
            raise Refusal(words)
        self.expire(row)
        return self._expanded(row, params.get("expand", []))

    def _create_refund(self, sent: Row) -> Row:
        params = sdk_types.read_request(RefundCreateParams, sent)
        charge = self.charge_of(params.get("payment_intent") or params.get("charge", ""))
        amount = params.get("amount", charge["amount"] - charge["amount_refunded"])
        if charge["disputed"]:
            raise Refusal("The charge has been charged back; cannot issue a refund.", code="charge_disputed")
        if charge["refunded"]:
            raise Refusal("The charge has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= charge["amount"] - charge["amount_refunded"]:
            raise Refusal("Refund amount is greater than unrefunded amount on charge.", param="amount")
        return self.give_back(charge, amount, params)

    def _list_refunds(self, sent: Row) -> Row:
        params = sdk_types.read_request(RefundListParams, sent)
        rows = [row for row in self.all("refund") if row["payment_intent"] == params.get("payment_intent")]
        return objects.rows_of(rows, "/v1/refunds")

    def _list_disputes(self, sent: Row) -> Row:
        params = sdk_types.read_request(DisputeListParams, sent)
        rows = [row for row in self.all("dispute") if row["payment_intent"] == params.get("payment_intent")]
        return objects.rows_of(rows, "/v1/disputes")

    def _list_events(self, sent: Row) -> Row:
        params = sdk_types.read_request(EventListParams, sent)
        since = params.get("created", {})
        least = max(since.get("gte", 0) if isinstance(since, dict) else 0, self.now() - EVENTS_KEPT)
        rows = [row for row in reversed(self.events) if row["created"] >= least]
        if after := params.get("starting_after"):
            rows = rows[[row["id"] for row in rows].index(after) + 1 :]
        limit = params.get("limit", 10)
        return {**objects.rows_of(rows[:limit], "/v1/events"), "has_more": len(rows) > limit}

    # Rows --------------------------------------------------------------------------------------------------

    def keep(self, row: Row) -> Row:
        self.rows[row["id"]] = row
        return row

    def find(self, key: str, kind: str) -> Row:
        row = self.rows.get(key)
        if row is None or row["object"] != kind:
            raise Refusal(f"No such {kind}: '{key}'", code="resource_missing", status=404)
        return row

    def all(self, kind: str) -> list[Row]:
        """The newest first."""
        return [row for row in reversed(self.rows.values()) if row["object"] == kind]

    def charge_of(self, key: str) -> Row:
        row = self.rows.get(key, {})
        charge = self.rows.get(row.get("latest_charge") or "", row)
        if charge.get("object") != "charge":
            raise Refusal(f"No such payment_intent: '{key}'", code="resource_missing", status=404)
        return charge

    def _expanded(self, row: Row, paths: list[str]) -> Row:
        row = copy.deepcopy(row)
        for path in paths:
            at: Any = row
            for name in path.split("."):
                if not isinstance(at, dict) or at.get(name) is None:
                    break
                if isinstance(at[name], str):
                    at[name] = copy.deepcopy(self.rows[at[name]])
                at = at[name]
        return row

    def balance(self) -> int:
        """What Stripe owes us, from its own books."""
        return sum(row["net"] for row in self.all("balance_transaction"))

    # What happens ------------------------------------------------------------------------------------------

    def pass_time(self) -> None:
        for row in self.all("checkout.session"):
            if row["status"] == "open" and row["expires_at"] <= self.now():
                self.expire(row)

    def expire(self, row: Row) -> None:
        row["status"], row["url"] = "expired", None
        self.tell("checkout.session.expired", row)

    def pay(self, key: str, *, method: str = "card") -> None:
        """The buyer pays an open session by `card`, or by `debit`, whose bank answers days later."""
        session = self.find(key, "checkout.session")
        if session["status"] != "open":
            raise Refusal("This page is closed.")
        status = "succeeded" if method == "card" else "processing"
        intent = objects.intent(session, self.intent_data[key], now=self.now(), status=status)
        self.keep(intent)
        session |= {"status": "complete", "payment_intent": intent["id"], "url": None}
        if method == "card":
            self._charge(session, intent)
        self.tell("checkout.session.completed", session)

    def settle_debit(self, key: str, *, is_good: bool) -> None:
        """The bank of a debit answers."""
        session = self.find(key, "checkout.session")
        intent = self.rows[session["payment_intent"]]
        if is_good:
            intent |= {"status": "succeeded", "amount_received": intent["amount"]}
            self._charge(session, intent)
            self.tell("checkout.session.async_payment_succeeded", session)
        else:
            intent["status"] = "requires_payment_method"
            self.tell("checkout.session.async_payment_failed", session)

    def _charge(self, session: Row, intent: Row) -> None:
        charge = self.keep(objects.charge(intent, now=self.now()))
        fee = (charge["amount"] * 150 + 5000) // 10000 + 25
        charge["balance_transaction"] = self.book("charge", charge, charge["amount"], fee)["id"]
        intent["latest_charge"], session["payment_status"] = charge["id"], "paid"
        self.tell("charge.succeeded", charge)

    def book(self, kind: str, source: Row, amount: int, fee: int = 0) -> Row:
        return self.keep(
            objects.balance_transaction(
                kind, source["id"], amount, fee=fee, currency=source["currency"], now=self.now()
            )
        )

    def give_back(self, charge: Row, amount: int, params: Row) -> Row:
        """Refund; without our metadata it is one that somebody makes in Stripe's dashboard."""
        row = self.keep(objects.refund(params, charge, amount, now=self.now(), status=self.refund_status))
        row["balance_transaction"] = self.book("refund", row, -amount)["id"]
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.tell("refund.created", row)
        self.tell("charge.refunded", charge)
        return row

    def fail_refund(self, key: str) -> None:
        """The buyer's bank sends the money back, days later."""
        row = self.find(key, "refund")
        charge = self.rows[row["charge"]]
        row |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
        row["failure_balance_transaction"] = self.book("refund_failure", row, row["amount"])["id"]
        charge["amount_refunded"] -= row["amount"]
        charge["refunded"] = False
        self.tell("refund.failed", row)

    def open_dispute(self, intent: str, *, amount: int | None = None, fee: int = 2000) -> Row:
        charge = self.charge_of(intent)
        row = self.keep(objects.dispute(charge, amount or charge["amount"], now=self.now()))
        charge["disputed"] = True
        row["balance_transactions"].append(self.book("adjustment", row, -row["amount"], fee))
        self.tell("charge.dispute.created", row)
        return row

    def close_dispute(self, key: str, *, is_won: bool) -> None:
        row = self.find(key, "dispute")
        row["status"] = "won" if is_won else "lost"
        if is_won:
            row["balance_transactions"].append(self.book("adjustment", row, row["amount"]))
        self.tell("charge.dispute.closed", row)

    def tell(self, kind: str, about: Row) -> None:
        event = objects.event(kind, copy.deepcopy(about), now=self.now())
        self.events.append(event)
        self.problems.extend(objects.shape_problems(event))
        self.send(self.sign(event))

    def sign(self, event: Row, *, at: int | None = None, secret: str = "") -> Message:
        body, at = json.dumps(event), at or self.now()
        seal = hmac.new((secret or self.signing_secret).encode(), f"{at}.{body}".encode(), hashlib.sha256)
        signature = f"t={at},v1={seal.hexdigest()}"
        return Message(body.encode(), {"Content-Type": "application/json", "Stripe-Signature": signature})


def _print(call: Call) -> str:
    """What a key stands for. Whether the order of parameters counts for Stripe is not known; here it does."""
    return f"{call.method} {call.path} {call.body.decode()}"


def _error(refusal: Refusal) -> Answer:
    return Answer(refusal.status, {"error": refusal.error})


def _nested(sent: Any) -> Row:
    """Read `a[b][0]=c` as Stripe does."""
    tree: Row = {}
    for name, value in sent.items():
        head, *inner = re.findall(r"[^\[\]]+", name)
        at, path = tree, [head, *inner]
        for step in path[:-1]:
            at = at.setdefault(step, {})
        at[path[-1]] = value
    return tree
