"""What PayPal does with payouts: a batch by its sender's name, once; items that arrive, wait or come back.

The library knows no payouts, so what a request may hold is written here, after PayPal's documentation.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shop.payments.fakes.server import Answer

if TYPE_CHECKING:
    from shop.payments.fakes.paypal_fake import PayPalFake

Row = dict[str, Any]
FEE = Decimal("0.25")
#: What an item says while the money is no longer in our balance.
GONE = ("SUCCESS", "UNCLAIMED", "ONHOLD")
_FIELDS = {
    "": {"sender_batch_header", "items"},
    "sender_batch_header": {"sender_batch_id", "email_subject", "email_message", "recipient_type", "note"},
    "item": {"recipient_type", "receiver", "amount", "note", "sender_item_id", "recipient_wallet"},
    "amount": {"currency", "value"},
}


class Batches:
    """The part of a PayPalFake that pays out."""

    def __init__(self, fake: PayPalFake) -> None:
        self.fake = fake
        #: What becomes of new items: PENDING is what PayPal says at first.
        self.next_status = "SUCCESS"
        #: Whether we may pay out at all.
        self.is_allowed = True

    def create(self, sent: Row) -> Answer | Row:
        self._require_fields(sent)
        head, item = sent["sender_batch_header"], sent["items"][0]
        if not self.is_allowed:
            raise self.fake.refusal("NOT_AUTHORIZED", status=403, name="AUTHORIZATION_ERROR")
        for key, batch in self.fake.batches.items():
            if batch["batch_header"]["sender_batch_header"]["sender_batch_id"] == head["sender_batch_id"]:
                return self._known(key)
        amount = Decimal(item["amount"]["value"])
        if amount + FEE > Decimal(self.fake.balance() + self.fake.topped_up) / 100:
            raise self.fake.refusal("INSUFFICIENT_FUNDS")
        key = self.fake.new_id()
        batch = {"payout_batch_id": key, "batch_status": "PENDING", "sender_batch_header": head}
        self.fake.batches[key] = {"batch_header": batch, "items": [self._item(key, item)]}
        self.become(key, self.next_status)
        return {"batch_header": batch}

    def _known(self, key: str) -> Answer:
        link = {"href": f"{self.fake.base}/v1/payments/payouts/{key}", "rel": "self", "method": "GET"}
        issue = "Batch with given sender_batch_id already exists"
        details = [{"field": "SENDER_BATCH_ID", "location": "body", "issue": issue, "link": [link]}]
        return Answer(400, {"name": "USER_BUSINESS_ERROR", "message": "User business error.", "details": details})

    def _item(self, batch: str, item: Row) -> Row:
        currency = item["amount"]["currency"]
        return {
            "payout_item_id": self.fake.new_id(),
            "payout_batch_id": batch,
            "transaction_status": "PENDING",
            "payout_item_fee": {"currency": currency, "value": str(FEE)},
            "payout_item": item,
        }

    def _require_fields(self, sent: Row) -> None:
        parts = [("", sent), ("sender_batch_header", sent.get("sender_batch_header", {}))]
        for item in sent.get("items", []):
            parts += [("item", item), ("amount", item.get("amount", {}))]
        strange = [f"{path}.{name}" for path, row in parts for name in set(row) - _FIELDS[path]]
        if strange or len(sent.get("items", [])) != 1:
            raise self.fake.refusal(f"VALIDATION_ERROR {strange}", status=400, name="VALIDATION_ERROR")
        amount = sent["items"][0]["amount"]
        self.fake.require_amount({"currency_code": amount["currency"], "value": amount["value"]})

    def get(self, key: str) -> Row:
        return self.fake.find(self.fake.batches, key)

    def become(self, key: str, status: str, message: str = "") -> None:
        """Let the money of a batch arrive (SUCCESS), wait (UNCLAIMED) or come back (RETURNED, REVERSED)."""
        batch = self.fake.batches[key]
        item = batch["items"][0]
        item["transaction_status"] = status
        if message:
            item["errors"] = {"name": status, "message": message}
        batch["batch_header"]["batch_status"] = "PENDING" if status == "PENDING" else "SUCCESS"
        if status != "PENDING":
            kinds = {"SUCCESS": "SUCCEEDED"}
            self.fake.tell(f"PAYMENT.PAYOUTS-ITEM.{kinds.get(status, status)}", item)

    def gone(self) -> Decimal:
        """What has left our balance by payouts; the fee of a payout that was reversed is not given back."""
        total = Decimal(0)
        for batch in self.fake.batches.values():
            item = batch["items"][0]
            if item["transaction_status"] in GONE:
                total += Decimal(item["payout_item"]["amount"]["value"]) + FEE
            elif item["transaction_status"] == "REVERSED":
                total += FEE
        return total
