"""Savings that grow by themselves: rules, pots, moves; never below nothing."""

import threading
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentorship.models import Goal
from mentorship.services import goals
from mentorship.signals import goal_reached
from portal.core.exceptions import NotAllowed
from shop.allocation import How, Pots, Step, allocate
from shop.models import RuleSet, SaleLine, SaleSaving
from shop.selectors import integrity
from shop.services import ledger, orders, savings
from shop.services.ledger import Kind, reaching
from shop.services.savings import Wish
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_splits import EXAMPLES
from shop.tests.test_waterfall import refund, release

EMPTY = Pots({}, {})
TODAY = date(2026, 3, 10)
STEPS = st.lists(
    st.builds(
        Step,
        how=st.sampled_from(list(How)),
        pot=st.integers(1, 3),
        basis_points=st.integers(0, 10_000),
        amount_minor=st.integers(0, 10**6),
        cap_minor=st.none() | st.integers(1, 10**6),
        by=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        then_pot=st.none() | st.integers(1, 3),
    ),
    max_size=6,
)


@EXAMPLES
@given(st.integers(0, 10**9), STEPS, st.dictionaries(st.integers(1, 3), st.integers(0, 10**6)))
def test_rules_never_put_more_aside_than_there_is(amount, steps, held):
    put = allocate(amount, steps, Pots(held, {}), TODAY)

    assert sum(put.values()) <= amount
    assert all(part > 0 for part in put.values())


def test_twenty_percent_to_the_kiln_until_three_hundred_then_to_savings():
    rule = Step(How.PERCENT, pot=1, basis_points=2000, cap_minor=30_000, then_pot=2)

    assert allocate(10_000, [rule], EMPTY, TODAY) == {1: 2000}
    assert allocate(10_000, [rule], Pots({1: 29_500}, {}), TODAY) == {1: 500, 2: 1500}
    assert allocate(10_000, [rule], Pots({1: 30_000}, {}), TODAY) == {2: 2000}


def test_rules_are_asked_in_their_order_until_nothing_is_left():
    fixed = Step(How.FIXED, pot=1, amount_minor=800)
    percent = Step(How.PERCENT, pot=2, basis_points=5000)
    leftover = Step(How.LEFTOVER, pot=3, basis_points=10_000)

    assert allocate(1000, [fixed, percent, leftover], EMPTY, TODAY) == {1: 800, 2: 200}
    assert allocate(1000, [percent, leftover], EMPTY, TODAY) == {2: 500, 3: 500}


def test_what_is_due_by_a_day_is_spread_over_the_months_that_are_left():
    rule = Step(How.BY_DATE, pot=1, cap_minor=40_000, by=date(2026, 6, 30))

    assert allocate(50_000, [rule], EMPTY, TODAY) == {1: 10_000}
    assert allocate(50_000, [rule], Pots({1: 10_000}, {1: 10_000}), TODAY) == {}
    assert allocate(50_000, [rule], Pots({1: 10_000}, {}), date(2026, 4, 1)) == {1: 10_000}
    assert allocate(50_000, [rule], Pots({1: 10_000}, {}), date(2026, 9, 1)) == {1: 30_000}


@pytest.fixture
def kiln(participant):
    goal = goals.set_goal(owner=participant, title="Kiln", by=participant, now=timezone.now())
    return savings.open_pot(owner=participant, currency="EUR", by=participant, goal=goal)


@pytest.fixture
def general(participant):
    return savings.open_pot(owner=participant, currency="EUR", by=participant)


def rules(participant, *wishes):
    return savings.set_rules(owner=participant, currency="EUR", wishes=wishes, by=participant, now=timezone.now())


def in_pot(pot):
    return ledger.balance(kind=Kind.SAVINGS, currency="EUR", owner=pot.owner, pot=pot)


def move(participant, source, target, amount, *, by=None, submission=None):
    savings.move(
        owner=participant,
        currency="EUR",
        source=source,
        target=target,
        amount_minor=amount,
        by=by or participant,
        now=timezone.now(),
        submission=submission or uuid.uuid4(),
    )


def saved(participant, kiln, amount=500):
    """Let a sale of 25.00 put `amount` into the kiln's pot, and rest long enough."""
    rules(participant, Wish(How.FIXED, kiln, amount_minor=amount))
    paid = tills.paid(piece(participant))
    release(paid)
    return paid


@pytest.mark.django_db
def test_a_sale_fills_the_pots_once_it_has_rested(participant, kiln, general):
    rules(participant, Wish(How.PERCENT, kiln, basis_points=2000, cap_minor=700, then_pot=general))
    first, second = tills.paid(piece(participant)), tills.paid(piece(participant))

    sale = SaleLine.objects.get(line__order=second.order)
    assert (sale.savings_minor, sale.net_minor) == (500, 2000)
    assert in_pot(kiln) == 0

    release(first)
    release(second)

    assert (in_pot(kiln), in_pot(general)) == (700, 300)
    assert ledger.balance(kind=Kind.EARNINGS, currency="EUR", owner=participant) == 4000
    assert list(integrity.problems()) == []


@pytest.mark.django_db
def test_new_rules_leave_what_was_sold_before_alone(participant, kiln):
    rules(participant, Wish(How.PERCENT, kiln, basis_points=2000))
    paid = tills.paid(piece(participant))
    rules(participant)

    release(paid)

    assert in_pot(kiln) == 500
    assert SaleLine.objects.get().rule_set.version == 1
    assert tills.paid(piece(participant))
    assert SaleLine.objects.latest("pk").savings_minor == 0


@pytest.mark.django_db
def test_the_same_rules_again_are_no_new_version(participant, kiln):
    one = rules(participant, Wish(How.PERCENT, kiln, basis_points=2000))

    assert rules(participant, Wish(How.PERCENT, kiln, basis_points=2000)) == one
    assert RuleSet.objects.count() == 1


@pytest.mark.django_db
def test_savings_are_divided_again_when_the_fee_is_known(participant, kiln):
    rules(participant, Wish(How.LEFTOVER, kiln, basis_points=10_000))
    paid = tills.paid(piece(participant))

    ledger.post_provider_fee(payment=paid, fee_minor=100, currency="EUR", now=timezone.now())

    sale = SaleLine.objects.get()
    assert (sale.fee_minor, sale.savings_minor, sale.net_minor) == (100, 2400, 0)
    release(paid)
    assert in_pot(kiln) == 2400
    assert list(integrity.problems()) == []


@pytest.mark.django_db
def test_a_refund_before_the_release_takes_its_part_of_the_savings(participant, kiln):
    rules(participant, Wish(How.PERCENT, kiln, basis_points=2000))
    paid = tills.paid(piece(participant))

    refund(paid, (SaleLine.objects.get(), 1250))
    release(paid)

    assert in_pot(kiln) == 250
    assert ledger.balance(kind=Kind.EARNINGS, currency="EUR", owner=participant) == 1000
    assert list(integrity.problems()) == []


@pytest.mark.django_db
def test_a_refund_after_the_savings_are_gone_is_owed_by_earnings(participant, kiln):
    paid = saved(participant, kiln)
    move(participant, kiln, None, 400)

    refund(paid, (SaleLine.objects.get(), 2500))

    assert in_pot(kiln) == 0
    assert ledger.balance(kind=Kind.EARNINGS, currency="EUR", owner=participant) == 0
    assert SaleSaving.objects.get().left_minor == 0
    assert list(integrity.problems()) == []


@pytest.mark.django_db
def test_money_moves_between_pots_and_back_to_what_is_in_hand(participant, kiln, general):
    saved(participant, kiln)
    form = uuid.uuid4()

    move(participant, kiln, general, 200, submission=form)
    move(participant, kiln, general, 200, submission=form)
    move(participant, None, general, 2000)
    move(participant, general, None, 50)

    assert (in_pot(kiln), in_pot(general)) == (300, 2150)
    assert ledger.balance(kind=Kind.EARNINGS, currency="EUR", owner=participant) == 50
    assert list(integrity.problems()) == []


@pytest.fixture
def wheel(participant):
    """A pot for a goal of 7.00."""
    amount = {"target_amount": Decimal("7.00"), "currency": "EUR"}
    goal = goals.set_goal(owner=participant, title="Wheel", by=participant, now=timezone.now(), **amount)
    return savings.open_pot(owner=participant, currency="EUR", by=participant, goal=goal)


@pytest.fixture
def told():
    """Goals of which everybody was told that they are reached."""
    heard = []

    def hear(goal, **_):
        heard.append(goal)

    goal_reached.connect(hear)
    yield heard
    goal_reached.disconnect(hear)


@pytest.mark.django_db
def test_a_goal_is_reached_with_the_last_cent_and_told_once(
    participant, wheel, told, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        saved(participant, wheel, 500)
        move(participant, None, wheel, 199)
    assert (wheel.goal.is_open, told) == (True, [])

    with django_capture_on_commit_callbacks(execute=True):
        move(participant, None, wheel, 1)
    wheel.goal.refresh_from_db()
    assert (wheel.goal.status, told) == ("reached", [wheel.goal])
    first = wheel.goal.reached_at

    with django_capture_on_commit_callbacks(execute=True):
        move(participant, wheel, None, 700)
        move(participant, None, wheel, 900)
        goals.drop(goal=wheel.goal, by=participant, now=timezone.now())
        call_command("release_earnings")
    wheel.goal.refresh_from_db()
    assert (wheel.goal.status, wheel.goal.reached_at, told) == ("reached", first, [wheel.goal])


@pytest.mark.django_db
def test_a_sale_that_has_rested_reaches_a_goal(participant, wheel):
    saved(participant, wheel, 700)

    assert Goal.objects.get(pot=wheel).is_reached


@pytest.mark.django_db
def test_a_goal_without_an_amount_or_that_was_let_go_of_is_not_reached(participant, kiln, wheel):
    goals.drop(goal=wheel.goal, by=participant, now=timezone.now())

    saved(participant, kiln, 1000)
    move(participant, kiln, wheel, 900)

    assert {each.status for each in Goal.objects.all()} == {"open", "dropped"}


@pytest.mark.django_db
def test_the_clock_finds_goals_that_were_reached_before_anybody_looked(participant, wheel):
    saved(participant, wheel, 700)
    Goal.objects.update(status="open", reached_at=None)

    assert reaching.look_at_all(now=timezone.now()) == 1
    assert reaching.look_at_all(now=timezone.now()) == 0
    assert Goal.objects.get(pot=wheel).is_reached


@pytest.mark.django_db
def test_a_goal_that_is_reached_stands_on_its_page_on_the_dashboard_and_among_the_notices(
    participant, mentor, wheel, login, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        saved(participant, wheel, 700)

    browser = login(participant)
    for page in ("/my/", "/my/goals/"):
        assert "Reached" in browser.get(page).content.decode(), page
    assert "You have reached your goal “Wheel”" in browser.get("/my/notifications/").content.decode()
    assert [each["status"] for each in browser.get("/api/v1/dashboard").json()["goals"]] == ["reached"]
    [goal] = browser.get("/api/v1/goals?status=reached").json()["results"]
    assert goal["reached_at"]
    Goal.objects.update(reached_at=timezone.now() - timedelta(days=31))
    assert browser.get("/api/v1/dashboard").json()["goals"] == []
    assert "Reached" not in browser.get("/my/").content.decode()


@pytest.mark.django_db
def test_no_more_is_moved_than_there_is(participant, kiln, general):
    saved(participant, kiln)

    for source, target, amount in ((kiln, general, 501), (None, kiln, 2001), (general, kiln, 1)):
        with pytest.raises(ledger.NotEnough):
            move(participant, source, target, amount)
    for source, target, amount in ((kiln, kiln, 1), (kiln, None, 0), (kiln, None, -5), (None, None, 5)):
        with pytest.raises(savings.NothingToMove):
            move(participant, source, target, amount)


@pytest.mark.django_db
def test_nobody_else_touches_pots_and_rules(participant, kiln, mentor, stranger):
    saved(participant, kiln)
    own = savings.open_pot(owner=stranger, currency="EUR", by=stranger)

    for person in (mentor, stranger):
        with pytest.raises(NotAllowed):
            move(participant, kiln, None, 1, by=person)
        with pytest.raises(NotAllowed):
            savings.set_rules(owner=participant, currency="EUR", wishes=[], by=person, now=timezone.now())
    with pytest.raises(savings.NotYours):
        move(participant, kiln, own, 1)
    with pytest.raises(savings.NotYours):
        rules(participant, Wish(How.PERCENT, own, basis_points=100))


@pytest.mark.django_db
def test_rules_that_make_no_sense_are_refused(participant, kiln, general):
    for wish in (
        Wish(How.PERCENT, kiln),
        Wish(How.PERCENT, kiln, basis_points=10_001),
        Wish(How.FIXED, kiln),
        Wish(How.BY_DATE, kiln, cap_minor=100),
        Wish("magic", kiln, basis_points=1),
        Wish(How.PERCENT, kiln, basis_points=1, cap_minor=0),
        Wish(How.PERCENT, kiln, basis_points=1, then_pot=general),
        Wish(How.PERCENT, kiln, basis_points=1, cap_minor=5, then_pot=kiln),
    ):
        with pytest.raises(savings.UnclearRule):
            rules(participant, wish)
    with pytest.raises(savings.MoreThanAll):
        rules(participant, *[Wish(How.PERCENT, pot, basis_points=6000) for pot in (kiln, general)])
    with pytest.raises(savings.TooManyRules):
        rules(participant, *[Wish(How.FIXED, kiln, amount_minor=1)] * 11)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_tabs_at_once_never_take_more_than_is_in_the_pot(participant, kiln):
    saved(participant, kiln)
    answers = []

    def tab():
        try:
            move(participant, kiln, None, 300)
            answers.append("moved")
        except ledger.NotEnough:
            answers.append("refused")
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=tab) for _ in range(6)]
    [each.start() for each in tabs]
    [each.join() for each in tabs]

    assert sorted(answers) == ["moved"] + ["refused"] * 5
    assert in_pot(kiln) == 200
    assert list(integrity.problems()) == []


@pytest.mark.django_db
def test_earnings_that_rest_cannot_be_moved(participant, kiln):
    rules(participant, Wish(How.PERCENT, kiln, basis_points=2000))
    tills.paid(piece(participant))
    orders.release_due(now=timezone.now() + timedelta(days=1))

    with pytest.raises(ledger.NotEnough):
        move(participant, kiln, None, 1)
