"""Whole timelines over all apps: what from before the account, who sees which event, and what it costs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.models import Discipline, Interaction, Pairing, Skill
from mentorship.selectors.prospects import timeline_of_person
from mentorship.services import interactions, pairings, prospects
from portal.core import timeline
from portal.testing import cast
from shop.tests import factories, tills

NOW = timezone.now()


def log(about: Any, by: Any, at: datetime, **words: Any) -> Interaction:
    once = {"client_id": uuid4(), "no_next_step": True}
    return interactions.log(about=about, by=by, now=NOW, happened_at=at, **once | words)


@pytest.mark.django_db
def test_rows_of_one_moment_come_once_each_over_pages(participant, mentor):
    for _number in range(5):
        log(participant, mentor, NOW - timedelta(days=1))
    subject = timeline_of_person(participant)

    seen, before = [], ""
    for _page in range(6):
        page = timeline.page(subject, viewer=mentor, before=before, kind="contact", size=2)
        seen += [event.pk for event in page.events]
        before = page.older
        if not before:
            break

    assert sorted(seen) == sorted(Interaction.objects.values_list("pk", flat=True))


@pytest.fixture
def history(participant, mentor, moderator, skill_of_throwing):
    """Amina was a prospect of Maria's; since then a work, a sale and contacts."""
    met = prospects.create(by=mentor, now=NOW - timedelta(days=90), name="Amina", consent_how="spoken")
    prospects.assess(
        prospect=met, skill=skill_of_throwing, level=0, evidence="A bowl", by=mentor, now=NOW - timedelta(days=80)
    )
    log(met, mentor, NOW - timedelta(days=85), notes="Shy at first")
    prospects.mark_onboarded(prospect=met, user=participant, by=mentor, now=NOW - timedelta(days=70))
    log(participant, mentor, NOW - timedelta(days=10), notes="Tired")
    log(participant, mentor, NOW - timedelta(days=9), notes="On Monday then", visibility="shared")
    tills.paid(factories.piece(participant))
    return met


@pytest.fixture
def skill_of_throwing(db):
    craft = Discipline.objects.create(name="Clay", slug="clay")
    return Skill.objects.create(discipline=craft, name="Throwing", slug="throwing")


def kinds_seen(person: Any, viewer: Any) -> set[str]:
    return {event.kind for event in timeline.page(timeline_of_person(person), viewer=viewer).events}


@pytest.mark.django_db
def test_history_from_before_the_account_stays_with_the_person(history, participant, mentor, moderator):
    staff = {"contact", "stage", "assessment", "pairing", "work"}

    assert kinds_seen(participant, mentor) == staff
    assert kinds_seen(participant, moderator) == staff | {"sale"}


@pytest.mark.django_db
def test_the_person_reads_what_is_theirs_and_no_note_about_them(history, participant):
    told = timeline.page(timeline_of_person(participant), viewer=participant).events

    assert {event.kind for event in told} == {"contact", "pairing", "work", "sale"}
    words = " ".join(str(event.text) for event in told)
    assert "On Monday then" in words
    assert "Tired" not in words
    assert "Shy" not in words
    assert not any(event.staff_only for event in told)


@pytest.mark.django_db
def test_a_mentor_sees_no_money_and_a_foreign_one_nothing_but_what_everybody_sees(history, participant, mentor):
    assert "sale" not in kinds_seen(participant, mentor)
    assert kinds_seen(participant, cast.person("Xaver Lang", "mentor")) == {"work"}


@pytest.mark.django_db
def test_a_mentor_who_left_is_told_of_and_sees_no_more(history, participant, mentor, operator):
    pairings.end(pairing=Pairing.objects.get(), by=operator, now=timezone.now())

    assert "parting" in kinds_seen(participant, participant)
    assert "Tired" not in str(timeline.page(timeline_of_person(participant), viewer=mentor).events)


@pytest.mark.django_db
def test_it_asks_the_same_for_few_events_and_for_many(history, participant, mentor, moderator):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            timeline.page(timeline_of_person(participant), viewer=moderator)
        return len(queries)

    count()  # the viewer's roles are remembered
    few = count()
    for number in range(40):
        log(participant, mentor, NOW - timedelta(hours=number))

    assert count() == few
