"""How one saves, as a form that can be tried first; and moving money between one's own places."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mentorship.services import goals
from portal.core.exceptions import NotAllowed
from shop.allocation import How
from shop.models import Pot, RuleSet
from shop.selectors import integrity, purses
from shop.services import saving_plans, savings
from shop.services.saving_plans import Plan
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db
RULES, MOVE = "/my/money/rules/", "/my/money/move/"


@pytest.fixture
def kiln(participant):
    values = {"target_amount": Decimal("300.00"), "currency": "EUR"}
    return goals.set_goal(owner=participant, title="Kiln", by=participant, now=timezone.now(), **values)


@pytest.fixture
def key(kiln):
    return f"goal-{kiln.public_id}"


def typed(*rows, **more):
    """What the browser sends for `rows`."""
    sent = {"rules-TOTAL_FORMS": len(rows), "rules-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        sent |= {f"rules-{number}-{name}": value for name, value in row.items()}
    return sent | more


def twenty_percent(key, **more):
    """20 % to the kiln until 300, then to savings."""
    return {"how": "percent", "percent": "20", "pot": key, "cap": "300", "then": "general", **more}


def test_a_rule_is_written_in_plain_fields_and_read_as_a_sentence(participant, key, login):
    browser = login(participant)

    answer = browser.post(RULES, typed(twenty_percent(key), {"how": ""}), follow=True)

    assert "20 % of each sale to Kiln until €300.00, then to Savings" in answer.content.decode()
    rule = purses.rules_of(participant, "EUR").rules.get()
    assert (rule.how, rule.basis_points, rule.cap_minor) == (How.PERCENT, 2000, 30_000)
    shown = browser.get(RULES).content.decode()
    assert 'value="20"' in shown or 'value="20.00"' in shown
    assert 'value="300.00"' in shown


def test_rules_keep_the_order_that_was_asked_for(participant, key, login):
    late = {"how": "leftover", "percent": "50", "pot": "general", "place": "9"}
    early = {"how": "fixed", "amount": "3.50", "pot": key, "place": "1"}

    login(participant).post(RULES, typed(late, early))

    rules = purses.rules_of(participant, "EUR").rules.all()
    assert [(rule.how, rule.amount_minor) for rule in rules] == [("fixed", 350), ("leftover", 0)]


def test_trying_shows_what_past_sales_would_do_and_changes_nothing(participant, key, login):
    for _number in range(2):
        tills.paid(piece(participant, title="Jug", price="50.00"))

    answer = login(participant).post(RULES, typed(twenty_percent(key, cap="15"), **{"try": "1"}))

    shown = answer.content.decode()
    assert answer.status_code == 200
    for amount in ("€50.00", "€10.00", "€5.00", "€15.00", "€80.00"):
        assert amount in shown
    assert 'value="15"' in shown  # what was typed is still there
    assert not RuleSet.objects.exists()
    assert not Pot.objects.exists()


def test_a_trial_does_what_the_rules_then_do(participant, key):
    plans = [Plan(how="percent", place=key, basis_points=3000, cap_minor=1200, then_place="general")]
    asked = {"owner": participant, "currency": "EUR", "by": participant, "now": timezone.now()}
    listing = piece(participant, kind="edition", price="25.00", quantity=9)
    tills.paid(listing)
    tried = saving_plans.try_out(plans=plans, **asked).rows[0]

    saving_plans.adopt(plans=plans, **asked)
    tills.paid(listing)

    sale = purses.waterfalls(purses.sales_of(participant))[0].sale
    assert sale.savings_minor == sum(tried.put.values()) == 750
    assert sale.net_minor == tried.rest_minor


def test_without_a_sale_an_example_is_tried(participant, key, login):
    answer = login(participant).post(RULES, typed(twenty_percent(key), **{"try": "1"}))

    assert "Nothing is sold yet" in answer.content.decode()
    assert "€40.00" in answer.content.decode()


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ({"how": "percent", "pot": "general"}, "percent", "Say how many percent."),
        ({"how": "percent", "percent": "101", "pot": "general"}, "percent", "less than or equal to 100"),
        ({"how": "percent", "percent": "-1", "pot": "general"}, "percent", "greater than or equal to"),
        ({"how": "percent", "percent": "1e3", "pot": "general"}, "percent", "less than or equal to 100"),
        ({"how": "percent", "percent": "twenty", "pot": "general"}, "percent", "Enter a number."),
        ({"how": "fixed", "pot": "general"}, "amount", "Say how much of each sale."),
        ({"how": "fixed", "amount": "1.005", "pot": "general"}, "amount", "2 decimal places"),
        ({"how": "fixed", "amount": "5"}, "pot", "Choose where it goes."),
        ({"percent": "5", "pot": "general"}, "how", "Say how much goes into it."),
        ({"how": "by_date", "pot": "general", "by_date": "2030-01-01"}, "cap", "Say how much you want to have"),
        ({"how": "by_date", "pot": "general", "cap": "9", "by_date": "2020-01-01"}, "by_date", "a day to come"),
        (
            {"how": "percent", "percent": "5", "pot": "general", "then": "general", "cap": "9"},
            "then",
            "another place",
        ),
        ({"how": "percent", "percent": "5", "pot": "goal-of-others"}, "pot", "Select a valid choice"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(participant, login, row, field, words):
    answer = login(participant).post(RULES, typed({"place": "7", **row}))

    assert answer.status_code == 422
    form = answer.context["forms"].forms[0]
    assert words in str(form.errors[field])
    assert f'id="id_rules-0-{field}_error"' in answer.content.decode()
    assert 'value="7"' in answer.content.decode()
    assert not RuleSet.objects.exists()


def test_parts_that_make_more_than_all_are_refused_above_the_form(participant, key, login):
    row = twenty_percent(key, percent="60")

    answer = login(participant).post(RULES, typed(row, row))

    assert answer.status_code == 422
    assert "more than all of it" in answer.content.decode()


def test_emptying_the_form_ends_saving(participant, key, login):
    browser = login(participant)
    browser.post(RULES, typed(twenty_percent(key)))

    browser.post(RULES, typed({"how": "", "place": "1"}))
    tills.paid(piece(participant))

    assert purses.waterfalls(purses.sales_of(participant))[0].saved == []


def test_only_the_owner_says_how_they_save(participant, stranger, key):
    for service in (saving_plans.adopt, saving_plans.try_out):
        with pytest.raises(NotAllowed):
            service(owner=participant, currency="EUR", plans=[], by=stranger, now=timezone.now())


def test_nobody_saves_into_anothers_goal(participant, stranger, key, login):
    answer = login(stranger).post(RULES, typed(twenty_percent(key)))

    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()
    with pytest.raises(savings.NotYours):
        saving_plans.adopt(
            owner=stranger,
            currency="EUR",
            plans=[Plan("fixed", key, amount_minor=1)],
            by=stranger,
            now=timezone.now(),
        )


# Moving -----------------------------------------------------------------------------------------------------


@pytest.fixture
def fifty(participant):
    """50.00 in hand."""
    return release(tills.paid(piece(participant, price="50.00")))


def moved(browser, source, target, amount, submission=None):
    form = {"source": source, "target": target, "amount": amount, "submission": submission or uuid.uuid4()}
    return browser.post(MOVE, form)


def test_money_goes_from_hand_into_a_pot_and_back(participant, fifty, key, login):
    browser = login(participant)

    assert moved(browser, "hand", key, "20").status_code == 302
    assert moved(browser, key, "hand", "5.50").status_code == 302

    held = purses.holding(participant, "EUR")
    assert (held.ready_minor, held.saved_minor) == (3550, 1450)
    assert not list(integrity.problems())


def test_sent_twice_it_moves_once(participant, fifty, key, login):
    browser, submission = login(participant), uuid.uuid4()

    for _time in range(2):
        moved(browser, "hand", key, "20", submission)

    assert purses.holding(participant, "EUR").saved_minor == 2000


@pytest.mark.parametrize("amount", ["50.01", "0", "-5", "1e9", "x", "0.001"])
def test_more_than_there_is_or_nonsense_moves_nothing(participant, fifty, key, login, amount):
    answer = moved(login(participant), "hand", key, amount)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) <= {"amount", "target"}
    assert f'value="{amount}"' in answer.content.decode()
    assert purses.holding(participant, "EUR").ready_minor == 5000
    assert not Pot.objects.exists()


def test_a_pot_is_never_overdrawn(participant, fifty, key, login):
    browser = login(participant)
    moved(browser, "hand", key, "20")

    answer = moved(browser, key, "hand", "20.01")

    assert "There is not that much money in it." in str(answer.context["form"].errors["amount"])
    assert purses.holding(participant, "EUR").saved_minor == 2000


def test_the_same_place_twice_is_refused_beside_the_field(participant, fifty, login):
    answer = moved(login(participant), "hand", "hand", "5")

    assert "two different places" in str(answer.context["form"].errors["target"])


def test_what_rests_cannot_be_moved(participant, key, login):
    tills.paid(piece(participant, price="50.00"))

    assert moved(login(participant), "hand", key, "1").status_code == 422


def test_a_day_to_come_is_kept(participant, key, login):
    day = timezone.localdate() + timedelta(days=90)

    login(participant).post(RULES, typed({"how": "by_date", "pot": key, "cap": "90", "by_date": day.isoformat()}))

    assert purses.rules_of(participant, "EUR").rules.get().by_date == day
