"""Silence is told to both sides, gently, once for each step, and in the end to who could help."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.models import MentorProfile, Nudge, Pairing, Task
from mentorship.selectors.silence import silent
from mentorship.services import interactions, journals, nudges, pairings, tasks
from portal.accounts.models import Closure, Invitation, User
from portal.testing import cast, letters

pytestmark = pytest.mark.django_db
BEGUN = datetime(2026, 6, 1, 12, tzinfo=UTC)


def after(days: float) -> datetime:
    return BEGUN + timedelta(days=days)


@pytest.fixture
def pairing(participant, mentor) -> Pairing:
    Pairing.objects.update(started_at=BEGUN)
    return Pairing.objects.get()


def test_both_sides_hear_once_for_each_step(pairing, participant, mentor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told = [nudges.nudge(now=after(days)) for days in (6.9, 7, 8, 14, 15, 21, 22, 60)]

    assert told == [0, 1, 0, 1, 0, 1, 0, 0]
    sent = letters.sent()
    assert sorted(letters.addresses(sent)) == sorted([participant.email, mentor.email] * 3)
    to_mentor = next(letter for letter in sent if letters.address(letter) == mentor.email)
    assert "Amina Okoye" in to_mentor.subject
    assert "21 days" in to_mentor.body  # how long it is by now
    assert f"/my/people/{participant.handle}/contact/" in to_mentor.body
    to_participant = next(letter for letter in sent if letters.address(letter) == participant.email)
    assert "/my/tasks/" in to_participant.body


def test_who_was_missed_hears_once_of_the_longest_silence(pairing, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert nudges.nudge(now=after(15)) == 1
    first, _second = letters.sent()
    assert "14 days" in first.body
    assert Nudge.objects.get().days == 14


def signs():
    return {
        "a task given": lambda p, m, now: tasks.assign(participant=p, title="Weave", by=m, now=now),
        "a contact noted": lambda p, m, now: interactions.log(
            about=p, by=m, now=now, client_id=uuid4(), notes="Met", no_next_step=True
        ),
        "a diary entry shared": lambda p, m, now: journals.write(
            owner=p, by=p, text="Wove", happened_on=now.date(), visibility="mentor", now=now
        ),
    }


@pytest.mark.parametrize("sign", signs())
def test_a_sign_of_life_of_either_side_begins_anew(sign, pairing, participant, mentor):
    """`created_at` is the database's clock, so the days are counted from today."""
    today = timezone.now()
    Pairing.objects.update(started_at=today - timedelta(days=9))
    assert silent(days=7, now=today).count() == 1

    signs()[sign](participant, mentor, today)

    assert not silent(days=7, now=timezone.now()).exists()
    assert silent(days=7, now=timezone.now() + timedelta(days=7, hours=1)).count() == 1


def test_what_a_participant_keeps_for_themselves_is_no_sign(pairing, participant):
    today = timezone.now()
    Pairing.objects.update(started_at=today - timedelta(days=9))

    journals.write(
        owner=participant, by=participant, text="Mine", happened_on=today.date(), visibility="private", now=today
    )

    assert silent(days=7, now=timezone.now()).count() == 1


def test_a_new_silence_is_told_anew(pairing, participant, mentor):
    nudges.nudge(now=after(7))
    task = tasks.assign(participant=participant, title="Weave", by=mentor, now=after(8))
    Task.objects.filter(pk=task.pk).update(created_at=after(8))

    assert nudges.nudge(now=after(14)) == 0
    assert nudges.nudge(now=after(15)) == 1
    assert Nudge.objects.latest("pk").days == 7


def test_coordinators_are_asked_once_for_another_mentor(
    pairing, moderator, mentor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert [nudges.ask_for_another_mentor(now=after(days)) for days in (27, 28, 29)] == [0, 1, 0]

    [item] = letters.told(moderator, "hand_over")
    assert "Maria Lindqvist, mentor, and Amina Okoye" in item.words
    assert item.link == f"/my/pairings/{pairing.pk}/change/"
    assert nudges.nudge(now=after(29)) == 0  # nothing shorter after that


def test_the_days_are_the_chapters(pairing, settings):
    settings.NUDGE_DAYS, settings.HAND_OVER_DAYS = [3], 0

    assert [nudges.nudge(now=after(days)) for days in (2, 3, 30)] == [0, 1, 0]
    assert nudges.ask_for_another_mentor(now=after(60)) == 0
    settings.NUDGE_DAYS = []
    assert nudges.nudge(now=after(90)) == 0


def test_nobody_is_told_at_night(pairing):
    assert nudges.nudge(now=after(7).replace(hour=2)) == 0
    assert nudges.ask_for_another_mentor(now=after(28).replace(hour=2)) == 0


@pytest.mark.parametrize("who", ["participant", "mentor"])
@pytest.mark.parametrize("why", ["closed", "closing", "not joined"])
def test_who_is_not_here_hears_nothing_and_is_waited_for_by_nobody(
    who, why, pairing, participant, mentor, django_capture_on_commit_callbacks
):
    person = {"participant": participant, "mentor": mentor}[who]
    if why == "closed":
        User.objects.filter(pk=person.pk).update(is_active=False)
    elif why == "closing":
        Closure.objects.create(person=person, begun_at=BEGUN, due_at=after(30))
    else:
        asked = {"name": "?", "invited_by": mentor, "sent_at": BEGUN, "expires_at": after(90)}
        Invitation.objects.create(email=person.email, account=person, **asked)

    with django_capture_on_commit_callbacks(execute=True):
        assert nudges.nudge(now=after(14)) == nudges.ask_for_another_mentor(now=after(28)) == 0
    assert not letters.told(participant, "silence") + letters.told(mentor, "silence")


def test_invitations_to_nobody_yet_silence_nothing(pairing, mentor):
    asked = {"name": "?", "invited_by": mentor, "sent_at": BEGUN, "expires_at": after(90)}
    Invitation.objects.create(email="new@example.org", **asked)

    assert nudges.nudge(now=after(7)) == 1


def test_a_mentor_who_pauses_is_left_alone_until_then(pairing, mentor):
    MentorProfile.objects.update_or_create(user=mentor, defaults={"paused_until": after(20).date()})

    assert [nudges.nudge(now=after(days)) for days in (7, 14, 21)] == [0, 0, 1]


def test_a_pairing_that_has_ended_is_silent_for_good(pairing, operator):
    pairings.end(pairing=pairing, by=operator, now=after(1))

    assert nudges.nudge(now=after(30)) == 0


def test_the_clock_runs_it(pairing, moderator, capsys):
    call_command("nudge_silent")

    assert "pairings nudged" in capsys.readouterr().out


def test_many_pairings_are_found_with_as_many_questions(pairing, participant, settings):
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(silent(days=7, now=after(8)))
        return len(queries)

    one = questions()
    for number in range(5):
        cast.mentor_of(participant, f"Mentor {number}")
    Pairing.objects.update(started_at=BEGUN)

    assert len(silent(days=7, now=after(8))) == 6
    assert questions() == one
