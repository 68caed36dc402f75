"""Refunds, disputes and payouts made in providers' own pages whose webhook was lost are found at night."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.models import CaughtUp, Dispute, LedgerEntry, Payment, Payout, ProviderEvent, Refund
from shop.payments.fakes.paypal_fake import PayPalFake
from shop.payments.fakes.stripe_fake import StripeFake
from shop.services import catching_up, payments, sending, watching
from shop.tests import fakes, tills
from shop.tests.factories import piece
from shop.tests.test_payouts import ask, prepare
from shop.tests.test_sending import opened
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe(settings, db):
    fake = StripeFake()
    settings.PAYMENT_PROVIDERS, settings.PAYOUT_PROVIDERS = ["stripe"], ["stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = fake.secret, [fake.signing_secret]
    settings.PAYOUT_NEW_ACCOUNT_HOURS = 0
    with fakes.running(fake, "stripe") as base:
        settings.STRIPE_API_BASE = base
        yield fake
    fakes.books_agree(fake, "stripe")


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


def sold_at_stripe(fake, maker):
    payment = tills.order(piece(maker, price="50.00"))
    fake.pay(payment.ref)
    return payments.sync(payment=payment, now=timezone.now())


def sold_at_paypal(fake, maker):
    payment = tills.order(piece(maker, price="50.00"))
    fake.agree(payment.ref)
    return payments.sync(payment=payment, now=timezone.now())


def catch_up(now=None):
    return catching_up.catch_up(now=now or timezone.now())


# Stripe -----------------------------------------------------------------------------------------------------


def test_a_refund_and_a_dispute_that_nobody_told_us_of_are_found(participant, stripe):
    first, second = sold_at_stripe(stripe, participant), sold_at_stripe(stripe, participant)
    stripe.give_back(stripe.charge_of(first.charge_ref), 1000, {})
    stripe.open_dispute(second.charge_ref)
    stripe.held.clear()  # no webhook came

    assert catch_up() == []

    assert Refund.objects.get().payment == first
    assert Dispute.objects.get().payment == second
    assert LedgerEntry.objects.filter(kind="sale_refund").count() == 1


def test_what_was_found_is_found_once_and_what_came_is_not_found_again(participant, stripe, caplog):
    payment = sold_at_stripe(stripe, participant)
    stripe.give_back(stripe.charge_of(payment.charge_ref), 1000, {})
    came = stripe.held[:1]
    fakes.deliver(stripe, "stripe", came)
    stripe.held.clear()

    for _night in range(3):
        catch_up()
    late = [stripe.sign(event) for event in stripe.events]
    assert set(fakes.deliver(stripe, "stripe", late)) == {200}

    ids = list(ProviderEvent.objects.values_list("event_id", flat=True))
    assert sorted(ids) == sorted(event["id"] for event in stripe.events)
    assert Refund.objects.count() == 1
    assert caplog.text.count("never reached our webhook") == 1


def test_all_pages_of_the_list_are_read(participant, stripe):
    payment = sold_at_stripe(stripe, participant)
    stripe.give_back(stripe.charge_of(payment.charge_ref), 1000, {})
    for _other in range(250):
        stripe.tell("charge.succeeded", stripe.charge_of(payment.charge_ref))
    stripe.held.clear()

    catch_up()

    assert ProviderEvent.objects.count() == len(stripe.events) > 250
    assert Refund.objects.count() == 1


def test_each_night_begins_where_the_last_one_ended_and_a_silent_one_is_made_up_for(participant, stripe):
    now = timezone.now()
    catch_up(now)
    payment = sold_at_stripe(stripe, participant)
    stripe.give_back(stripe.charge_of(payment.charge_ref), 1000, {})
    stripe.held.clear()
    stripe.fail("GET /v1/events", "503", times=9)

    (problem,) = catch_up(now + timedelta(days=1))
    assert "stripe does not answer" in problem
    assert CaughtUp.objects.get().until == now
    assert not Refund.objects.exists()
    stripe.faults.clear()
    assert catch_up(now + timedelta(days=2)) == []

    assert Refund.objects.count() == 1
    assert CaughtUp.objects.get().until == now + timedelta(days=2)


def test_a_transfer_taken_back_unheard_of_is_in_hand_again(participant, moderator, stripe):
    release(sold_at_stripe(stripe, participant))
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    payout = sending.send(payout=payout, by=moderator, now=timezone.now())
    stripe.connect.take_back(payout.ref)
    stripe.held.clear()

    catch_up()

    assert Payout.objects.get().state == "failed"


def test_the_night_looks_after_it_has_caught_up(participant, stripe):
    payment = sold_at_stripe(stripe, participant)
    stripe.give_back(stripe.charge_of(payment.charge_ref), 1000, {})
    stripe.held.clear()

    check = watching.look_over(day=timezone.localdate(), now=timezone.now())

    assert (check.problem_count, check.report) == (0, "")


def test_a_night_without_stripe_is_told_to_operators(participant, stripe):
    stripe.fail("GET /v1/events", "503", times=9)

    check = watching.look_over(day=timezone.localdate(), now=timezone.now())

    assert "stripe does not answer" in check.report


def test_events_that_our_webhook_does_not_ask_for_are_left_where_they_are(participant, stripe):
    sold_at_stripe(stripe, participant)
    stripe.held.clear()
    stripe.tell("balance.available", stripe.all("charge")[0])

    catch_up()

    assert not ProviderEvent.objects.filter(kind="balance.available").exists()


# PayPal -----------------------------------------------------------------------------------------------------


def test_a_refund_and_a_dispute_at_paypal_are_found_by_reading_anew(participant, paypal):
    first, second = sold_at_paypal(paypal, participant), sold_at_paypal(paypal, participant)
    paypal.give_back(first.charge_ref, {"amount": {"currency_code": "EUR", "value": "10.00"}})
    paypal.open_dispute(second.charge_ref)
    paypal.held.clear()

    for _night in range(2):
        assert catch_up() == []

    assert Refund.objects.get().payment == first
    assert Dispute.objects.get().payment == second


def test_what_is_old_is_read_within_a_week_and_what_cannot_change_any_more_never(participant, paypal):
    payment = sold_at_paypal(paypal, participant)
    paypal.held.clear()
    captured = Payment.objects.get().captured_at

    def nights(first, count=7):
        before = len(paypal.calls)
        read = 0
        for night in range(count):
            catch_up(captured + timedelta(days=first + night))
            read += len(paypal.calls) > before
            before = len(paypal.calls)
        return read

    assert nights(1) == 7
    assert nights(60) == 1
    assert nights(200) == 0
    assert payment.settles


def test_a_payout_reversed_at_paypal_unheard_of_is_in_hand_again(participant, moderator, paypal, settings):
    settings.PAYOUT_PROVIDERS, settings.PAYOUT_NEW_ACCOUNT_HOURS = ["paypal"], 0
    release(sold_at_paypal(paypal, participant))
    payout = prepare(ask(participant, 3000, method="paypal", destination="amina@example.org"), moderator)
    payout = sending.send(payout=payout, by=moderator, now=timezone.now())
    payout = sending.sync(payout=payout, now=timezone.now())
    paypal.payouts.become(payout.ref, "REVERSED")
    paypal.held.clear()

    catch_up()

    assert Payout.objects.get().state == "failed"


def test_a_silent_paypal_is_a_problem_and_asked_once(participant, paypal):
    sold_at_paypal(paypal, participant)
    sold_at_paypal(paypal, participant)
    paypal.held.clear()
    before = len(paypal.calls)
    paypal.fail("GET /v2", "503", times=9)

    (problem,) = catch_up()

    assert "paypal does not answer" in problem
    assert len(paypal.calls) == before + 1


def test_without_keys_nobody_is_asked(db):
    assert catch_up() == []
    assert not CaughtUp.objects.exists()
