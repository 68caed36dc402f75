"""One's own money on pages: what there is, each sale part by part, and a statement for each month."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from mentorship.services import goals, journals
from mentorship.tests import stores
from portal.core.table_files import unbroken
from shop import money
from shop.allocation import How
from shop.models import SaleLine
from shop.selectors import purses, statements
from shop.services import ledger, savings
from shop.services.savings import Wish
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import refund, release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings):
    settings.PLATFORM_SHARE_BP = 1000


@pytest.fixture
def kiln(participant):
    goal = goals.set_goal(
        owner=participant,
        title="Kiln",
        by=participant,
        now=timezone.now(),
        target_amount=Decimal("300.00"),
        currency="EUR",
    )
    return savings.open_pot(owner=participant, currency="EUR", by=participant, goal=goal)


@pytest.fixture
def saving(participant, kiln):
    """20 % of each sale to the kiln."""
    wishes = [Wish(How.PERCENT, kiln, basis_points=2000)]
    now = timezone.now()
    return savings.set_rules(owner=participant, currency="EUR", wishes=wishes, by=participant, now=now)


def page(login, person, name="shop:my_money", **where):
    return login(person).get(reverse(name, kwargs=where))


def this_month(login, person, **query):
    today = timezone.localdate()
    return login(person).get(reverse("shop:my_statement", args=[today.year, today.month]), query)


def test_everybody_sees_an_empty_purse_before_the_first_sale(participant, login):
    shown = page(login, participant).content.decode()

    assert "€0.00" in shown
    assert "Nothing is sold yet." in shown


def test_a_sale_is_told_part_by_part_and_the_parts_make_the_whole(participant, saving, login):
    tills.paid(piece(participant, price="50.00"))

    shown = page(login, participant).content.decode()

    fall = purses.waterfalls(purses.sales_of(participant))[0]
    assert [getattr(fall.sale, part) for part in purses.PARTS] == [0, 500, 0, 900, 3600]
    for amount in ("€50.00", "€5.00", "Savings: Kiln", "€9.00", "€36.00"):
        assert amount in shown
    assert "resting until" in shown


def test_what_rests_what_is_in_hand_and_what_is_saved_are_apart(participant, saving, login):
    release(tills.paid(piece(participant, price="50.00")))
    tills.paid(piece(participant, price="100.00"))

    held = purses.holding(participant, "EUR")

    assert (held.resting_minor, held.ready_minor, held.saved_minor) == (9000, 3600, 900)
    assert held.next_release == SaleLine.objects.order_by("-pk")[0].release_date
    shown = page(login, participant).content.decode()
    assert "€9.00 of €300.00, 3 %" in shown
    assert "€18.00 more is resting" in shown


def test_money_that_is_owed_is_called_so(participant, saving, login):
    paid = tills.paid(piece(participant, price="50.00"))
    release(paid)
    kiln = purses.pots(participant)[0].pot
    savings.move(
        owner=participant,
        currency="EUR",
        source=None,
        target=kiln,
        amount_minor=3600,
        by=participant,
        now=timezone.now(),
        submission=kiln.goal.submission,
    )
    refund(paid, (SaleLine.objects.get(), 5000))

    held = purses.holding(participant, "EUR")

    assert (held.ready_minor, held.owed_by_minor, held.payable_minor) == (-3600, 3600, 0)
    assert "you owe this" in page(login, participant).content.decode()


def test_currencies_are_never_added_up(participant, login):
    yen = ledger.Purse(ledger.Kind.EARNINGS, "JPY", owner=participant)
    legs = [ledger.Leg(yen, 900), ledger.Leg(ledger.Purse(ledger.Kind.BANK, "JPY"), -900)]
    ledger.post(key="opening", kind="opening", legs=legs, now=timezone.now())
    release(tills.paid(piece(participant, price="50.00")))

    held = {each.currency: each.ready_minor for each in purses.holdings(participant)}

    assert held == {"EUR": 4500, "JPY": 900}
    shown = page(login, participant).content.decode()
    assert "¥900" in shown
    assert "€45.00" in shown


def test_supplies_that_were_kept_and_hours_of_the_diary_are_told(participant, operator, login):
    canvas = stores.material("Canvas", quantity=5)
    stores.hand_out(participant, operator, (canvas, 2))
    today = timezone.localdate()
    journals.write(
        owner=participant, by=participant, now=timezone.now(), happened_on=today, text="Wove.", minutes=90
    )

    costs = purses.costs(participant)

    assert costs.hours == Decimal("1.5")
    assert "1.5" in page(login, participant).content.decode()
    assert costs.supplies == []  # nobody has accepted them yet


def test_nobody_sees_anothers_money(participant, stranger, saving, login):
    tills.paid(piece(participant, title="Jug", price="50.00"))

    shown = page(login, stranger).content.decode()

    assert "Jug" not in shown
    assert "Kiln" not in shown
    assert "€50.00" not in shown


def test_a_statement_leads_from_what_there_was_to_what_there_is(participant, saving):
    now = timezone.now()
    before = statements.first_of(statements.before(timezone.localdate())) + timedelta(days=2)
    paid = tills.paid(piece(participant, price="50.00"), now=before)
    release(paid)
    tills.paid(piece(participant, price="100.00"), now=now)

    last = statements.statement(participant, statements.before(timezone.localdate()), "EUR")
    this = statements.statement(participant, timezone.localdate().replace(day=1), "EUR")

    assert set(last.opening.values()) == {0}
    assert last.closing == dict(this.opening)
    assert last.closing["earnings_pending"] == 4500
    later = statements.statement(participant, statements.after(timezone.localdate()), "EUR")
    held = purses.holding(participant, "EUR")
    assert later.closing["earnings_pending"] == held.resting_minor
    assert later.closing["earnings"] == held.ready_minor
    assert later.closing["savings"] == held.saved_minor


def test_a_statement_comes_as_page_csv_workbook_and_pdf(participant, saving, login):
    tills.paid(piece(participant, title="=Jug", price="50.00"))

    page = this_month(login, participant).content.decode().split("<table")[1]
    assert "€" not in page  # plain figures
    assert f'<th scope="row">{unbroken(date_format(timezone.localdate(), "MONTH_DAY_FORMAT"))}</th>' in page
    text = this_month(login, participant, format="csv", part="sales").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:2] == [str(timezone.localdate()), "'=Jug"]
    assert [Decimal(cell) for cell in rows[1][2:8]] == [
        money.from_minor(amount, "EUR") for amount in (5000, 0, 500, 0, 900, 3600)
    ]
    pdf = this_month(login, participant, format="pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Cache-Control"] == "private, no-store"
    assert this_month(login, participant, format="xlsx").content.startswith(b"PK")


def test_months_that_are_none_lead_nowhere(participant, login):
    browser = login(participant)

    for year, month in ((2026, 13), (0, 1), (9999, 12)):
        assert browser.get(f"/my/money/{year}/{month}/").status_code == 404
    assert this_month(login, participant, currency="XYZ").status_code == 404


def test_the_page_and_the_statement_ask_the_same_however_much_there_is(
    participant, saving, login, assert_queries_do_not_grow
):
    browser, today = login(participant), timezone.localdate()
    sell = lambda: tills.paid(piece(participant))  # noqa: E731

    assert_queries_do_not_grow("/my/money/", sell, client=browser, rows=4)
    url = reverse("shop:my_statement", args=[today.year, today.month])
    assert_queries_do_not_grow(url, sell, client=browser, rows=4)
