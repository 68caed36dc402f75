"""The failure matrix at PayPal, where money comes only when we ask for it, after another look at the pieces."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shop.models import Dispute, LedgerEntry, Payment, ProviderEvent, Refund, SaleLine
from shop.payments.base import ProviderDown
from shop.payments.fakes import paypal_fake
from shop.payments.fakes.paypal_fake import PayPalFake
from shop.payments.fakes.server import Message
from shop.services import ledger, payments, refunds
from shop.tests import fakes, tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
State = Payment.State


@pytest.fixture
def paypal(settings, db):
    fake = PayPalFake()
    settings.PAYMENT_PROVIDERS = ["paypal"]
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = fake.client_id, fake.secret
    settings.PAYPAL_WEBHOOK_ID = fake.webhook_id
    with fakes.running(fake, "paypal") as base:
        settings.PAYPAL_API_BASE = base
        yield fake
    fakes.books_agree(fake, "paypal")


def sync(payment):
    return payments.sync(payment=payment, now=timezone.now())


def paid(fake, *listings):
    payment = tills.order(*listings)
    fake.agree(payment.ref)
    return sync(payment)


def deliver(fake, messages=None):
    return fakes.deliver(fake, "paypal", messages)


def captures_asked(fake):
    return sum(call.endswith("/capture") for call in fake.calls)


def test_a_purchase_books_the_money_the_fee_and_the_makers_part(participant, paypal):
    payment = paid(paypal, piece(participant, price="48.00"))

    assert payment.settles
    sale = SaleLine.objects.get()
    assert (sale.gross_minor, sale.fee_minor) == (4800, 183)
    assert ledger.balance(kind="clearing", currency="EUR", provider="paypal") == -(4800 - 183)


def test_matrix_01_who_agrees_and_closes_the_browser_has_paid(participant, paypal):
    payment = tills.order(piece(participant))
    fakes.click(payment.url, means="good", do="pay")

    assert set(deliver(paypal)) == {200}
    assert set(deliver(paypal)) == {200}

    assert fakes.again(payment).settles
    assert LedgerEntry.objects.filter(kind="capture").count() == 1
    assert captures_asked(paypal) == 1


def test_matrix_02_the_return_page_takes_the_money_and_says_so(participant, paypal):
    payment = tills.order(piece(participant))
    answer = fakes.click(payment.url, means="good", do="pay")

    page = Client().get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000"))

    assert "Thank you, it is paid." in page.content.decode()


def test_matrix_05_when_all_webhooks_are_lost_the_clock_takes_the_money(participant, paypal):
    payment = tills.order(piece(participant))
    paypal.agree(payment.ref)
    paypal.held.clear()

    assert payments.sweep(now=timezone.now() + timedelta(minutes=5))["captured"] == 1


def test_matrix_06_after_a_declined_card_the_buyer_chooses_other_means(participant, paypal):
    pot = piece(participant)
    payment = tills.order(pot)
    paypal.agree(payment.ref, funding="declined")

    assert sync(payment).state == State.PENDING
    assert tills.stock(pot) == (1, 1)
    assert payments.start(payment=payment, now=timezone.now()) == payment.url
    paypal.agree(payment.ref)

    assert sync(payment).settles


def test_matrix_08_what_the_buyer_gave_up_is_not_taken_even_if_they_agree_later(participant, paypal):
    pot = piece(participant)
    payment = tills.order(pot)
    Client().post(payments.return_path(payment), {"cancel": "1"})
    paypal.agree(payment.ref)

    payment = sync(payment)

    assert payment.state == State.EXPIRED
    assert captures_asked(paypal) == 0
    assert tills.stock(pot) == (1, 0)


@pytest.mark.parametrize("fault", ["drop", "lost", "500", "503", "429"])
def test_matrix_10_11_a_fault_around_the_create_call_makes_one_order(participant, paypal, fault):
    payment = tills.order(piece(participant), start=False)
    paypal.fail("POST /v2/checkout/orders", fault)
    with pytest.raises(ProviderDown):
        payments.start(payment=payment, now=timezone.now())

    payments.start(payment=payment, now=timezone.now())

    assert len(paypal.orders) == 1
    assert fakes.again(payment).state == State.PENDING


@pytest.mark.parametrize("fault", ["drop", "lost", "500", "429"])
def test_t33_a_fault_around_the_capture_takes_the_money_once(participant, paypal, fault):
    pot = piece(participant)
    payment = tills.order(pot)
    paypal.agree(payment.ref)
    paypal.fail(f"POST /v2/checkout/orders/{payment.ref}/capture", fault)
    with pytest.raises(ProviderDown):
        sync(payment)
    payment = fakes.again(payment)
    assert payment.state == State.PROCESSING
    payments.cancel(payment=payment, now=timezone.now(), by_buyer=True)

    assert fakes.again(payment).settles
    assert len(paypal.captures) == 1
    assert tills.stock(pot) == (0, 0)


def test_matrix_14_a_late_consent_for_a_piece_that_is_gone_is_not_taken(participant, paypal):
    pot = piece(participant)
    payment = payments.cancel(payment=tills.order(pot), now=timezone.now())
    paid(paypal, pot)
    paypal.agree(payment.ref)

    payment = sync(payment)

    assert payment.state == State.EXPIRED
    assert captures_asked(paypal) == 1
    assert not Refund.objects.exists()
    assert "Nothing was charged" in Client().get(payments.return_path(payment)).content.decode()


def test_matrix_15_a_late_consent_is_taken_while_the_piece_is_still_there(participant, paypal):
    pot = piece(participant)
    payment = payments.cancel(payment=tills.order(pot), now=timezone.now())
    paypal.agree(payment.ref)

    assert sync(payment).settles

    assert tills.stock(pot) == (0, 0)


@pytest.mark.parametrize("is_good", [True, False])
def test_matrix_17_an_echeck_keeps_the_pieces_until_the_bank_answers(participant, paypal, is_good):
    pot = piece(participant)
    payment = tills.order(pot)
    paypal.agree(payment.ref, funding="echeck")
    assert sync(payment).state == State.PROCESSING
    payments.sweep(now=payment.expires_at + timedelta(days=1))
    assert tills.stock(pot) == (1, 1)

    paypal.settle_echeck(payment.ref, is_good=is_good)
    deliver(paypal)

    assert fakes.again(payment).state == ("captured" if is_good else "failed")
    assert tills.stock(pot) == ((0, 0) if is_good else (1, 0))


def refund_of(payment, by, amount):
    part = refunds.Part(SaleLine.objects.get(line__order=payment.order_id), amount)
    return refunds.ask(payment=payment, parts=[part], reason="Broken", by=by, now=timezone.now())


@pytest.mark.parametrize("fault", ["lost", "500", "500_done", "drop", "429"])
def test_matrix_18_whatever_becomes_of_the_answer_one_refund_is_made(participant, paypal, fault):
    payment = paid(paypal, piece(participant, price="20.00"))
    refund = refund_of(payment, participant, 700)
    paypal.fail("POST /v2/payments/captures", fault)
    with pytest.raises(ProviderDown):
        refunds.give_back(refund=refund, now=timezone.now())

    refunds.finish_waiting(now=timezone.now() + timedelta(hours=3))

    refund.refresh_from_db()
    assert refund.state == "done"
    assert [row["amount"]["value"] for row in paypal.refunds.values()] == ["7.00"]


def test_matrix_20_a_refund_made_in_paypals_pages_is_adopted(participant, paypal):
    payment = paid(paypal, piece(participant, price="20.00"))
    paypal.give_back(payment.charge_ref, {"amount": {"currency_code": "EUR", "value": "5.00"}})

    deliver(paypal)

    assert Refund.objects.get().amount_minor == 500
    assert ProviderEvent.objects.order_by("pk").last().payment == payment


def test_matrix_21_a_refund_that_fails_days_later_is_undone(participant, paypal):
    payment = paid(paypal, piece(participant, price="20.00"))
    before = ledger.balance(kind="earnings_pending", currency="EUR", owner=participant)
    refund = refunds.give_back(refund=refund_of(payment, participant, 500), now=timezone.now())

    paypal.fail_refund(refund.ref)
    sync(payment)

    refund.refresh_from_db()
    assert refund.state == "failed"
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == before


@pytest.mark.parametrize("is_won", [True, False])
def test_matrix_22_a_dispute_holds_the_money_until_it_is_decided(participant, paypal, is_won):
    payment = paid(paypal, piece(participant, price="20.00"))
    before = ledger.balance(kind="earnings_pending", currency="EUR", owner=participant)
    dispute = paypal.open_dispute(payment.charge_ref)

    deliver(paypal)

    assert Dispute.objects.get().state == "open"
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == 0
    paypal.close_dispute(dispute["dispute_id"], is_won=is_won)
    deliver(paypal)
    assert Dispute.objects.get().state == ("won" if is_won else "lost")
    # The platform bears a lost one (DISPUTES_BORNE_BY).
    assert ledger.balance(kind="losses", currency="EUR") == (0 if is_won else -2000)
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == before


def test_matrix_04_a_dispute_that_is_told_before_its_payment_ends_the_same(participant, paypal):
    payment = tills.order(piece(participant, price="20.00"))
    paypal.agree(payment.ref)
    paypal._capture(payment.ref)
    paypal.open_dispute(next(iter(paypal.captures)))

    deliver(paypal, [paypal.held[-1]])

    assert fakes.again(payment).settles
    assert Dispute.objects.get().payment == payment


def test_keys_that_may_not_see_disputes_still_take_payments(participant, paypal, monkeypatch):
    def refuse(capture_id):
        raise paypal_fake.Refusal("NOT_AUTHORIZED", status=403)

    monkeypatch.setattr(paypal, "_disputes_of", refuse)

    assert paid(paypal, piece(participant)).settles


def test_matrix_23_what_paypal_does_not_confirm_is_refused(participant, paypal):
    payment = tills.order(piece(participant))
    paypal.agree(payment.ref)
    good = paypal.held[0]
    forged = [
        Message(good.body.replace(b"25.00", b"25.01"), good.headers),
        Message(good.body, {**good.headers, "Paypal-Transmission-Sig": "0" * 64}),
        Message(good.body, {**good.headers, "Paypal-Transmission-Time": "2026-01-01T00:00:00Z"}),
        Message(good.body, {"Content-Type": "application/json"}),
        Message(b"[]", good.headers),
        Message(b"\xff", good.headers),
    ]

    assert {fakes.post("paypal", each) for each in forged} == {400}

    assert not ProviderEvent.objects.exists()
    assert deliver(paypal, [good]) == [200]


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254/cert", "https://paypal.com.evil.example/c", "https://evil.example/.paypal.com", "x"],
)
def test_a_certificate_elsewhere_is_refused_before_anybody_is_asked(participant, paypal, address):
    payment = tills.order(piece(participant))
    paypal.agree(payment.ref)
    good, before = paypal.held.pop(), len(paypal.calls)

    assert fakes.post("paypal", Message(good.body, {**good.headers, "Paypal-Cert-Url": address})) == 400

    assert len(paypal.calls) == before


def test_an_event_that_cannot_be_verified_now_is_asked_for_again(participant, paypal):
    payment = tills.order(piece(participant))
    paypal.agree(payment.ref)
    paypal.fail("POST /v1/notifications", "503")

    assert fakes.post("paypal", paypal.held[0]) == 503
    assert deliver(paypal) == [200]


def test_matrix_24_another_amount_pays_nothing_and_calls_a_person(participant, paypal):
    payment = tills.order(piece(participant, price="25.00"))
    paypal.orders[payment.ref]["purchase_units"][0]["amount"]["value"] = "24.00"
    paypal.agree(payment.ref)

    payment = sync(payment)

    assert payment.problem
    assert not payment.settles
    Payment.objects.update(problem="")
