"""Matrix row 26: a payout asked for twice, or for more than there is, by many at once. PostgreSQL only."""

import uuid
from collections import Counter

import pytest
from django.utils import timezone

from portal.testing.races import together
from shop.models import LedgerEntry, Payout
from shop.selectors import integrity, purses
from shop.services import payouts, saving_plans, sending
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_payouts import ask, pay, prepare
from shop.tests.test_sending import opened, sold_at_stripe, stripe, transfers
from shop.tests.test_waterfall import release

__all__ = ["stripe"]  # a fixture

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


@pytest.fixture
def fifty(participant):
    release(tills.paid(piece(participant, price="50.00")))


def test_of_eight_who_ask_for_all_of_it_one_wins(participant, fifty):
    answers = together(*[lambda: ask(participant, 5000)] * AT_ONCE)

    kinds = Counter(type(answer).__name__ for answer in answers)
    assert kinds["Payout"] == 1
    assert set(kinds) <= {"Payout", "AlreadyAsked", "NotEnough"}
    assert Payout.objects.count() == 1
    held = purses.holding(participant, "EUR")
    assert (held.ready_minor, held.on_its_way_minor) == (0, 5000)
    assert not list(integrity.problems())


def test_the_same_form_eight_times_is_one_payout(participant, fifty):
    submission = uuid.uuid4()

    answers = together(*[lambda: ask(participant, 3000, submission=submission)] * AT_ONCE)

    assert len({answer.pk for answer in answers}) == 1
    assert purses.holding(participant, "EUR").on_its_way_minor == 3000


def test_paid_by_eight_at_once_it_leaves_once(participant, moderator, fifty):
    payout = prepare(ask(participant), moderator)

    answers = together(*[lambda: pay(payout, moderator)] * AT_ONCE)

    assert sum(isinstance(answer, Payout) for answer in answers) == 1
    assert all(isinstance(answer, (Payout, payouts.NotInThisState)) for answer in answers)
    assert LedgerEntry.objects.filter(kind="payout_paid").count() == 1
    assert not list(integrity.problems())


def test_sent_by_eight_at_once_and_followed_by_eight_one_transfer_is_made(participant, moderator, stripe):
    sold_at_stripe(stripe, participant)
    opened(stripe, participant)
    payout = prepare(ask(participant, 3000, method="stripe"), moderator)

    sent = together(*[lambda: sending.send(payout=payout, by=moderator, now=timezone.now())] * AT_ONCE)
    followed = together(*[lambda: sending.sync(payout=payout, now=timezone.now())] * AT_ONCE)

    assert sum(isinstance(answer, Payout) for answer in sent) == 1
    assert all(isinstance(answer, (Payout, payouts.NotInThisState)) for answer in sent)
    assert {answer.state for answer in followed} == {"paid"}
    assert len(transfers(stripe)) == 1
    assert LedgerEntry.objects.filter(kind="payout_paid").count() == 1


def test_one_open_account_for_eight_clicks(participant, stripe):
    together(*[lambda: opened(stripe, participant)] * AT_ONCE)

    assert len(stripe.all("account")) == 1


def test_paying_out_and_moving_never_take_the_same_money(participant, fifty):
    own = {"owner": participant, "currency": "EUR", "by": participant, "now": timezone.now()}

    def move():
        saving_plans.move(source="", target="general", amount_minor=4000, submission=uuid.uuid4(), **own)

    together(*[move, lambda: ask(participant, 4000)] * 4)

    held = purses.holding(participant, "EUR")
    assert held.ready_minor == 1000
    assert held.saved_minor + held.on_its_way_minor == 4000
    assert not list(integrity.problems())
