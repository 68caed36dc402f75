"""What Stripe does with makers' accounts: opened on its page, restricted at its will, paid by transfers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stripe.params import (
    AccountCreateParams,
    AccountLinkCreateParams,
    AccountRetrieveParams,
    TransferCreateParams,
    TransferListParams,
    TransferRetrieveParams,
)

from shop.payments.fakes import page, sdk_types
from shop.payments.fakes import stripe_objects as objects
from shop.payments.fakes.server import Answer, Call
from shop.payments.fakes.stripe_objects import Row

if TYPE_CHECKING:
    from shop.payments.fakes.stripe_fake import StripeFake


class Connect:
    """The part of a StripeFake that knows accounts and transfers."""

    def __init__(self, fake: StripeFake) -> None:
        self.fake = fake

    def routes(self) -> dict[str, Callable[..., Row]]:
        return {
            r"POST /v1/accounts": self._open,
            r"GET /v1/accounts/(\w+)": self._get,
            r"POST /v1/account_links": self._link,
            r"POST /v1/transfers": self._transfer,
            r"GET /v1/transfers": self._list,
            r"GET /v1/transfers/(\w+)": self._get_transfer,
        }

    # Accounts ----------------------------------------------------------------------------------------------

    def _open(self, sent: Row) -> Row:
        params = sdk_types.read_request(AccountCreateParams, sent)
        return self.fake.keep(objects.account(params, now=self.fake.now()))

    def _get(self, key: str, sent: Row) -> Row:
        sdk_types.read_request(AccountRetrieveParams, sent)
        return self.fake.find(key, "account")

    def _link(self, sent: Row) -> Row:
        params = sdk_types.read_request(AccountLinkCreateParams, sent)
        row = self.fake.find(params["account"], "account")
        self.fake.return_urls[row["id"]] = params["return_url"]
        return objects.account_link(f"{self.fake.base}/connect/{row['id']}", now=self.fake.now())

    def let(self, key: str, *, transfers: str) -> None:
        """Say whether money can go to an account: `active`, `pending` or `inactive`."""
        row = self.fake.find(key, "account")
        row["capabilities"] = {"transfers": transfers}
        row["payouts_enabled"] = row["details_submitted"] = transfers == "active"
        self.fake.tell("account.updated", row)

    # Transfers ---------------------------------------------------------------------------------------------

    def _transfer(self, sent: Row) -> Row:
        params = sdk_types.read_request(TransferCreateParams, sent)
        refused, amount = self.fake.refusal, params.get("amount", 0)
        to = self.fake.find(params["destination"], "account")
        if to["capabilities"].get("transfers") != "active":
            words = "Your destination account needs to have at least one of the following capabilities enabled"
            raise refused(f"{words}: transfers", code="insufficient_capabilities_for_transfer")
        if amount <= 0:
            raise refused("Invalid positive integer", code="parameter_invalid_integer", param="amount")
        if amount > self.fake.balance() + self.fake.topped_up:
            raise refused("You have insufficient funds in your Stripe account.", code="balance_insufficient")
        row = self.fake.keep(objects.transfer(params, now=self.fake.now()))
        row["balance_transaction"] = self.fake.book("transfer", row, -amount)["id"]
        self.fake.tell("transfer.created", row)
        return row

    def _list(self, sent: Row) -> Row:
        params = sdk_types.read_request(TransferListParams, sent)
        rows = [row for row in self.fake.all("transfer") if row["transfer_group"] == params.get("transfer_group")]
        return objects.rows_of(rows, "/v1/transfers")

    def _get_transfer(self, key: str, sent: Row) -> Row:
        sdk_types.read_request(TransferRetrieveParams, sent)
        return self.fake.find(key, "transfer")

    def take_back(self, key: str) -> None:
        """Somebody reverses a transfer in Stripe's pages."""
        row = self.fake.find(key, "transfer")
        row |= {"amount_reversed": row["amount"], "reversed": True}
        self.fake.book("transfer_refund", row, row["amount"])
        self.fake.tell("transfer.reversed", row)

    # The page ----------------------------------------------------------------------------------------------

    def page(self, call: Call) -> Answer:
        match = re.fullmatch(r"/connect/(\w+)", call.path)
        row: Any = self.fake.rows.get(match[1]) if match else None
        if row is None or row["id"] not in self.fake.return_urls:
            return Answer(404, page.page("There is no such page"))
        if call.method != "POST":
            return Answer(200, _desk(row["id"]))
        if call.form.get("do") == "finish":
            self.let(row["id"], transfers="active")
        return Answer(303, headers={"Location": self.fake.return_urls[row["id"]]})


def _desk(key: str) -> str:
    return page.page(
        "Open an account at Stripe (a fake)",
        "<p>Here Stripe asks who you are and where your bank is.</p>",
        page.form(
            f"/connect/{key}",
            page.button("All of it is told", "finish"),
            page.button("Later", "later", quiet=True),
        ),
    )
