"""The failure matrix at Stripe: each row is what may go wrong and what must come of it (docs/payments.md)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shop.models import Dispute, LedgerEntry, Payment, ProviderEvent, Refund, SaleLine
from shop.payments import stripe_checkout
from shop.payments.base import ProviderDown
from shop.payments.fakes.stripe_fake import StripeFake
from shop.services import ledger, payments, refunds
from shop.tests import fakes, tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
State = Payment.State


@pytest.fixture
def stripe(settings, db):
    fake = StripeFake()
    settings.PAYMENT_PROVIDERS = ["stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = fake.secret, [fake.signing_secret]
    with fakes.running(fake, "stripe") as base:
        settings.STRIPE_API_BASE = base
        yield fake
    fakes.books_agree(fake, "stripe")


@pytest.fixture
def no_retries(monkeypatch):
    """One call is one call: what repeats it is ours."""
    monkeypatch.setattr(stripe_checkout, "RETRIES", 0)


def status(payment):
    return fakes.again(payment).order.status


def paid(fake, *listings):
    """Buy at the page, and come back."""
    payment = tills.order(*listings)
    fake.pay(payment.ref)
    return payments.sync(payment=payment, now=timezone.now())


def captures():
    return LedgerEntry.objects.filter(kind="capture").count()


def deliver(fake, messages=None):
    return fakes.deliver(fake, "stripe", messages)


def test_a_purchase_books_the_money_the_fee_and_the_makers_part(participant, stripe):
    payment = paid(stripe, piece(participant, price="48.00"))

    assert payment.settles
    sale = SaleLine.objects.get()
    assert (sale.gross_minor, sale.fee_minor, sale.net_minor) == (4800, 97, 4703)
    assert ledger.balance(kind="clearing", currency="EUR", provider="stripe") == -4703
    assert payment.charge_ref.startswith("pi_")


def test_what_stripe_is_asked_names_the_payment_and_the_time_it_has(participant, stripe):
    payment = tills.order(piece(participant, price="48.00"))

    session = stripe.rows[payment.ref]
    assert session["client_reference_id"] == str(payment.uuid)
    assert (session["amount_total"], session["currency"]) == (4800, "eur")
    assert session["expires_at"] == int(payment.expires_at.timestamp())
    assert payment.expires_at - timezone.now() > timedelta(minutes=30)


def test_matrix_01_who_pays_and_closes_the_browser_has_paid(participant, stripe):
    payment = tills.order(piece(participant))
    fakes.click(payment.url, card="good", do="pay")

    assert deliver(stripe) == [200, 200]

    assert fakes.again(payment).settles
    assert captures() == 1


def test_matrix_02_the_return_page_tells_at_once_whether_the_webhook_came_or_not(participant, stripe):
    payment = tills.order(piece(participant))
    answer = fakes.click(payment.url, card="good", do="pay")

    page = Client().get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000"))
    assert "Thank you, it is paid." in page.content.decode()
    deliver(stripe)

    assert captures() == 1


def test_matrix_04_whatever_the_order_of_events_the_end_is_the_same(participant, stripe):
    payment = tills.order(piece(participant, price="20.00"))
    stripe.pay(payment.ref)
    intent = stripe.rows[payment.ref]["payment_intent"]
    stripe.give_back(stripe.charge_of(intent), 500, {})
    messages = list(reversed(stripe.held))

    deliver(stripe, [*messages, *messages[1:]])

    assert fakes.again(payment).settles
    assert Refund.objects.get().amount_minor == 500
    assert {event.payment for event in ProviderEvent.objects.all()} == {payment}
    assert LedgerEntry.objects.filter(kind="sale_refund").count() == 1


def test_matrix_05_when_all_webhooks_are_lost_the_clock_finds_the_money(participant, stripe):
    payment = tills.order(piece(participant))
    stripe.pay(payment.ref)
    stripe.held.clear()

    counts = payments.sweep(now=timezone.now() + timedelta(minutes=5))

    assert counts["captured"] == 1
    assert fakes.again(payment).settles


def test_matrix_06_after_a_declined_card_another_one_pays_on_the_same_page(participant, stripe):
    pot = piece(participant)
    payment = tills.order(pot)

    declined = fakes.click(payment.url, card="declined", do="pay")

    assert declined.status_code == 402
    assert "declined" in declined.text
    assert payments.sync(payment=payment, now=timezone.now()).state == State.PENDING
    assert tills.stock(pot) == (1, 1)
    fakes.click(payment.url, card="good", do="pay")
    assert payments.sync(payment=payment, now=timezone.now()).settles


def test_matrix_06_a_bank_that_asks_back_may_be_answered_no_and_then_yes(participant, stripe):
    payment = tills.order(piece(participant))

    asked = fakes.click(payment.url, card="3ds", do="pay")
    assert "Your bank asks" in asked.text
    assert fakes.click(f"{payment.url}/3ds", do="fail").status_code == 402
    assert payments.sync(payment=payment, now=timezone.now()).state == State.PENDING
    fakes.click(f"{payment.url}/3ds", do="approve")

    assert payments.sync(payment=payment, now=timezone.now()).settles


def test_matrix_07_an_abandoned_page_expires_and_the_next_one_can_buy(participant, stripe):
    pot = piece(participant)
    payment = tills.order(pot)
    stripe.ahead = 32 * 60

    payments.sweep(now=payment.expires_at + timedelta(minutes=1))

    assert fakes.again(payment).state == State.EXPIRED
    assert tills.stock(pot) == (1, 0)
    assert fakes.click(payment.url, card="good", do="pay").status_code == 410
    stripe.ahead = 0
    assert paid(stripe, pot).settles


def test_matrix_08_giving_up_closes_the_page_first_and_then_frees_the_pieces(participant, stripe):
    pot = piece(participant)
    payment = tills.order(pot)

    Client().post(payments.return_path(payment), {"cancel": "1"})

    assert stripe.rows[payment.ref]["status"] == "expired"
    assert status(payment) == "Cancelled"
    assert tills.stock(pot) == (1, 0)


def test_matrix_08_while_stripe_is_silent_the_pieces_stay(participant, stripe, no_retries):
    pot = piece(participant)
    payment = tills.order(pot)
    stripe.fail("POST /v1/checkout/sessions/", "drop")

    with pytest.raises(ProviderDown):
        payments.cancel(payment=payment, now=timezone.now())

    assert tills.stock(pot) == (1, 1)


def test_matrix_09_who_pays_while_we_give_up_has_paid(participant, stripe):
    pot = piece(participant)
    payment = tills.order(pot)
    stripe.pay(payment.ref)

    payment = payments.cancel(payment=payment, now=timezone.now(), by_buyer=True)

    assert payment.settles
    assert tills.stock(pot) == (0, 0)


@pytest.mark.parametrize("fault", ["drop", "lost"])
def test_matrix_10_a_process_that_dies_around_the_call_is_resumed_with_one_session(
    participant, stripe, no_retries, fault
):
    payment = tills.order(piece(participant), start=False)
    stripe.fail("POST /v1/checkout/sessions", fault)
    with pytest.raises(ProviderDown):
        payments.start(payment=payment, now=timezone.now())
    assert fakes.again(payment).state == State.CREATED

    url = payments.start(payment=payment, now=timezone.now())

    assert len(stripe.all("checkout.session")) == 1
    assert fakes.again(payment).url == url


def test_matrix_10_a_session_whose_name_never_reached_us_is_found_and_closed(participant, stripe, no_retries):
    pot = piece(participant)
    payment = tills.order(pot, start=False)
    stripe.fail("POST /v1/checkout/sessions", "lost")
    with pytest.raises(ProviderDown):
        payments.start(payment=payment, now=timezone.now())

    payments.cancel(payment=payment, now=timezone.now())

    assert [row["status"] for row in stripe.all("checkout.session")] == ["expired"]
    assert tills.stock(pot) == (1, 0)


def test_matrix_10_a_page_that_was_never_asked_for_is_opened_closed(participant, stripe):
    payment = tills.order(piece(participant), start=False)

    payments.cancel(payment=payment, now=timezone.now())

    assert [row["status"] for row in stripe.all("checkout.session")] == ["expired"]
    assert status(payment) == "Cancelled"


@pytest.mark.parametrize("fault", ["500", "503", "429", "drop", "lost"])
def test_matrix_11_one_fault_is_repeated_by_the_library_and_makes_one_session(participant, stripe, fault):
    payment = tills.order(piece(participant), start=False)
    stripe.fail("POST /v1/checkout/sessions", fault)

    try:
        payments.start(payment=payment, now=timezone.now())
    except ProviderDown:
        assert fault == "429"  # the library leaves it to us
        payments.start(payment=payment, now=timezone.now())

    assert len(stripe.all("checkout.session")) == 1
    assert fakes.again(payment).state == State.PENDING


def test_matrix_11_a_stripe_that_is_down_loses_nothing(participant, stripe, no_retries):
    pot = piece(participant)
    payment = tills.order(pot, start=False)
    stripe.fail("POST /v1/checkout/sessions", "drop", times=3)

    for _ in range(3):
        with pytest.raises(ProviderDown):
            payments.start(payment=payment, now=timezone.now())

    assert fakes.again(payment).state == State.CREATED
    assert tills.stock(pot) == (1, 1)
    assert payments.start(payment=payment, now=timezone.now())


def test_a_stripe_that_is_silent_is_asked_once_a_round_and_not_for_every_payment(participant, stripe, no_retries):
    due = [tills.order(piece(participant)).expires_at for _ in range(3)]
    before = len(stripe.calls)
    stripe.fail("GET /v1/checkout/sessions/", "drop", times=9)

    counts = payments.sweep(now=max(due))

    assert counts["failed"] == 3
    assert len(stripe.calls) == before + 1


def test_matrix_12_two_clicks_are_one_payment_and_one_session(participant, stripe):
    browser = tills.browser_with(piece(participant))
    typed = {**tills.TYPED, "seen": tills.seen(browser.get("/shop/checkout/"))}

    first, second = (browser.post("/shop/checkout/", typed) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == len(stripe.all("checkout.session")) == 1


def late(fake, payment):
    """Stripe says that it was paid after all, although the page had expired here."""
    fake.rows[payment.ref]["status"] = "open"
    fake.pay(payment.ref)
    return payments.sync(payment=payment, now=timezone.now())


def test_matrix_14_late_money_for_a_piece_that_is_gone_goes_back_in_full(participant, stripe):
    pot = piece(participant, price="20.00")
    payment = payments.cancel(payment=tills.order(pot), now=timezone.now())
    paid(stripe, pot)

    payment = late(stripe, payment)

    assert payment.is_captured
    assert not payment.settles
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor) == ("done", 2000)
    assert stripe.rows[refund.ref]["amount"] == 2000


def test_matrix_15_late_money_is_taken_while_the_piece_is_still_there(participant, stripe):
    pot = piece(participant)
    payment = payments.cancel(payment=tills.order(pot), now=timezone.now())

    assert late(stripe, payment).settles

    assert tills.stock(pot) == (0, 0)


def test_matrix_16_an_order_paid_twice_keeps_the_first_though_there_is_more_in_stock(participant, stripe):
    pot = piece(participant, kind="edition", quantity=5)
    first = tills.order(pot)
    second = Payment.objects.create(
        order=first.order,
        provider="stripe",
        state=State.EXPIRED,
        amount_minor=first.amount_minor,
        currency="EUR",
        holds_stock=False,
        expires_at=first.expires_at,
    )
    second.ref = payments.providers.by_name("stripe").start(second, return_url="http://127.0.0.1/").ref
    second.save()
    stripe.pay(first.ref)
    stripe.pay(second.ref)

    for payment in (first, second):
        payments.sync(payment=payment, now=timezone.now())

    assert fakes.again(first).settles
    assert not fakes.again(second).settles
    assert Refund.objects.get().payment == second
    assert SaleLine.objects.count() == 1
    assert tills.stock(pot) == (4, 0)


@pytest.mark.parametrize("is_good", [True, False])
def test_matrix_17_a_debit_keeps_the_pieces_until_the_bank_answers(participant, stripe, is_good):
    pot = piece(participant)
    payment = tills.order(pot)
    fakes.click(payment.url, card="debit", do="pay")
    deliver(stripe)
    assert fakes.again(payment).state == State.PROCESSING
    payments.sweep(now=payment.expires_at + timedelta(days=1))
    assert tills.stock(pot) == (1, 1)

    stripe.settle_debit(payment.ref, is_good=is_good)
    deliver(stripe)

    assert fakes.again(payment).state == ("captured" if is_good else "failed")
    assert tills.stock(pot) == ((0, 0) if is_good else (1, 0))


def refund_of(payment, by, amount):
    part = refunds.Part(SaleLine.objects.get(line__order=payment.order_id), amount)
    return refunds.ask(payment=payment, parts=[part], reason="Broken", by=by, now=timezone.now())


def until_given_back(refund, tries=8):
    now = timezone.now()
    for _ in range(tries):
        now += timedelta(hours=3)
        refunds.finish_waiting(now=now)
    refund.refresh_from_db()
    return refund


@pytest.mark.parametrize("fault", ["lost", "500", "500_stored", "500_done", "drop", "429"])
def test_matrix_18_whatever_becomes_of_the_answer_one_refund_is_made(participant, stripe, no_retries, fault):
    payment = paid(stripe, piece(participant, price="20.00"))
    refund = refund_of(payment, participant, 700)
    stripe.fail("POST /v1/refunds", fault)
    with pytest.raises(ProviderDown):
        refunds.give_back(refund=refund, now=timezone.now())

    refund = until_given_back(refund)

    assert refund.state == "done"
    assert [row["amount"] for row in stripe.all("refund")] == [700]
    assert LedgerEntry.objects.filter(kind="sale_refund").count() == 1


def test_matrix_18_a_stored_500_is_left_behind_with_a_new_key(participant, stripe, no_retries):
    refund = refund_of(paid(stripe, piece(participant)), participant, 700)
    stripe.fail("POST /v1/refunds", "500_stored")

    refund = until_given_back(refund)

    assert refund.state == "done"
    assert (refund.tries, refund.key_number) == (4, 1)


def test_matrix_20_a_refund_made_in_stripes_pages_is_adopted(participant, stripe):
    payment, other = paid(stripe, piece(participant, price="20.00")), paid(stripe, piece(participant))
    stripe.give_back(stripe.charge_of(payment.charge_ref), 500, {})

    deliver(stripe)

    refund = Refund.objects.get()
    assert (refund.payment, refund.amount_minor, refund.state) == (payment, 500, "done")
    assert refund.lines.get().amount_minor == 500
    assert not other.refunds.exists()


def test_matrix_21_a_refund_that_fails_days_later_is_undone_and_calls_a_person(participant, stripe, caplog):
    payment = paid(stripe, piece(participant, price="20.00"))
    before = ledger.balance(kind="earnings_pending", currency="EUR", owner=participant)
    refund = refunds.give_back(refund=refund_of(payment, participant, 2000), now=timezone.now())
    assert status(payment) == "Refunded"

    stripe.fail_refund(refund.ref)
    deliver(stripe)
    deliver(stripe)

    refund.refresh_from_db()
    assert refund.state == "failed"
    assert refund.problem
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == before
    assert status(payment) == "Paid"
    assert any("talk to the buyer" in record.message for record in caplog.records)


@pytest.mark.parametrize("is_won", [True, False])
def test_matrix_22_a_dispute_holds_the_money_until_it_is_decided(participant, stripe, is_won):
    payment = paid(stripe, piece(participant, price="20.00"))
    before = ledger.balance(kind="earnings_pending", currency="EUR", owner=participant)
    stripe.open_dispute(payment.charge_ref)
    ref = stripe.all("dispute")[0]["id"]

    deliver(stripe)

    assert Dispute.objects.get().state == "open"
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == 0
    with pytest.raises(refunds.InDispute):
        refund_of(payment, participant, 1)
    stripe.close_dispute(ref, is_won=is_won)
    deliver(stripe)
    assert Dispute.objects.get().state == ("won" if is_won else "lost")
    # The platform bears a lost one (DISPUTES_BORNE_BY).
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == before
    assert ledger.balance(kind="losses", currency="EUR") == (0 if is_won else -2000)


def test_matrix_22_a_dispute_that_is_won_before_we_heard_of_it_leaves_nothing_held(participant, stripe):
    payment = paid(stripe, piece(participant, price="20.00"))
    dispute = stripe.open_dispute(payment.charge_ref)
    stripe.close_dispute(dispute["id"], is_won=True)

    deliver(stripe, list(reversed(stripe.held)))

    assert Dispute.objects.get().state == "won"
    assert ledger.balance(kind="dispute_hold", currency="EUR") == 0


def test_matrix_23_what_was_not_signed_by_stripe_now_is_refused(participant, stripe):
    payment = tills.order(piece(participant))
    stripe.pay(payment.ref)
    good = stripe.held[0]
    old = stripe.sign(stripe.events[0], at=stripe.now() - 301)
    other = stripe.sign(stripe.events[0], secret="whsec_other")
    tampered = type(good)(good.body.replace(b"2500", b"2501"), good.headers)
    missing = type(good)(good.body, {"Content-Type": "application/json"})
    empty = type(good)(good.body, {**good.headers, "Stripe-Signature": "t=,v1="})
    live = stripe.sign({**stripe.events[0], "livemode": True})
    no_id = stripe.sign({key: value for key, value in stripe.events[0].items() if key != "id"})

    forged = (old, other, tampered, missing, empty, live, no_id)
    assert {fakes.post("stripe", each) for each in forged} == {400}

    assert not ProviderEvent.objects.exists()
    assert deliver(stripe, [good]) == [200]
    assert fakes.again(payment).settles


def test_a_new_secret_may_take_the_place_of_an_old_one(participant, stripe, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", stripe.signing_secret]
    stripe.pay(tills.order(piece(participant)).ref)

    assert set(deliver(stripe)) == {200}


@pytest.mark.parametrize(("change"), [{"amount_received": 2400}, {"currency": "usd"}])
def test_matrix_24_another_amount_or_currency_pays_nothing_and_calls_a_person(participant, stripe, change):
    payment = tills.order(piece(participant, price="25.00"))
    stripe.pay(payment.ref)
    intent = stripe.rows[stripe.rows[payment.ref]["payment_intent"]]
    booked = stripe.rows[stripe.rows[intent["latest_charge"]]["balance_transaction"]]
    intent |= change
    if "currency" in change:
        booked["currency"] = "usd"
    else:
        booked["net"] -= 100

    payment = payments.sync(payment=payment, now=timezone.now())

    assert payment.problem
    assert not payment.settles
    assert not SaleLine.objects.exists()
    Payment.objects.update(problem="")
    if "currency" in change:
        assert ledger.balance(kind="clearing", currency="USD", provider="stripe") == -stripe.balance()
        stripe.rows = {}


def test_matrix_30_resumed_too_late_it_fails_and_the_buyer_begins_anew(participant, stripe, no_retries):
    pot = piece(participant)
    payment = tills.order(pot, start=False)
    stripe.fail("POST /v1/checkout/sessions", "drop")
    with pytest.raises(ProviderDown):
        payments.start(payment=payment, now=timezone.now())
    stripe.ahead = 5 * 60

    address = payments.start(payment=payment, now=timezone.now())

    assert address == payments.return_path(payment)
    assert fakes.again(payment).state == State.FAILED
    assert tills.stock(pot) == (1, 0)
    assert "Nothing was charged" in Client().get(address).content.decode()
    stripe.ahead = 0
    assert paid(stripe, pot).settles
