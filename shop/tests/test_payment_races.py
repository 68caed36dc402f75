"""Many at once at the provider's till and at the refund button. PostgreSQL only."""

import time
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone
from oscar.core.loading import get_model

from portal.testing.races import together
from shop.models import LedgerEntry, Payment, Refund, SaleLine
from shop.payments.fakes.stripe_fake import StripeFake
from shop.selectors import integrity
from shop.services import checkout, payments, quotes, refunds
from shop.tests import fakes, tills
from shop.tests.factories import piece

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Order = get_model("order", "Order")


@pytest.fixture
def stripe(settings, db):
    fake = StripeFake()
    settings.PAYMENT_PROVIDERS = ["stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = fake.secret, [fake.signing_secret]
    with fakes.running(fake, "stripe") as base:
        settings.STRIPE_API_BASE = base
        yield fake
    fakes.books_agree(fake, "stripe")


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def buying(pot, number, fake):
    """A buyer who goes from basket to payment page and pays there; returns how it ended."""
    basket = tills.basket_with(pot)
    expected = quotes.quote(basket=basket, by=None).expected
    details = checkout.Details(email=f"buyer{number}@example.org", name="Buyer", address=tills.ADDRESS)

    def buy():
        now = timezone.now()
        try:
            payment = checkout.place(details=details, by=None, expected=expected, now=now)
        except checkout.SoldOut as refusal:
            return "refused" if "Nothing was charged" in refusal.message else refusal.message
        payments.start(payment=payment, now=now)
        with fake.lock:
            fake.pay(Payment.objects.get(pk=payment.pk).ref)
        return "paid" if payments.sync(payment=payment, now=now).settles else "not paid"

    return buy


def rush(pots, fake):
    """Return how the buyers of `pots` (one each) ended, and in how many seconds."""
    jobs = [buying(pot, number, fake) for number, pot in enumerate(pots)]
    begun = time.monotonic()
    endings = together(*jobs)
    return Counter(str(ending) for ending in endings), time.monotonic() - begun


def test_matrix_13_fifty_buyers_of_one_original_are_one_order_and_49_polite_refusals(participant, stripe):
    pot, before = piece(participant), deadlocks()

    endings, _seconds = rush([pot] * 50, stripe)

    assert endings == {"paid": 1, "refused": 49}
    assert Order.objects.count() == Payment.objects.count() == len(stripe.all("checkout.session")) == 1
    assert tills.stock(pot) == (0, 0)
    assert deadlocks() == before


def test_fifty_buyers_of_fifty_prints_take_at_most_twice_as_long_as_of_fifty_pieces(participant, stripe):
    prints = piece(participant, kind="edition", quantity=50)
    apart = [piece(participant) for _ in range(50)]

    different, alone = rush(apart, stripe)
    same, together = rush([prints] * 50, stripe)

    print(f"50 different pieces {alone:.1f} s, 50 of one edition {together:.1f} s")
    assert different == same == {"paid": 50}
    assert together <= 2 * alone


def test_matrix_19_refunds_at_once_never_make_more_than_the_total(participant, stripe):
    payment = tills.order(piece(participant, price="20.00"))
    stripe.pay(payment.ref)
    payment = payments.sync(payment=payment, now=timezone.now())
    sale = SaleLine.objects.get()

    def give_back():
        part = refunds.Part(sale, 700)
        refund = refunds.ask(payment=payment, parts=[part], reason="?", by=participant, now=timezone.now())
        return refunds.give_back(refund=refund, now=timezone.now()).state

    endings = together(*[give_back] * 8)

    assert sum(ending == "done" for ending in endings) == 2
    assert sum(isinstance(ending, refunds.TooMuch) for ending in endings) == 6
    assert sum(row["amount"] for row in stripe.all("refund")) == 1400


def test_one_refund_asked_for_by_many_at_once_is_made_once(participant, stripe):
    payment = tills.order(piece(participant, price="20.00"))
    stripe.pay(payment.ref)
    payments.sync(payment=payment, now=timezone.now())
    part = refunds.Part(SaleLine.objects.get(), 700)
    refund = refunds.ask(payment=payment, parts=[part], reason="?", by=participant, now=timezone.now())

    def give_back():
        return refunds.give_back(refund=Refund.objects.get(pk=refund.pk), now=timezone.now()).pk

    answers = together(*[give_back] * 6, *[lambda: payments.sync(payment=payment, now=timezone.now()).pk] * 4)

    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    refund.refresh_from_db()
    assert refund.state == "done"
    assert len(stripe.all("refund")) == 1
    assert LedgerEntry.objects.filter(kind="sale_refund").count() == 1


def test_matrix_09_12_paying_giving_up_and_asking_at_once_end_in_exactly_one_of_both(participant, stripe):
    for _ in range(4):
        pot = piece(participant)
        payment = tills.order(pot)

        def pay(payment=payment):
            with stripe.lock:
                if stripe.rows[payment.ref]["status"] == "open":
                    stripe.pay(payment.ref)
            return payments.sync(payment=payment, now=timezone.now())

        def cancel(payment=payment):
            return payments.cancel(payment=payment, now=timezone.now(), by_buyer=True)

        together(pay, cancel, cancel, pay)

        payment.refresh_from_db()
        payment.order.refresh_from_db()
        ending = (payment.state, payment.order.status, tills.stock(pot))
        assert ending in {("captured", "Paid", (0, 0)), ("expired", "Cancelled", (1, 0))}
    assert list(integrity.problems()) == []
