"""The page of Stripe's where buyers pay: a good card, one that is declined, 3-D Secure, a debit, or going back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shop.payments.fakes import page
from shop.payments.fakes.server import Answer, Call
from shop.payments.fakes.stripe_objects import Row

if TYPE_CHECKING:
    from shop.payments.fakes.stripe_fake import StripeFake

CARDS = {
    "good": "Card that is accepted (4242 …)",
    "declined": "Card that is declined (… 0002)",
    "3ds": "Card whose bank asks back, 3-D Secure (… 3155)",
    "debit": "Bank debit; the bank answers later",
}


def answer(fake: StripeFake, call: Call) -> Answer:
    match = re.fullmatch(r"/c/pay/(\w+)(/3ds)?", call.path)
    session = fake.rows.get(match[1]) if match else None
    if match is None or session is None:
        return Answer(404, page.page("There is no such page"))
    if session["status"] != "open":
        return Answer(410, _closed(session))
    if call.method != "POST":
        return Answer(200, _bank(session) if match[2] else _till(session))
    return _asked_back(fake, session, call) if match[2] else _paid(fake, session, call)


def _paid(fake: StripeFake, session: Row, call: Call) -> Answer:
    if call.form.get("do") == "back":
        return _to(session["cancel_url"] or session["success_url"])
    card = call.form.get("card", "")
    if card == "declined":
        return Answer(402, _till(session, "Your card was declined. Try another one."))
    if card == "3ds":
        return _to(f"/c/pay/{session['id']}/3ds")
    if card not in CARDS:
        return Answer(422, _till(session, "Choose a card."))
    fake.pay(session["id"], method="debit" if card == "debit" else "card")
    return _to(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def _asked_back(fake: StripeFake, session: Row, call: Call) -> Answer:
    if call.form.get("do") != "approve":
        return Answer(402, _till(session, "We are unable to authenticate your card. Try another one."))
    fake.pay(session["id"])
    return _to(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))


def _till(session: Row, refusal: str = "") -> str:
    return page.page(
        "Pay by Stripe (a fake)",
        page.said(refusal),
        f"<p>To pay: <strong>{_amount(session)}</strong></p>",
        page.form(
            f"/c/pay/{session['id']}",
            page.choice("How do you pay?", "card", CARDS),
            page.button("Pay", "pay"),
            page.button("Back to the shop", "back", quiet=True),
        ),
    )


def _bank(session: Row) -> str:
    return page.page(
        "Your bank asks: is it you? (a fake)",
        f"<p>The shop wants <strong>{_amount(session)}</strong>.</p>",
        page.form(
            f"/c/pay/{session['id']}/3ds",
            page.button("Yes, it is me", "approve"),
            page.button("No", "fail", quiet=True),
        ),
    )


def _closed(session: Row) -> str:
    words = "This was paid." if session["status"] == "complete" else "This page has expired. Nothing was charged."
    return page.page("This payment page is closed", f"<p>{words}</p>")


def _amount(session: Row) -> str:
    return f"{session['amount_total']} {session['currency'].upper()} (in its smallest unit)"


def _to(address: str) -> Answer:
    return Answer(303, headers={"Location": address})
