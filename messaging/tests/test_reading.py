"""Who is told how far others have read and that they write: both agree and are close, or nobody is told."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from mentorship.models import Cohort, CohortMember
from messaging.consumers import LiveConsumer
from messaging.permissions import contacts as rules
from messaging.selectors import reading
from messaging.services import contacts, conversations, messages
from portal.accounts.models import User
from portal.testing import cast

pytestmark = pytest.mark.django_db
INBOX = "/my/conversations/"


@pytest.fixture
def talk(participant, mentor):
    return conversations.begin(by=participant, to=mentor)


def say(talk, by, text="Hello"):
    return messages.send(conversation=talk, by=by, text=text, client_id=uuid4(), now=timezone.now())


def both_read(talk, *people):
    talk.refresh_from_db()
    for person in people:
        conversations.read(conversation=talk, by=person, until=talk.last_seq)


def test_a_mentor_and_their_participant_see_what_the_other_has_read(talk, participant, mentor, login):
    say(talk, participant)
    page = f"{INBOX}{talk.public_id}/"
    assert "Read by" not in login(participant).get(page).content.decode()

    login(mentor).get(page)

    assert f"Read by {mentor.display_name}" in login(participant).get(page).content.decode()
    assert f"Read by {mentor.display_name}" in login(participant).get(f"{page}changes/").content.decode()
    talk.refresh_from_db()
    assert reading.readers(talk, participant) == {mentor.handle: 1}


@pytest.mark.parametrize("silent", ["participant", "mentor"])
def test_who_tells_nothing_is_told_nothing(talk, participant, mentor, silent):
    say(talk, participant)
    both_read(talk, mentor)
    assert reading.to_be_told(talk, participant) == [mentor.pk]

    by = {"participant": participant, "mentor": mentor}[silent]
    contacts.choose(by=by, who="everybody", shows_reading=False, shows_typing=False)

    for person in (participant, mentor):
        assert reading.readers(talk, person) == {}
        assert reading.to_be_told(talk, person) == []


def test_minors_tell_nothing_until_they_say_so(talk, participant, mentor):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    child = User.objects.get(pk=participant.pk)
    say(talk, mentor)
    both_read(talk, child)
    assert reading.readers(talk, mentor) == {}
    assert reading.to_be_told(talk, child) == []

    contacts.choose(by=child, who="everybody", shows_reading=True, shows_typing=True)

    assert reading.readers(talk, mentor) == {child.handle: 1}
    assert reading.to_be_told(talk, child) == [mentor.pk]


def test_strangers_learn_nothing_of_each_other(mentor):
    one, other = cast.person("Nadia Petrova", "participant"), cast.person("Omar Haddad", "participant")
    talk = conversations.begin(by=one, to=other)
    say(talk, one)
    say(talk, other)
    both_read(talk, one, other)

    assert reading.readers(talk, one) == {}
    assert reading.to_be_told(talk, one) == []


def test_nothing_is_told_of_who_has_muted_or_blocked_or_in_a_large_group(
    participant, mentor, moderator, monkeypatch
):
    group = conversations.begin_group(by=moderator, title="Looms", people=[participant, mentor])
    say(group, participant)
    both_read(group, mentor)
    assert reading.readers(group, participant) == {mentor.handle: 1}  # the coordinator is close to nobody

    monkeypatch.setattr(reading, "MOST", 2)
    assert reading.readers(group, participant) == {}
    monkeypatch.undo()
    conversations.mark(conversation=group, by=mentor, is_muted=True)
    assert reading.readers(group, participant) == {}
    conversations.mark(conversation=group, by=mentor, is_muted=False)
    contacts.block(by=mentor, person=participant)
    assert reading.readers(group, participant) == {}
    assert reading.to_be_told(group, mentor) == []


def test_reading_further_counts_and_what_changes_nothing_does_not(talk, participant, mentor):
    say(talk, participant)
    talk.refresh_from_db()
    before = talk.reads_version

    for _ in range(3):
        both_read(talk, mentor)

    talk.refresh_from_db()
    assert talk.reads_version == before + 1


def test_both_settings_are_chosen_on_the_page(participant, login):
    client, page = login(participant), f"{INBOX}who/"
    assert client.get(page).content.decode().count("checked") == 3  # who may write, and the two

    client.post(page, {"who": "own", "listed": "", "shows_typing": "on"})

    assert not reading.agrees(participant, reading.READING)
    assert reading.agrees(participant, reading.TYPING)


def test_people_of_one_cohort_are_close_and_who_has_left_is_not(mentor, participant):
    lead, fellow, child = (cast.person(name, "participant") for name in ("Lea Ono", "Fay Lund", "Cleo Park"))
    User.objects.filter(pk=child.pk).update(age_band=User.AgeBand.UNDER_16)
    cohort = Cohort.objects.create(name="Weavers", led_by=lead, submission=uuid4())
    for person in (participant, fellow, child):
        CohortMember.objects.create(cohort=cohort, person=person, joined_at=timezone.now())
    contacts.choose(by=fellow, who="own")

    assert rules.may_begin(participant, fellow) is rules.Answer.YES
    assert rules.may_begin(lead, fellow) is rules.Answer.YES
    assert rules.are_close(fellow, lead)
    assert rules.may_begin(cast.person("Sam Stranger", "participant"), fellow) is rules.Answer.NO
    for grown_up in (lead, fellow):
        assert rules.may_begin(grown_up, User.objects.get(pk=child.pk)) is rules.Answer.NO
    CohortMember.objects.filter(person=participant).update(left_at=timezone.now())
    assert rules.may_begin(participant, fellow) is rules.Answer.NO


@pytest.mark.django_db(transaction=True)
def test_that_somebody_writes_reaches_who_is_to_be_told_and_nobody_else(talk, participant, mentor, moderator):
    group = conversations.begin_group(by=moderator, title="Looms", people=[participant, mentor])

    async def connected(person):
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        socket.scope["user"] = person
        await socket.connect()
        await socket.receive_from()
        await socket.send_to(text_data=json.dumps({"type": "watch", "conversation": group.public_id}))
        await socket.receive_from()
        return socket

    async def write():
        sockets = [await connected(person) for person in (participant, mentor, moderator)]
        await sockets[0].send_to(text_data=json.dumps({"type": "typing", "conversation": group.public_id}))
        heard = json.loads(await sockets[1].receive_from(timeout=5))
        silent = [await socket.receive_nothing(timeout=0.3) for socket in (sockets[0], sockets[2])]
        await database_sync_to_async(contacts.choose)(by=mentor, who="everybody", shows_typing=False)
        while not await sockets[1].receive_nothing(timeout=0.3):
            await sockets[1].receive_from()
        await sockets[0].send_to(text_data=json.dumps({"type": "typing", "conversation": group.public_id}))
        silent.append(await sockets[1].receive_nothing(timeout=0.5))
        await asyncio.gather(*(socket.disconnect() for socket in sockets))
        return heard, silent

    heard, silent = async_to_sync(write)()

    assert heard == {
        "type": "typing",
        "conversation": group.public_id,
        "handle": participant.handle,
        "name": participant.display_name,
    }
    assert silent == [True, True, True]
