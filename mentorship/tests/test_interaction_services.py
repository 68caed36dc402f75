"""What passed with somebody, and what comes next."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentorship.models import Interaction
from mentorship.services import interactions, pairings, prospects
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
NONE = {"no_next_step": True}
STEP = {"next_step": "Bring clay", "next_step_date": TODAY + timedelta(days=3)}


@pytest.fixture
def met(mentor):
    return prospects.create(by=mentor, now=NOW, name="Timo Berg", consent_how="spoken")


def log(about, by, **words):
    return interactions.log(about=about, by=by, now=NOW, **{"client_id": uuid4(), **words})


def test_the_next_step_is_named_with_a_day_or_none_is_said(met, mentor):
    day = STEP["next_step_date"]
    for half in ({}, {"next_step": "Call"}, {"next_step_date": day}, {**STEP, **NONE}, {"next_step": " ", **NONE}):
        if half == {"next_step": " ", **NONE}:
            log(met, mentor, **half)  # blanks say nothing
            continue
        with pytest.raises(interactions.NoNextStep):
            log(met, mentor, **half)

    assert log(met, mentor, **STEP).is_due
    with pytest.raises(IntegrityError), transaction.atomic():
        Interaction.objects.filter(no_next_step=True).update(next_step="Call")


def test_sent_again_it_is_noted_once(met, mentor, moderator):
    once = {"client_id": uuid4(), **NONE}

    first, second = (log(met, mentor, **once) for _ in range(2))

    assert first == second
    assert log(met, moderator, **once) != first, "a number means something with its author only"


def test_what_lies_ahead_is_no_contact_yet(met, mentor):
    with pytest.raises(interactions.NotYet):
        log(met, mentor, happened_at=NOW + timedelta(days=1), **NONE)


def test_a_contact_settles_the_step_that_was_due(met, mentor):
    due = log(met, mentor, **STEP)

    log(met, mentor, settles=due, **NONE)

    due.refresh_from_db()
    assert due.done_at == NOW


def test_a_step_is_done_or_moved_by_who_looks_after_them(met, mentor, moderator, buyer):
    due = log(met, mentor, **STEP)
    for act in (
        lambda by: interactions.complete(interaction=due, by=by, now=NOW),
        lambda by: interactions.reschedule(interaction=due, to=TODAY, by=by, today=TODAY),
        lambda by: interactions.correct(interaction=due, by=by, now=NOW, notes="x"),
    ):
        for person in (buyer, cast.person("Xaver Lang", "mentor")):
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(interactions.InThePast):
        interactions.reschedule(interaction=due, to=TODAY - timedelta(days=1), by=mentor, today=TODAY)

    interactions.reschedule(interaction=due, to=TODAY, by=mentor, today=TODAY)
    for _again in range(2):
        interactions.complete(interaction=due, by=moderator, now=NOW)

    due.refresh_from_db()
    assert (due.next_step_date, due.done_at) == (TODAY, NOW)
    with pytest.raises(interactions.NothingDue):
        interactions.reschedule(interaction=due, to=TODAY, by=mentor, today=TODAY)


def test_correcting_keeps_the_rule_about_the_next_step(met, mentor):
    due = log(met, mentor, **STEP)
    with pytest.raises(interactions.NoNextStep):
        interactions.correct(interaction=due, by=mentor, now=NOW, next_step="")

    corrected = interactions.correct(
        interaction=due, by=mentor, now=NOW, notes="Met", next_step="", next_step_date=None, no_next_step=True
    )

    assert (corrected.notes, corrected.no_next_step) == ("Met", True)


def test_people_read_what_is_shared_with_them_and_nothing_else(participant, stranger, mentor):
    log(participant, mentor, notes="Tired", **NONE)
    shared = log(participant, mentor, notes="See you on Monday", visibility="shared", **NONE)

    assert list(Interaction.objects.visible_to(participant)) == [shared]
    assert not Interaction.objects.visible_to(stranger).exists()
    for about in (participant, stranger):
        with pytest.raises(NotAllowed):
            log(about, participant, **NONE)
    with pytest.raises(NotAllowed):
        interactions.correct(interaction=shared, by=participant, now=NOW, notes="x")


def test_a_coordinator_does_not_read_what_mentors_note_about_them_either(moderator, operator, buyer):
    log(moderator, operator, notes="Overworked", **NONE)

    assert not Interaction.objects.visible_to(moderator).exists()
    assert Interaction.objects.visible_to(operator).count() == 1


def test_a_mentor_reads_and_writes_while_they_accompany_somebody(participant, mentor, moderator):
    log(participant, mentor, **NONE)
    assert Interaction.objects.visible_to(mentor).count() == 1

    pairings.end(pairing=mentor.mentor_pairings.get(), by=moderator, now=timezone.now())

    assert not Interaction.objects.visible_to(mentor).exists()
    with pytest.raises(NotAllowed):
        log(participant, mentor, **NONE)


def test_steps_of_closed_accounts_and_merged_rows_are_not_due(met, mentor, participant):
    log(met, mentor, **STEP)
    log(participant, mentor, **STEP)
    assert Interaction.objects.due().count() == 2

    type(participant).objects.filter(pk=participant.pk).update(is_active=False)
    prospects.forget(prospect=met, by=mentor, now=NOW)

    assert not Interaction.objects.due().exists()
