"""One mail a day about what is due."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from mentorship.services import interactions, prospects
from portal.testing import letters

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def met(mentor):
    return prospects.create(by=mentor, now=NOON, name="Timo Berg", consent_how="spoken")


def plan(about, by, days=0, step="Bring clay"):
    day = NOON.date() + timedelta(days=days)
    once = {"client_id": uuid4(), "next_step": step, "next_step_date": day}
    return interactions.log(about=about, by=by, now=NOON, **once)


@pytest.fixture
def remind(django_capture_on_commit_callbacks):
    def run(now=NOON):
        with django_capture_on_commit_callbacks(execute=True):
            told = interactions.remind(now=now)
        letters.sent()
        return told

    return run


def test_a_mentor_is_told_once_a_day_of_all_that_is_due(met, participant, mentor, remind):
    plan(met, mentor, step="Overdue thing", days=-3)
    plan(participant, mentor, step="Thing of today")
    plan(met, mentor, step="Thing of next year", days=(timezone.localdate() - NOON.date()).days + 365)

    assert [remind(), remind(), remind(NOON + timedelta(days=1))] == [1, 0, 1]

    first, second = mail.outbox
    assert letters.address(first) == mentor.email
    for word in ("Overdue thing", "Timo Berg", "Thing of today", "Amina Okoye", "/my/due/"):
        assert word in first.body, word
    assert "Thing of next year" not in first.body + second.body


def test_nobody_is_told_when_nothing_is_due_or_in_the_night(met, mentor, remind):
    due = plan(met, mentor)
    assert remind(NOON.replace(hour=3)) == 0
    interactions.complete(interaction=due, by=mentor, now=NOON)

    assert remind() == 0
    assert mail.outbox == []


def test_closed_accounts_get_none(met, mentor, remind):
    plan(met, mentor)
    type(mentor).objects.filter(pk=mentor.pk).update(is_active=False)
    assert remind() == 0
    assert mail.outbox == []

    type(mentor).objects.filter(pk=mentor.pk).update(is_active=True)
    assert remind() == 1
    assert len(mail.outbox) == 1


def test_the_page_of_what_is_due_leads_to_the_one_switch(mentor, login):
    page = login(mentor).get("/my/due/").content.decode()

    assert reverse("messaging:settings") in page
    assert login(mentor).post("/my/due/", {"wanted": "0"}).status_code == 405


def test_a_mentor_is_told_of_what_a_coordinator_planned_with_their_participant(
    participant, mentor, moderator, remind
):
    plan(participant, moderator)

    assert remind() == 2
    assert set(letters.addresses(mail.outbox)) == {mentor.email, moderator.email}


def test_the_clock_runs_it(met, mentor, capsys):
    call_command("remind_due")
    call_command("forget_old_prospects")

    assert "people told" in capsys.readouterr().out
