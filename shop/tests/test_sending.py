"""Payouts by Stripe transfers and PayPal Payouts, at the fakes; matrix rows 28 and 29."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from portal.accounts.services import consents, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast, letters
from shop.models import LedgerEntry, Payout, PayoutAccount, ProviderEvent, SaleLine
from shop.payments import stripe_checkout
from shop.payments.base import ProviderDown
from shop.payments.fakes.paypal_fake import PayPalFake
from shop.payments.fakes.stripe_fake import StripeFake
from shop.selectors import integrity, purses
from shop.services import inbox, ledger, payments, payout_accounts, payouts, refunds, sending
from shop.tests import fakes, tills
from shop.tests.factories import piece
from shop.tests.test_payouts import REFUSED, ask, pay, prepare
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db
RETURN = "http://127.0.0.1:8000/my/payouts/accounts/stripe/"


@pytest.fixture
def stripe(settings, db, monkeypatch):
    fake = StripeFake()
    settings.PAYMENT_PROVIDERS, settings.PAYOUT_PROVIDERS = ["stripe"], ["stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = fake.secret, [fake.signing_secret]
    settings.PAYOUT_NEW_ACCOUNT_HOURS = 0
    monkeypatch.setattr(stripe_checkout, "RETRIES", 0)  # what repeats a call is ours
    with fakes.running(fake, "stripe") as base:
        settings.STRIPE_API_BASE = base
        yield fake
    fakes.books_agree(fake, "stripe")


@pytest.fixture
def paypal(settings, db):
    fake = PayPalFake()
    settings.PAYMENT_PROVIDERS, settings.PAYOUT_PROVIDERS = ["paypal"], ["paypal"]
    settings.PAYPAL_CLIENT_ID, settings.PAYPAL_CLIENT_SECRET = fake.client_id, fake.secret
    settings.PAYPAL_WEBHOOK_ID, settings.PAYOUT_NEW_ACCOUNT_HOURS = fake.webhook_id, 0
    with fakes.running(fake, "paypal") as base:
        settings.PAYPAL_API_BASE = base
        yield fake
    fakes.books_agree(fake, "paypal")


@pytest.fixture
def another(db):
    return cast.person("Second Coordinator", "coordinator")


def sold_at_stripe(fake, maker, price="50.00"):
    payment = tills.order(piece(maker, price=price))
    fake.pay(payment.ref)
    payment = payments.sync(payment=payment, now=timezone.now())
    release(payment)
    return payment


def sold_at_paypal(fake, maker, price="50.00"):
    payment = tills.order(piece(maker, price=price))
    fake.agree(payment.ref)
    payment = payments.sync(payment=payment, now=timezone.now())
    release(payment)
    return payment


def opened(fake, person, *, guardian=None):
    """An account that its owner opened and finished on Stripe's page."""
    page = payout_accounts.open_page(
        person=person, provider="stripe", by=person, guardian=guardian, return_url=RETURN
    )
    fakes.click(page, do="finish")
    account = PayoutAccount.objects.get(person=person, guardian=guardian)
    return payout_accounts.look(account=account)


def send(payout, by, now=None):
    return sending.send(payout=payout, by=by, now=now or timezone.now())


def held(person):
    now = purses.holding(person, "EUR")
    return now.ready_minor, now.on_its_way_minor


def transfers(fake):
    return fake.all("transfer")


# Stripe -----------------------------------------------------------------------------------------------------


def test_a_transfer_goes_to_the_account_that_the_maker_opened(
    participant, moderator, stripe, django_capture_on_commit_callbacks
):
    sold_at_stripe(stripe, participant)
    account = opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        paid = send(payout, moderator)

    (row,) = transfers(stripe)
    assert (row["amount"], row["currency"], row["destination"]) == (3000, "eur", account.ref)
    assert (paid.state, paid.ref, paid.paid_by, paid.evidence.name) == ("paid", row["id"], moderator, "")
    assert held(participant)[1] == 0
    assert LedgerEntry.objects.filter(kind="payout_paid").count() == 1
    assert "was paid out to you" in letters.sent()[0].body


def test_nobody_asks_for_a_transfer_before_their_account_is_finished(participant, stripe):
    sold_at_stripe(stripe, participant)
    with pytest.raises(payouts.NoAccount):
        ask(participant, 3000, method="stripe")
    payout_accounts.open_page(person=participant, provider="stripe", by=participant, return_url=RETURN)

    with pytest.raises(payouts.NoAccount):
        ask(participant, 3000, method="stripe")

    assert held(participant)[1] == 0


def test_matrix_28_a_transfer_to_an_account_that_is_not_onboarded_leaves_the_money_reserved(
    participant, moderator, stripe
):
    sold_at_stripe(stripe, participant)
    account = opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    stripe.connect.let(account.ref, transfers="inactive")

    refused = send(payout, moderator)

    assert (refused.state, refused.paid_by, refused.ref) == ("prepared", None, None)
    assert "capabilities" in refused.problem
    assert held(participant)[1] == 3000
    assert not transfers(stripe)
    assert not LedgerEntry.objects.filter(kind__in=["payout_paid", "payout_failed"]).exists()


def test_matrix_28_when_the_account_is_onboarded_it_is_sent_under_a_new_key(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    account = opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    stripe.connect.let(account.ref, transfers="inactive")
    send(payout, moderator)
    stripe.connect.let(account.ref, transfers="active")

    paid = send(payout, moderator)

    assert paid.state == "paid"
    keys = [key for key in stripe.kept if key.startswith("po-")]
    assert keys == [f"po-{paid.public_id}-0", f"po-{paid.public_id}-1"]
    assert len(transfers(stripe)) == 1
    assert held(participant)[1] == 0


def test_matrix_28_a_refused_transfer_can_be_called_off(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    account = opened(stripe, participant)
    before = held(participant)[0]
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    stripe.connect.let(account.ref, transfers="inactive")
    send(payout, moderator)

    payouts.cancel(payout=payout, by=participant, now=timezone.now())

    assert held(participant) == (before, 0)


def test_matrix_29_a_refund_after_the_transfer_is_owed_and_savings_stay_above_nothing(
    participant, moderator, stripe
):
    payment = sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    in_hand = held(participant)[0]
    send(prepare(ask(participant, in_hand, method="stripe"), moderator), moderator)
    stripe.topped_up = 10_000
    sale = SaleLine.objects.get()

    asked = refunds.ask(
        payment=payment, parts=[refunds.Part(sale, 5000)], reason="Broken", by=participant, now=timezone.now()
    )
    refunds.give_back(refund=asked, now=timezone.now())

    assert held(participant) == (-5000, 0)
    assert all(pot.held_minor >= 0 for pot in purses.pots(participant))
    with pytest.raises(ledger.NotEnough):
        ask(participant, 1000, method="cash")


@pytest.mark.parametrize("fault", ["lost", "drop", "500", "500_done"])
def test_whatever_becomes_of_the_answer_one_transfer_is_made(participant, moderator, stripe, fault):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    stripe.fail("POST /v1/transfers", fault)
    now = timezone.now()

    sent = send(payout, moderator, now)
    assert (sent.state, held(participant)[1]) == ("sent", 3000)
    assert sending.sweep(now=now) == 0  # not yet
    assert sending.sweep(now=now + timedelta(minutes=2)) == 1

    assert Payout.objects.get().state == "paid"
    assert len(transfers(stripe)) == 1
    assert LedgerEntry.objects.filter(kind="payout_paid").count() == 1


def test_a_stored_500_is_left_behind_with_a_new_key(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    stripe.fail("POST /v1/transfers", "500_stored")
    now = timezone.now()
    send(payout, moderator, now)

    for hours in range(1, 5):
        sending.sweep(now=now + timedelta(hours=3 * hours))

    assert Payout.objects.get().state == "paid"
    assert Payout.objects.get().key_number == 1
    assert len(transfers(stripe)) == 1


def test_what_is_sent_cannot_be_called_off_sent_again_or_paid_by_hand(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    with pytest.raises(payouts.NotByHand):
        pay(payout, moderator)
    stripe.fail("POST /v1/transfers", "drop")
    payout = send(payout, moderator)

    with pytest.raises(payouts.NotInThisState):
        payouts.cancel(payout=payout, by=participant, now=timezone.now())
    with pytest.raises(payouts.NotInThisState):
        send(payout, moderator)
    with pytest.raises(payouts.AlreadyAsked):
        ask(participant, 1000, method="cash")

    sending.sweep(now=timezone.now() + timedelta(minutes=2))


def test_who_sends_is_a_coordinator_never_to_themselves_and_two_look_at_much(
    participant, mentor, moderator, another, stripe, settings
):
    settings.PAYOUT_TWO_ABOVE_MINOR = 0
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    for other in (participant, mentor):
        with pytest.raises(NotAllowed):
            send(payout, other)
    with pytest.raises(payouts.AnotherNeeded):
        send(payout, moderator)
    assert not transfers(stripe)

    payouts.approve(payout=payout, by=another, now=timezone.now())

    assert send(payout, moderator).state == "paid"


def test_a_new_account_waits_before_the_first_transfer(participant, moderator, stripe, settings):
    settings.PAYOUT_NEW_ACCOUNT_HOURS = 72
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)

    with pytest.raises(payouts.NotYet):
        send(payout, moderator)

    assert send(payout, moderator, timezone.now() + timedelta(hours=73)).state == "paid"


def test_a_transfer_taken_back_at_stripe_is_in_hand_again(
    participant, moderator, stripe, django_capture_on_commit_callbacks
):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    before = held(participant)
    payout = send(prepare(ask(participant, 3000, method="stripe"), moderator), moderator)
    mail.outbox.clear()

    stripe.connect.take_back(payout.ref)
    with django_capture_on_commit_callbacks(execute=True):
        fakes.deliver(stripe, "stripe")
        fakes.deliver(stripe, "stripe", [stripe.sign(stripe.events[-1])])

    payout.refresh_from_db()
    assert (payout.state, held(participant)) == ("failed", before)
    assert LedgerEntry.objects.filter(kind="payout_failed").count() == 1
    assert "could not be paid to you" in letters.sent()[0].body
    assert ask(participant, 3000, method="stripe").state == "requested"


def test_stripes_word_about_an_account_is_kept(participant, stripe):
    account = opened(stripe, participant)
    assert account.is_ready

    stripe.connect.let(account.ref, transfers="inactive")
    fakes.deliver(stripe, "stripe")

    account.refresh_from_db()
    assert not account.is_ready
    assert set(ProviderEvent.objects.values_list("error", flat=True)) == {""}


def test_two_clicks_open_one_account(participant, stripe):
    stripe.fail("POST /v1/accounts", "lost")
    with pytest.raises(ProviderDown):
        opened(stripe, participant)
    opened(stripe, participant)
    opened(stripe, participant)

    assert len(stripe.all("account")) == 1
    assert PayoutAccount.objects.count() == 1


def test_only_whose_money_it_is_opens_an_account_and_only_where_it_is_offered(
    participant, moderator, stripe, settings
):
    own = {"person": participant, "provider": "stripe", "return_url": RETURN}
    with pytest.raises(NotAllowed):
        payout_accounts.open_page(by=moderator, **own)
    settings.PAYOUT_PROVIDERS = []
    with pytest.raises(payouts.NotOffered):
        payout_accounts.open_page(by=participant, **own)
    assert not stripe.all("account")


def test_a_minors_transfer_goes_to_their_guardians_account(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    people.set_age_band(user=participant, age_band="under_16", by=moderator)
    participant.refresh_from_db()
    guardian = consents.record_guardian(
        user=participant, name="Ngozi Okoye", contact="1", relation="parent", by=moderator
    )
    with pytest.raises(payouts.GuardianNeeded):
        opened(stripe, participant)
    with pytest.raises(payouts.NoAccount):  # the one of their own counts no more
        ask(participant, 3000, method="stripe", guardian=guardian)

    theirs = opened(stripe, participant, guardian=guardian)
    payout = prepare(ask(participant, 3000, method="stripe", guardian=guardian), moderator)

    assert (payout.recipient, payout.destination) == ("Ngozi Okoye", theirs.ref)
    assert send(payout, moderator).state == "paid"

    second = prepare(ask(participant, 1500, method="stripe", guardian=guardian), moderator)
    consents.remove_guardian(guardian=guardian, by=moderator, now=timezone.now())
    with pytest.raises(payouts.GuardianNeeded):  # who answers for them no more receives nothing
        send(second, moderator)
    assert len(transfers(stripe)) == 1


def test_nothing_is_sent_to_who_became_a_minor_meanwhile(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    people.set_age_band(user=participant, age_band="under_16", by=moderator)

    with pytest.raises(payouts.ReceiverChanged):
        send(payout, moderator)

    assert not transfers(stripe)
    payout.refresh_from_db()
    assert payout.state == "prepared"


# PayPal -----------------------------------------------------------------------------------------------------


def to_paypal(person, by, amount=3000, **values):
    return prepare(ask(person, amount, method="paypal", destination="amina@example.org", **values), by)


def test_a_payout_goes_to_the_address_and_its_fee_is_the_platforms(participant, moderator, paypal):
    sold_at_paypal(paypal, participant)
    before = held(participant)[0]

    sent = send(to_paypal(participant, moderator), moderator)
    assert (sent.state, held(participant)[1]) == ("sent", 3000)
    fakes.deliver(paypal, "paypal")

    (batch,) = paypal.batches.values()
    item = batch["items"][0]["payout_item"]
    assert (item["receiver"], item["amount"]) == ("amina@example.org", {"currency": "EUR", "value": "30.00"})
    assert Payout.objects.get().state == "paid"
    assert held(participant) == (before - 3000, 0)
    assert (
        LedgerEntry.objects.get(kind="payout_fee").postings.get(account__kind="provider_fees").amount_minor == -25
    )


@pytest.mark.parametrize("address", ["amina", "amina@", "a b@example.org"])
def test_an_address_that_is_none_is_refused(participant, paypal, address):
    sold_at_paypal(paypal, participant)

    with pytest.raises(payouts.BadAddress):
        ask(participant, 3000, method="paypal", destination=address)


@pytest.mark.parametrize("fault", ["lost", "drop", "500", "500_done"])
def test_whatever_becomes_of_paypals_answer_one_batch_is_made(participant, moderator, paypal, fault):
    sold_at_paypal(paypal, participant)
    payout = to_paypal(participant, moderator)
    paypal.fail("POST /v1/payments/payouts", fault)
    now = timezone.now()
    assert send(payout, moderator, now).state == "sent"
    paypal.kept.clear()  # PayPal forgets requests sooner than names of batches

    for minutes in (2, 10):
        sending.sweep(now=now + timedelta(minutes=minutes))

    assert Payout.objects.get().state == "paid"
    assert len(paypal.batches) == 1


def test_money_that_nobody_claims_comes_back_after_weeks(participant, moderator, paypal):
    sold_at_paypal(paypal, participant)
    before = held(participant)
    paypal.payouts.next_status = "UNCLAIMED"
    payout = to_paypal(participant, moderator)
    now = timezone.now()
    send(payout, moderator, now)
    sending.sweep(now=now + timedelta(days=25))
    assert sending.sync(payout=payout, now=now + timedelta(days=25)).state == "sent"
    (key,) = paypal.batches

    paypal.payouts.become(key, "RETURNED", "Nobody has this address.")
    fakes.deliver(paypal, "paypal")

    payout.refresh_from_db()
    assert (payout.state, payout.problem, held(participant)) == ("failed", "Nobody has this address.", before)


def test_what_was_paid_and_is_reversed_comes_back_and_its_fee_does_not(participant, moderator, paypal):
    sold_at_paypal(paypal, participant)
    before = held(participant)
    payout = sending.sync(payout=send(to_paypal(participant, moderator), moderator), now=timezone.now())
    assert payout.state == "paid"
    paypal.held.clear()

    paypal.payouts.become(payout.ref, "REVERSED")
    fakes.deliver(paypal, "paypal")

    payout.refresh_from_db()
    assert (payout.state, held(participant)) == ("failed", before)


@pytest.mark.parametrize("poor", [True, False])
def test_paypals_refusal_leaves_the_money_reserved_and_the_next_try_has_a_new_name(
    participant, moderator, paypal, poor
):
    sold_at_paypal(paypal, participant)
    payout = to_paypal(participant, moderator)
    paypal.topped_up, paypal.payouts.is_allowed = (-10_000, True) if poor else (0, False)

    refused = send(payout, moderator)
    assert (refused.state, held(participant)[1]) == ("prepared", 3000)
    assert refused.problem == ("INSUFFICIENT_FUNDS" if poor else "NOT_AUTHORIZED")
    paypal.topped_up, paypal.payouts.is_allowed = 0, True
    send(payout, moderator)
    fakes.deliver(paypal, "paypal")

    assert Payout.objects.get().state == "paid"
    assert len(paypal.batches) == 1


def test_after_weeks_without_any_answer_a_person_looks_first(participant, moderator, paypal, caplog):
    sold_at_paypal(paypal, participant)
    payout = to_paypal(participant, moderator)
    paypal.fail("POST /v1/payments/payouts", "drop")
    now = timezone.now()
    send(payout, moderator, now)

    sending.sweep(now=now + timedelta(days=21))

    assert not paypal.batches
    assert Payout.objects.get().state == "sent"
    assert "Nobody knows whether" in caplog.text


def test_an_event_about_nobodys_payout_is_kept_and_does_nothing(participant, moderator, paypal):
    sold_at_paypal(paypal, participant)
    paypal.held.clear()
    item = {"payout_item": {"sender_item_id": "unknown"}, "transaction_status": "SUCCESS"}
    paypal.tell("PAYMENT.PAYOUTS-ITEM.SUCCEEDED", item)

    assert fakes.deliver(paypal, "paypal") == [200]

    assert ProviderEvent.objects.get().error == "Not about a payment of ours."


# What the database refuses ----------------------------------------------------------------------------------


def test_the_database_refuses_to_send_by_hand_alone_or_unfollowed(participant, moderator, settings):
    release(tills.paid(piece(participant, price="50.00")))
    settings.PAYOUT_TWO_ABOVE_MINOR = 0
    prepare(ask(participant, 3000), moderator)
    now = timezone.now()
    sent = {"state": "sent", "paid_by": moderator, "sent_at": now, "next_try_at": now}

    for values in (sent, {**sent, "provider": "stripe"}):
        with pytest.raises(REFUSED), transaction.atomic():
            Payout.objects.update(**values)


def test_the_books_tell_of_a_payout_that_failed_unbooked(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = send(prepare(ask(participant, 3000, method="stripe"), moderator), moderator)

    with transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(state="failed")
        assert any(payout.public_id in problem for problem in integrity.problems())
        transaction.set_rollback(True)


# Pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(login):
    def browser_of(person):
        browser = login(person)
        browser.post("/account/reauthenticate/?next=/my/", {"password": cast.PASSWORD})
        return browser

    return browser_of


def test_a_maker_opens_an_account_on_stripes_page_and_sees_that_it_is_ready(participant, stripe, fresh):
    browser = fresh(participant)
    assert "/my/payouts/accounts/stripe/" in browser.get("/my/payouts/").content.decode()

    answer = browser.post("/my/payouts/accounts/stripe/")
    assert answer["Location"].startswith(f"{stripe.base}/connect/acct_")
    assert "It is not finished." in browser.get("/my/payouts/accounts/stripe/").content.decode()
    back = fakes.click(answer["Location"], do="finish")

    assert back.headers["Location"].endswith("/my/payouts/accounts/stripe/")
    assert "Money can go there" in browser.get("/my/payouts/accounts/stripe/").content.decode()


def test_the_page_of_an_account_tells_when_stripe_is_silent(participant, stripe, fresh):
    opened(stripe, participant)
    stripe.fail("GET /v1/accounts", "503")

    page = fresh(participant).get("/my/payouts/accounts/stripe/")

    assert page.status_code == 200
    assert "does not answer" in page.content.decode()


def test_who_types_no_password_or_asks_for_what_is_not_offered_gets_no_page(participant, stripe, fresh, login):
    assert "reauthenticate" in login(participant).get("/my/payouts/accounts/stripe/")["Location"]
    assert fresh(participant).get("/my/payouts/accounts/paypal/").status_code == 404


def test_a_refusal_to_ask_stands_beside_its_field(participant, stripe, fresh):
    sold_at_stripe(stripe, participant)
    typed = {"amount": "20", "method": "stripe", "submission": str(uuid.uuid4())}

    answer = fresh(participant).post("/my/payouts/new/", typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"method"}
    assert not Payout.objects.exists()


def test_a_coordinator_sends_it_and_reads_why_it_was_refused(participant, moderator, stripe, login):
    sold_at_stripe(stripe, participant)
    account = opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    stripe.connect.let(account.ref, transfers="inactive")
    browser, page = login(moderator), f"/payouts/{payout.public_id}/"
    assert "Send it by Stripe" in browser.get(page).content.decode()

    refused = browser.post(page, {"do": "send"}, follow=True).content.decode()
    assert "Stripe refused it." in refused
    assert "capabilities" in refused
    assert "to be sent again" in browser.get("/payouts/").content.decode()
    stripe.connect.let(account.ref, transfers="active")
    stripe.fail("POST /v1/transfers", "lost")
    waiting = browser.post(page, {"do": "send"}, follow=True).content.decode()
    assert "Ask now" in waiting
    assert not re.search(r'value="(cancel|send|pay)"', waiting)
    sending.sweep(now=timezone.now() + timedelta(minutes=2))

    assert ">Paid<" in browser.get(page).content.decode()


def test_the_maker_cannot_press_what_coordinators_press(participant, moderator, stripe, login):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)
    browser, page = login(participant), f"/payouts/{payout.public_id}/"

    assert "Send it by Stripe" not in browser.get(page).content.decode()
    browser.post(page, {"do": "send"})
    assert browser.post(page, {"do": "sync"}).status_code == 404

    assert not transfers(stripe)
    assert inbox.work(now=timezone.now())["dead"] == 0
