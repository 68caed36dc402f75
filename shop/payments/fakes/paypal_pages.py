"""PayPal's page: the buyer agrees, by means that are good, declined or slow, or goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.payments.fakes import page
from shop.payments.fakes.server import Answer, Call

if TYPE_CHECKING:
    from shop.payments.fakes.paypal_fake import PayPalFake

MEANS = {
    "good": "From my balance",
    "declined": "By a card that PayPal will find declined",
    "echeck": "By eCheck; the bank answers later",
}


def answer(fake: PayPalFake, call: Call) -> Answer:
    key = call.query.get("token", "")
    order = fake.orders.get(key)
    if call.path != "/checkoutnow" or order is None:
        return Answer(404, page.page("There is no such page"))
    if order["status"] in ("COMPLETED", "VOIDED"):
        return Answer(410, page.page("This payment is over", "<p>Go back to the shop.</p>"))
    if call.method != "POST":
        return Answer(200, _till(key, order["purchase_units"][0]["amount"]))
    if call.form.get("do") == "back":
        return _to(fake.funding[f"{key} cancel"], key)
    if call.form.get("means") not in MEANS:
        return Answer(422, _till(key, order["purchase_units"][0]["amount"], "Choose how you pay."))
    fake.agree(key, funding=call.form["means"])
    return _to(fake.funding[f"{key} return"], key)


def _till(key: str, amount: dict[str, str], refusal: str = "") -> str:
    return page.page(
        "Pay by PayPal (a fake)",
        page.said(refusal),
        f"<p>To pay: <strong>{amount['value']} {amount['currency_code']}</strong></p>",
        page.form(
            f"/checkoutnow?token={key}",
            page.choice("How do you pay?", "means", MEANS),
            page.button("Agree and pay", "pay"),
            page.button("Back to the shop", "back", quiet=True),
        ),
    )


def _to(address: str, key: str) -> Answer:
    return Answer(303, headers={"Location": f"{address}?token={key}"})
