"""Twenty people at one till. PostgreSQL only: SQLite has one writer, so nothing can go wrong there."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from portal.testing.races import all_at_once, together
from shop.forks.partner.models import StockRecord
from shop.models import LedgerEntry, Payment, SaleLine
from shop.payments import demo
from shop.selectors import integrity
from shop.services import ledger, payments
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Order = get_model("order", "Order")
BUYERS = 20
DETAILS = "/shop/checkout/"


def buy(client: Client, email: str, seen: str) -> str:
    """Go from the details page to the end as a person does; say how it ended."""
    answer = client.post(DETAILS, {**tills.TYPED, "email": email, "seen": seen})
    if answer.status_code == 409:
        assert "has just been sold" in answer.content.decode()
        return "refused"
    assert answer.status_code == 302, answer.status_code
    back = client.post(answer["Location"], {"answer": "pay"})
    thanks = client.get(back["Location"])
    assert thanks.status_code == 200
    return "paid" if "it is paid" in thanks.content.decode() else "unpaid"


def rush(pot: Any) -> Counter[str]:
    browsers = [tills.browser_with(pot) for _ in range(BUYERS)]
    pages = [(browser, tills.seen(browser.get(DETAILS))) for browser in browsers]
    jobs = [
        lambda browser=browser, seen=seen, n=n: buy(browser, f"buyer{n}@example.org", seen)
        for n, (browser, seen) in enumerate(pages)
    ]
    return Counter(str(answer) for answer in together(*jobs))


def test_twenty_people_buy_one_original_and_one_gets_it(participant):
    pot = piece(participant)

    endings = rush(pot)

    assert endings == {"paid": 1, "refused": BUYERS - 1}
    assert Order.objects.filter(status="Paid").count() == Order.objects.count() == 1
    assert tills.stock(pot) == (0, 0)
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == 2500
    assert list(integrity.problems()) == []


def test_five_prints_go_to_five_of_twenty(participant):
    endings = rush(piece(participant, kind="edition", quantity=5))

    assert endings == {"paid": 5, "refused": BUYERS - 5}
    assert list(integrity.problems()) == []


def test_control_without_the_guard_the_same_rush_oversells(participant, monkeypatch):
    """Proves that the tests above can fail: this is how Oscar allocates by itself."""

    def allocate(self: StockRecord, quantity: int) -> None:
        StockRecord.objects.filter(pk=self.pk).update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity)

    monkeypatch.setattr(StockRecord, "allocate", allocate)
    monkeypatch.setattr(StockRecord, "consume_allocation", lambda self, quantity: None)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE partner_stockrecord DROP CONSTRAINT partner_stock_never_oversold")
    pot = piece(participant)

    endings = rush(pot)

    assert endings["paid"] > 1
    assert SaleLine.objects.count() == endings["paid"]


def test_one_basket_sent_ten_times_at_once_is_one_order(participant):
    pot = piece(participant)
    browser = tills.browser_with(pot)
    typed = {**tills.TYPED, "seen": tills.seen(browser.get(DETAILS))}

    def tab() -> str:
        client = Client()
        client.cookies = browser.cookies.copy()
        answer = client.post(DETAILS, typed)
        return str(answer.get("Location", answer.status_code))

    places = set(all_at_once(tab, 10))

    assert len(places) == 1
    assert next(iter(places)).startswith("/shop/pay/demo/")
    assert Order.objects.count() == Payment.objects.count() == 1
    assert tills.stock(pot) == (1, 1)


def test_return_page_sweeper_and_cancel_at_once_book_one_capture(participant):
    for _ in range(5):
        payment = tills.order(piece(participant))
        address = payments.return_path(payment)
        demo.pay(key=payment.uuid)
        overdue = payment.expires_at

        def cancel(payment: Payment = payment) -> Payment:
            return payments.cancel(payment=payment, now=timezone.now())

        def come_back(address: str = address) -> int:
            return Client().get(address).status_code

        def sweep(overdue: Any = overdue) -> dict[str, int]:
            return payments.sweep(now=overdue)

        answers = together(cancel, come_back, sweep, cancel, come_back, sweep)

        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert LedgerEntry.objects.filter(key=f"capture:{payment.uuid}").count() == 1
        assert SaleLine.objects.filter(line__order=payment.order).count() == 1
        payment.refresh_from_db()
        assert payment.settles
    assert list(integrity.problems()) == []


def test_paying_and_giving_up_at_once_end_in_exactly_one_of_both(participant):
    for _ in range(5):
        pot = piece(participant)
        payment = tills.order(pot)

        def pay(payment: Payment = payment) -> Any:
            demo.pay(key=payment.uuid)
            return payments.sync(payment=payment, now=timezone.now())

        def cancel(payment: Payment = payment) -> Any:
            return payments.cancel(payment=payment, now=timezone.now())

        together(pay, cancel, cancel)

        payment.refresh_from_db()
        payment.order.refresh_from_db()
        ending = (payment.state, payment.order.status, tills.stock(pot))
        assert ending in {("captured", "Paid", (0, 0)), ("expired", "Cancelled", (1, 0))}
    assert list(integrity.problems()) == []


def test_the_same_fact_booked_by_many_at_once_is_one_entry(participant):
    def book() -> Any:
        legs = [
            ledger.Leg(ledger.Purse("unearned", "EUR"), -5),
            ledger.Leg(ledger.Purse("earnings_pending", "EUR", owner=participant), 5),
        ]
        return ledger.post(key="once", kind="test", legs=legs, now=timezone.now()).pk

    assert len(set(all_at_once(book, 8))) == 1
    assert ledger.balance(kind="unearned", currency="EUR") == -5
