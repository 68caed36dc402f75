"""Paying out: asked for, looked at by two where it is much, proven, or called off; matrix rows 27 and 29."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from django.utils import timezone

from portal.accounts.services import consents, people
from portal.core import stores
from portal.core.exceptions import NotAllowed
from portal.core.uploads import BadUpload
from portal.testing import cast, letters
from portal.testing.uploads import picture, text
from shop.models import LedgerEntry, Payout, SaleLine
from shop.selectors import integrity, purses
from shop.services import ledger, payouts, saving_plans
from shop.services.saving_plans import Plan
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import refund, release

pytestmark = pytest.mark.django_db
#: What a database says when it refuses; a trigger's words come as one or the other.
REFUSED = (IntegrityError, InternalError, ProgrammingError)


@pytest.fixture
def fifty(participant):
    """50.00 in hand."""
    paid = tills.paid(piece(participant, price="50.00"))
    release(paid)
    return paid


@pytest.fixture
def another(db):
    return cast.person("Second Coordinator", "coordinator")


def ask(person, amount=5000, *, by=None, now=None, **values):
    asked = {"method": "cash", "submission": uuid.uuid4(), "currency": "EUR"} | values
    return payouts.request(person=person, amount_minor=amount, by=by or person, now=now or timezone.now(), **asked)


def pay(payout, by, *, evidence=None, now=None, **values):
    proof = evidence or picture("receipt.jpg")
    return payouts.pay(payout=payout, by=by, now=now or timezone.now(), evidence=proof, **values)


def prepare(payout, by):
    return payouts.prepare(payout=payout, by=by, now=timezone.now())


def held(person):
    now = purses.holding(person, "EUR")
    return now.ready_minor, now.on_its_way_minor


def test_asking_reserves_and_paying_lets_it_leave(participant, moderator, fifty):
    payout = ask(participant, 3000)
    assert held(participant) == (2000, 3000)

    paid = pay(prepare(payout, moderator), moderator, ref="R-17")

    assert held(participant) == (2000, 0)
    assert (paid.state, paid.ref, paid.paid_by) == ("paid", "R-17", moderator)
    assert ledger.balance(kind="bank", currency="EUR") == 3000
    keys = set(LedgerEntry.objects.filter(kind__startswith="payout").values_list("key", flat=True))
    assert keys == {f"payout-reserve:{paid.public_id}", f"payout-paid:{paid.public_id}"}
    assert stores.private().exists(paid.evidence.name)
    assert not list(integrity.problems())


def test_calling_it_off_gives_it_back(participant, fifty):
    payouts.cancel(payout=ask(participant, 3000), by=participant, now=timezone.now())

    assert held(participant) == (5000, 0)
    assert not list(integrity.problems())
    assert ask(participant, 5000).state == "requested"  # and it may be asked for anew


def test_the_form_sent_twice_asks_once(participant, fifty):
    submission = uuid.uuid4()

    first, second = (ask(participant, 2000, submission=submission) for _time in range(2))

    assert first == second
    assert held(participant) == (3000, 2000)


@pytest.mark.parametrize(
    ("amount", "refusal"), [(5001, ledger.NotEnough), (999, payouts.TooLittle), (-5000, payouts.TooLittle)]
)
def test_more_than_there_is_or_less_than_the_least_is_refused(participant, fifty, amount, refusal):
    with pytest.raises(refusal):
        ask(participant, amount)

    assert held(participant) == (5000, 0)


def test_what_rests_or_is_saved_is_not_paid_out(participant):
    tills.paid(piece(participant, price="50.00"))

    with pytest.raises(ledger.NotEnough):
        ask(participant, 1000)


def test_one_payout_at_a_time(participant, fifty):
    ask(participant, 2000)

    with pytest.raises(payouts.AlreadyAsked):
        ask(participant, 2000)


def test_a_number_is_needed_where_it_is_not_cash(participant, fifty):
    with pytest.raises(payouts.NoDestination):
        ask(participant, method="mobile", destination="  ")


def test_only_the_owner_or_a_coordinator_asks(participant, stranger, mentor, moderator, fifty):
    for other in (stranger, mentor):
        with pytest.raises(NotAllowed):
            ask(participant, by=other)

    assert ask(participant, by=moderator).state == "prepared"


def test_who_pays_out_is_a_coordinator_and_never_pays_themselves(participant, mentor, moderator, another, fifty):
    payout = ask(participant)
    for other in (participant, mentor):
        with pytest.raises(NotAllowed):
            prepare(payout, other)
    people.give_role(user=participant, role="coordinator", by=cast.operator())
    with pytest.raises(NotAllowed):
        prepare(payout, type(participant).objects.get(pk=participant.pk))

    prepare(payout, moderator)

    with pytest.raises(NotAllowed):
        pay(payout, type(participant).objects.get(pk=participant.pk))


def test_without_a_proof_nothing_is_paid(participant, moderator, fifty):
    payout = prepare(ask(participant), moderator)

    with pytest.raises(payouts.NoProof):
        payouts.pay(payout=payout, by=moderator, now=timezone.now())
    for file in (text("proof.txt"), SimpleUploadedFile("proof.pdf", b"<html>"), SimpleUploadedFile("a.jpg", b"x")):
        with pytest.raises(BadUpload):
            pay(payout, moderator, evidence=file)

    assert held(participant) == (0, 5000)


def test_a_proof_may_be_a_pdf(participant, moderator, fifty):
    proof = SimpleUploadedFile("transfer.pdf", b"%PDF-1.7 paid")

    assert pay(prepare(ask(participant), moderator), moderator, evidence=proof).evidence_type == "application/pdf"


def test_a_receipt_proves_one_payout(participant, stranger, moderator, fifty):
    release(tills.paid(piece(stranger, price="50.00")))
    pay(prepare(ask(participant), moderator), moderator, ref="R-1")
    second = prepare(ask(stranger), moderator)

    with pytest.raises(payouts.KnownReceipt):
        pay(second, moderator, ref="R-1")

    assert held(stranger) == (0, 5000)


def test_a_large_amount_needs_a_second_coordinator(participant, moderator, another, fifty, settings):
    settings.PAYOUT_TWO_ABOVE_MINOR = 4999
    payout = prepare(ask(participant), moderator)
    with pytest.raises(payouts.AnotherNeeded):
        pay(payout, moderator)
    with pytest.raises(NotAllowed):
        payouts.approve(payout=payout, by=moderator, now=timezone.now())

    payouts.approve(payout=payout, by=another, now=timezone.now())

    assert pay(payout, moderator).state == "paid"


def earned(person, amount, currency="EUR"):
    """`amount` in hand, from nowhere."""
    hand = ledger.Purse("earnings", currency, owner=person)
    legs = [ledger.Leg(hand, amount), ledger.Leg(ledger.Purse("bank", currency), -amount)]
    ledger.post(key=f"opening:{uuid.uuid4()}", kind="opening", legs=legs, now=timezone.now())


def test_slices_of_a_large_amount_need_a_second_coordinator(participant, moderator, another, fifty, settings):
    settings.PAYOUT_TWO_ABOVE_MINOR = 4500
    pay(prepare(ask(participant, 2000), moderator), moderator)
    payouts.cancel(payout=ask(participant, 1500), by=participant, now=timezone.now())  # counts no more
    second = prepare(ask(participant, 1500), moderator)
    assert not second.needs_two
    pay(second, moderator)

    third = prepare(ask(participant, 1001), moderator)

    with pytest.raises(payouts.AnotherNeeded):
        pay(third, moderator)
    payouts.approve(payout=third, by=another, now=timezone.now())
    assert pay(third, moderator).state == "paid"


def test_other_people_currencies_and_months_are_counted_by_themselves(
    participant, stranger, moderator, fifty, settings
):
    settings.PAYOUT_TWO_ABOVE_MINOR = 3000
    now = timezone.now()
    earned(participant, 3000, "USD")
    earned(stranger, 3000)
    pay(prepare(ask(participant, 2000, now=now), moderator), moderator, now=now)

    others = [ask(stranger, 2000, now=now), ask(participant, 2000, currency="USD", now=now)]
    later = ask(participant, 2000, now=now + timedelta(days=31))

    assert not any(payout.needs_two for payout in (*others, later))


def test_what_was_asked_for_long_ago_and_paid_lately_counts(participant, moderator, fifty, settings):
    settings.PAYOUT_TWO_ABOVE_MINOR = 3000
    now = timezone.now()
    old = prepare(ask(participant, 2000, now=now - timedelta(days=40)), moderator)
    pay(old, moderator, now=now - timedelta(days=1))

    assert ask(participant, 2000, now=now).needs_two


def test_who_asked_for_somebody_does_not_agree_to_it(participant, moderator, another, fifty, settings):
    settings.PAYOUT_TWO_ABOVE_MINOR = 0
    payout = ask(participant, by=moderator)

    with pytest.raises(NotAllowed):
        payouts.approve(payout=payout, by=moderator, now=timezone.now())
    payouts.approve(payout=payout, by=another, now=timezone.now())

    assert pay(payout, another).paid_by == another


def test_a_new_account_waits_and_a_known_one_does_not(participant, moderator, fifty):
    now = timezone.now()
    payout = prepare(ask(participant, 2000, method="mobile", destination="0700 1", now=now), moderator)
    with pytest.raises(payouts.NotYet):
        pay(payout, moderator, now=now + timedelta(hours=71))

    pay(payout, moderator, now=now + timedelta(hours=72))
    again = prepare(ask(participant, 2000, method="mobile", destination="0700 1"), moderator)

    assert pay(again, moderator).state == "paid"


def test_the_owner_hears_of_it_each_time(participant, moderator, fifty, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        payout = ask(participant, method="bank", destination="DE00")
    letters.sent()
    with django_capture_on_commit_callbacks(execute=True):
        payouts.cancel(payout=payout, by=moderator, now=timezone.now(), reason="No such account.")

    asked, cancelled = (message.body for message in letters.sent())
    assert "If that was not you" in asked
    assert "leaves no earlier than" in asked
    assert "No such account." in cancelled


def test_a_coordinator_says_why_they_call_it_off(participant, moderator, fifty):
    with pytest.raises(payouts.NoReason):
        payouts.cancel(payout=ask(participant), by=moderator, now=timezone.now())


# Minors -----------------------------------------------------------------------------------------------------


@pytest.fixture
def minor(participant, moderator, fifty):
    people.set_age_band(user=participant, age_band="under_16", by=moderator)
    participant.refresh_from_db()
    return participant


def guardian_of(person, by):
    return consents.record_guardian(user=person, name="Ngozi Okoye", contact="1", relation="parent", by=by)


def test_what_is_due_to_a_minor_goes_to_their_guardian(minor, stranger, moderator):
    with pytest.raises(payouts.GuardianNeeded):
        ask(minor)
    with pytest.raises(payouts.GuardianNeeded):
        ask(minor, guardian=guardian_of(stranger, moderator))

    payout = ask(minor, guardian=guardian_of(minor, moderator))

    assert (payout.for_minor, payout.recipient) == (True, "Ngozi Okoye")


def test_a_guardian_who_was_removed_receives_nothing(minor, moderator):
    guardian = guardian_of(minor, moderator)
    consents.remove_guardian(guardian=guardian, by=moderator, now=timezone.now())
    guardian.refresh_from_db()

    with pytest.raises(payouts.GuardianNeeded):
        ask(minor, guardian=guardian)


def test_who_became_a_minor_meanwhile_is_paid_by_their_guardian_alone(participant, moderator, fifty):
    payout = prepare(ask(participant), moderator)
    people.set_age_band(user=participant, age_band="under_16", by=moderator)

    with pytest.raises(payouts.ReceiverChanged, match="ask anew"):
        pay(payout, moderator)
    assert held(participant) == (0, 5000)

    payouts.cancel(payout=payout, by=moderator, now=timezone.now(), reason="To the guardian instead.")
    anew = ask(participant, by=moderator, guardian=guardian_of(participant, moderator))
    assert pay(anew, moderator).recipient == "Ngozi Okoye"


def test_a_guardian_who_was_removed_meanwhile_is_not_paid(minor, moderator):
    guardian = guardian_of(minor, moderator)
    payout = prepare(ask(minor, guardian=guardian), moderator)
    consents.remove_guardian(guardian=guardian, by=moderator, now=timezone.now())

    with pytest.raises(payouts.ReceiverChanged):
        pay(payout, moderator)

    assert held(minor) == (0, 5000)


# What the database refuses ----------------------------------------------------------------------------------


def refuses(**values):
    with pytest.raises(REFUSED), transaction.atomic():
        Payout.objects.filter().update(**values)
    return True


def test_the_database_refuses_manual_payment_without_proof(participant, moderator, fifty):
    prepare(ask(participant), moderator)

    paid = {"state": "paid", "paid_by": moderator, "paid_at": timezone.now()}
    assert refuses(**paid)
    Payout.objects.update(**paid, evidence="payouts/proof.pdf")


def test_the_database_refuses_approval_of_ones_own_request(participant, moderator, another, fifty):
    ask(participant, by=moderator)

    for person in (moderator, participant):
        assert refuses(approved_by=person)
    Payout.objects.update(approved_by=another)


def test_the_database_refuses_a_large_payout_that_only_one_looked_at(
    participant, moderator, another, fifty, settings
):
    settings.PAYOUT_TWO_ABOVE_MINOR = 0
    prepare(ask(participant), moderator)

    paid = {"state": "paid", "paid_by": moderator, "paid_at": timezone.now(), "evidence": "payouts/proof.pdf"}
    assert refuses(**paid)
    Payout.objects.update(**paid, approved_by=another)


def test_the_database_refuses_paying_oneself_and_a_second_open_payout(participant, moderator, fifty):
    first = prepare(ask(participant, 2000), moderator)

    assert refuses(prepared_by=participant)
    assert refuses(state="paid", paid_by=participant, paid_at=timezone.now(), evidence="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.create(
            person=participant,
            currency="EUR",
            amount_minor=1,
            method="cash",
            needs_two=False,
            not_before=first.not_before,
            requested_by=participant,
            requested_at=first.requested_at,
        )


@pytest.mark.postgres
def test_the_database_keeps_amount_state_and_row(participant, moderator, fifty):
    payout = pay(prepare(ask(participant), moderator), moderator)

    assert refuses(amount_minor=1)
    assert refuses(state="requested", paid_by=None, paid_at=None)
    with pytest.raises(REFUSED), transaction.atomic():
        payout.delete()


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["payout_reserve", "move"])
def test_the_database_refuses_to_take_more_than_is_in_hand(participant, fifty, kind):
    legs = [
        ledger.Leg(ledger.Purse("earnings", "EUR", owner=participant), -5001),
        ledger.Leg(ledger.Purse("reserved", "EUR", owner=participant), 5001),
    ]
    with pytest.raises(REFUSED), transaction.atomic():
        ledger.post(key="forged", kind=kind, legs=legs, now=timezone.now())

    assert held(participant) == (5000, 0)


# Row 29 -----------------------------------------------------------------------------------------------------


def test_a_refund_after_the_payout_is_owed_and_the_next_sale_pays_it(participant, moderator, fifty):
    pay(prepare(ask(participant), moderator), moderator)

    refund(fifty, (SaleLine.objects.get(), 5000))

    assert held(participant) == (-5000, 0)
    with pytest.raises(ledger.NotEnough):
        ask(participant, 1000)
    release(tills.paid(piece(participant, price="80.00")))
    assert held(participant) == (3000, 0)
    assert not list(integrity.problems())


def test_a_refund_after_the_savings_were_paid_out_leaves_the_pot_at_nothing(participant, moderator):
    plans = [Plan(how="percent", place="general", basis_points=5000)]
    now = timezone.now()
    saving_plans.adopt(owner=participant, currency="EUR", plans=plans, by=participant, now=now)
    paid = tills.paid(piece(participant, price="50.00"))
    release(paid)
    own = {"owner": participant, "currency": "EUR", "by": participant, "now": now, "submission": uuid.uuid4()}
    saving_plans.move(source="general", target="", amount_minor=2500, **own)
    pay(prepare(ask(participant, 5000), moderator), moderator)

    refund(paid, (SaleLine.objects.get(), 5000))

    assert purses.pots(participant)[0].held_minor == 0
    assert held(participant) == (-5000, 0)
    assert not list(integrity.problems())


def test_the_books_are_looked_over(participant, moderator, fifty):
    payout = ask(participant)
    Payout.objects.filter(pk=payout.pk).update(state="cancelled")

    assert any("payouts say" in problem for problem in integrity.problems())


# Money that goes back meanwhile --------------------------------------------------------------------------------


def test_nothing_is_paid_to_who_owes_what_went_back_meanwhile(participant, moderator, fifty):
    payout = prepare(ask(participant), moderator)
    ledger.post_dispute(ref="dp_1", payment=fifty, amount_minor=5000, now=timezone.now())
    assert held(participant) == (-5000, 5000)

    with pytest.raises(payouts.MeanwhileOwed):
        pay(payout, moderator)

    ledger.post_dispute_won(ref="dp_1", now=timezone.now(), fee_back=True)
    assert pay(payout, moderator).state == "paid"
    assert not list(integrity.problems())


def test_what_was_reserved_pays_back_what_is_owed_once_it_is_called_off(participant, moderator, fifty):
    payout = prepare(ask(participant), moderator)
    refund(fifty, (SaleLine.objects.get(), 5000))

    payouts.cancel(payout=payout, by=moderator, now=timezone.now(), reason="The buyer has the money again.")

    assert held(participant) == (0, 0)
    assert not list(integrity.problems())
