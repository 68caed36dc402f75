"""Messages that somebody has not read: told once, in time, and never of what they do not want to hear."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.kinds import BY_SLUG
from messaging.models import Block, Membership, Message, Notification, OutgoingMail
from messaging.services import conversations, messages, waiting

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=11)


def say(talk: Any, by: Any, text: str = "Bring the red yarn", **more: Any) -> Message:
    values = {"client_id": uuid4(), "now": timezone.now(), **more}
    return messages.send(conversation=talk, by=by, text=text, **values)


@pytest.fixture
def tell(django_capture_on_commit_callbacks: Any) -> Any:
    def after(how_long: timedelta = LATER) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return waiting.tell(now=timezone.now() + how_long)

    return after


@pytest.fixture
def talk(participant, mentor):
    return conversations.begin(by=participant, to=mentor)


def told(person: Any) -> list[Notification]:
    return list(Notification.objects.filter(person=person, kind=waiting.KIND).order_by("pk"))


def test_one_is_told_once_of_each_stretch_and_the_mail_has_no_words(talk, participant, mentor, tell):
    say(talk, mentor)
    say(talk, mentor, "And the blue one")
    assert tell(timedelta(minutes=9)) == 0

    assert (tell(), tell()) == (1, 0)
    [notice] = told(participant)
    assert not told(mentor)
    first = Message.objects.get(seq=1)
    assert BY_SLUG[waiting.KIND].words(first, participant) == f"{mentor.display_name} wrote to you"
    assert OutgoingMail.objects.filter(key=f"notice:{notice.pk}").exists()

    talk.refresh_from_db()
    conversations.read(conversation=talk, by=participant, until=2)
    say(talk, mentor, "Thursday then")
    assert tell() == 1
    assert [each.read_at is None for each in told(participant)] == [False, True]


def test_who_has_read_it_is_not_told(talk, participant, mentor, tell):
    said = say(talk, mentor)
    talk.refresh_from_db()
    conversations.read(conversation=talk, by=participant, until=said.seq)

    assert tell() == 0


@pytest.mark.parametrize("what", ["is_muted", "is_archived", "left", "closed", "old", "taken back"])
def test_what_nobody_wants_to_hear_is_not_told(what, talk, participant, mentor, tell):
    said = say(talk, mentor)
    place = Membership.objects.filter(conversation=talk, user=participant)
    match what:
        case "left":
            place.update(left_at=timezone.now())
        case "closed":
            participant.is_active = False
            participant.save()
        case "taken back":
            messages.delete(message=said, by=mentor, now=timezone.now())
        case "old":
            pass
        case _:
            place.update(**{what: True})

    assert tell(timedelta(days=4) if what == "old" else LATER) == 0


def test_in_a_group_words_of_the_blocked_are_passed_over(participant, mentor, tell):
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])
    Block.objects.create(by=participant, person=mentor)
    say(group, mentor)

    assert tell() == 0


def test_a_group_is_named(participant, mentor, tell):
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])
    said = say(group, mentor)

    assert tell() == 1
    assert BY_SLUG[waiting.KIND].words(said, participant) == f"{mentor.display_name} wrote in “Looms”"


def test_it_asks_no_more_for_more_conversations(participant, mentor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            waiting.tell(now=timezone.now() + LATER)
        return len(seen)

    say(conversations.begin_group(by=mentor, title="Looms", people=[participant]), mentor)
    asked()
    few = asked()
    for number in range(6):
        group = conversations.begin_group(by=mentor, title=f"Loom {number}", people=[participant])
        say(group, mentor)

    assert asked() == few
