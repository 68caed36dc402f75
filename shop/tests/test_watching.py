"""The nightly look at the books: once, by a worker, and it finds what a provider tells otherwise (I7)."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.testing import cast
from shop import payments
from shop.models import BookCheck, DemoSession, LedgerEntry, SaleLine
from shop.payments.base import ProviderDown
from shop.services import watching
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 3, 10)


@pytest.fixture
def sold(participant):
    return tills.paid(piece(participant, price="50.00"))


def found():
    return list(watching.provider_problems(since=timezone.now() - timedelta(days=1)))


def at(hour):
    return timezone.make_aware(datetime.combine(NIGHT, time(hour, 5)))


def test_it_begins_once_a_night_and_not_before_two():
    assert [watching.begin_nightly(now=at(hour)) for hour in (0, 1, 2, 3, 23)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert watching.begin_nightly(now=at(2) + timedelta(days=1))
    assert DBTaskResult.objects.filter(task_path__endswith="look_over_books").count() == 2


def test_a_good_night_is_noted_and_nobody_is_woken(sold, operator):
    mail.outbox.clear()

    check = watching.look_over(day=NIGHT, now=timezone.now())

    assert (check.problem_count, check.report) == (0, "")
    assert mail.outbox == []


def test_operators_hear_what_does_not_add_up_and_others_do_not(sold, moderator):
    cast.operator()
    mail.outbox.clear()
    SaleLine.objects.update(release_date=timezone.localdate(), released_at=timezone.now())

    check = watching.look_over(day=NIGHT, now=timezone.now())

    assert check.problem_count == 1
    assert "rest for person" in check.report
    assert len(mail.outbox) == 1
    assert check.report in mail.outbox[0].body


def test_looking_again_keeps_one_row_a_day(sold):
    for _time in range(2):
        watching.look_over(day=NIGHT, now=timezone.now())

    assert BookCheck.objects.count() == 1


def test_what_the_provider_holds_is_what_the_books_say(sold):
    assert watching.held_by_books(sold) == 5000
    assert found() == []


@pytest.mark.parametrize("change", [{"amount_minor": 4999}, {"currency": "USD"}, {"status": "open"}])
def test_a_provider_that_tells_otherwise_is_found(sold, change):
    DemoSession.objects.update(**change)

    (problem,) = found()

    assert str(sold.uuid) in problem


def test_money_given_back_that_we_know_nothing_of_is_found(sold):
    session = DemoSession.objects.get()
    session.refunds = {"00000000-0000-0000-0000-000000000001": 1000}
    session.save()

    assert "holds 4000 EUR, the books say 5000 EUR" in found()[0]


def test_a_provider_that_does_not_answer_is_a_problem_too(sold, monkeypatch):
    def silent(payment):
        raise ProviderDown

    monkeypatch.setattr(payments.by_name("demo"), "fetch", silent)

    assert "does not answer" in found()[0]


def test_old_payments_are_left_alone(sold):
    DemoSession.objects.update(amount_minor=1)

    assert list(watching.provider_problems(since=timezone.now() + timedelta(days=1))) == []


def test_the_command_asks_providers_if_told_to(sold):
    DemoSession.objects.update(amount_minor=1)
    call_command("check_integrity", stdout=StringIO())

    with pytest.raises(SystemExit):
        call_command("check_integrity", "--providers", "2", stdout=StringIO(), stderr=StringIO())
    assert LedgerEntry.objects.filter(kind="capture").count() == 1
