"""Every cause that ends a right closes the sockets that rest on it, within five seconds; bystanders stay."""

from __future__ import annotations

import asyncio
import json
import time
from importlib import import_module
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone

from mentorship.models import Pairing
from mentorship.services import pairings
from mentorship.tests.tasks import give
from messaging import protocol
from messaging import watching as watching_sockets
from messaging.consumers import LiveConsumer
from messaging.models import Block, Conversation, Membership
from messaging.services import contacts, conversations, frames, messages, slots
from messaging.watching import Watch
from portal.accounts.models import User
from portal.testing import cast

pytestmark = pytest.mark.django_db
SOON = 5.0


@pytest.fixture(autouse=True)
def one_transaction(monkeypatch):
    """Hints go out at once, and the connection stays open: the test's own transaction never ends."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)
    monkeypatch.setattr("messaging.live.transaction.on_commit", lambda act: act())


def opened_by(person):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session


async def watching(person, talk, session=None, app=None):
    """Return a socket of `person` that watches `talk`."""
    socket = WebsocketCommunicator(app or LiveConsumer.as_asgi(), "/ws/live/")
    socket.scope["user"] = person
    socket.scope["session"] = session or await sync_to_async(opened_by)(person)
    assert (await socket.connect())[0]
    await socket.receive_from()
    await socket.send_to(text_data=json.dumps({"type": "watch", "conversation": talk.public_id}))
    answer = json.loads(await socket.receive_from())
    assert answer == protocol.watching(conversation=talk.public_id, change=talk.last_change)
    return socket


async def end_of(socket):
    """Return with which code the socket was closed, and after how many seconds."""
    begun = time.monotonic()
    while True:
        event = await socket.receive_output(timeout=SOON)
        if event["type"] == "websocket.close":
            await socket.disconnect()
            return event["code"], time.monotonic() - begun


def closed(person, talk, cause, *, session=None):
    """Return how a socket of `person` ends once `cause` has happened."""

    async def scene():
        socket = await watching(person, talk, session)
        await sync_to_async(cause)()
        return await end_of(socket)

    code, seconds = async_to_sync(scene)()
    assert seconds <= SOON
    return code


@pytest.fixture
def child(participant):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    participant.refresh_from_db()
    return participant


def test_a_log_out_closes_the_socket(participant, mentor):
    talk, session = conversations.begin(by=participant, to=mentor), opened_by(mentor)

    code = closed(mentor, talk, lambda: session.delete(session.session_key), session=session)

    assert code == protocol.CLOSE_NOT_LOGGED_IN


def test_another_password_closes_the_socket(participant, mentor):
    talk = conversations.begin(by=participant, to=mentor)

    def change():
        known = User.objects.get(pk=mentor.pk)
        known.set_password("another one 42")
        known.save()

    assert closed(mentor, talk, change) == protocol.CLOSE_NOT_LOGGED_IN


def test_a_deactivation_closes_the_socket(participant, mentor):
    talk = conversations.begin(by=participant, to=mentor)

    code = closed(mentor, talk, lambda: User.objects.filter(pk=mentor.pk).update(is_active=False))

    assert code == protocol.CLOSE_NOT_LOGGED_IN


@pytest.mark.parametrize("side", ["blocked", "blocker"])
def test_a_block_closes_the_sockets_of_both(participant, mentor, side):
    talk = conversations.begin(by=participant, to=mentor)
    listener = mentor if side == "blocked" else participant

    code = closed(listener, talk, lambda: contacts.block(by=participant, person=mentor))

    assert code == protocol.CLOSE_OVER


@pytest.mark.parametrize("kind", ["direct", "task", "group"])
def test_the_end_of_a_pairing_closes_the_mentors_socket(child, mentor, moderator, kind):
    talk = {
        "direct": lambda: conversations.begin(by=mentor, to=child),
        "task": lambda: conversations.about_task(task=give(child, mentor), by=mentor),
        "group": lambda: conversations.begin_group(by=mentor, title="Looms", people=[child]),
    }[kind]()
    pairing = Pairing.objects.get(mentor=mentor)

    def end():
        pairings.end(pairing=pairing, by=moderator, now=timezone.now())
        conversations.part(mentor=mentor, participant=child, now=timezone.now())  # what the receiver does

    assert closed(mentor, talk, end) == protocol.CLOSE_OVER


@pytest.mark.parametrize("how", ["leaves", "is taken out"])
def test_who_leaves_or_is_taken_out_hears_no_more_and_the_others_do(participant, mentor, how):
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])

    def go():
        known = {"conversation": group, "now": timezone.now()}
        if how == "leaves":
            conversations.leave(by=participant, **known)
        else:
            conversations.remove(by=mentor, person=participant, **known)

    async def scene():
        gone, stays = await watching(participant, group), await watching(mentor, group)
        await sync_to_async(go)()
        code, seconds = await end_of(gone)
        assert await stays.receive_nothing(timeout=0.2)
        await stays.disconnect()
        return code, seconds

    code, seconds = async_to_sync(scene)()

    assert code == protocol.CLOSE_OVER
    assert seconds <= SOON


class Unread:
    """Sockets whose peer stops reading: that they are closed never gets through."""

    def __init__(self):
        self.closing = asyncio.Event()

    async def __call__(self, scope, receive, send):
        async def send_unless_closing(event):
            if event["type"] == "websocket.close":
                self.closing.set()
                await asyncio.Event().wait()
            await send(event)

        await LiveConsumer.as_asgi()(scope, receive, send_unless_closing)


@pytest.mark.parametrize("cause", ["logged out", "taken out"])
def test_who_does_not_read_keeps_nobody_elses_socket_open_and_is_answered_no_more(
    participant, mentor, monkeypatch, cause
):
    monkeypatch.setattr("messaging.watching.CLOSES_WITHIN", 1.0)
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])
    session, other_session = opened_by(participant), opened_by(mentor)

    def go():
        if cause == "logged out":
            session.delete(session.session_key)
        else:
            Membership.objects.filter(user=participant).update(left_at=timezone.now())
            Conversation.objects.update(version=77)

    async def scene():
        deaf = Unread()
        stuck = await watching(participant, group, session, app=deaf)
        other = await watching(mentor, group, other_session)
        await sync_to_async(go)()
        await asyncio.wait_for(deaf.closing.wait(), SOON)
        if cause == "taken out":
            assert json.loads(await stuck.receive_from()) == protocol.over(conversation=group.public_id)
        for kind in ({"type": "ping", "n": 1}, {"type": "sync", "conversation": group.public_id, "after": 0}):
            await stuck.send_to(text_data=json.dumps(kind))
        assert await stuck.receive_nothing(timeout=0.3)
        await sync_to_async(other_session.delete)(other_session.session_key)
        ended = await end_of(other)
        await stuck.wait(timeout=SOON)
        return ended, watching_sockets.of_this_loop().sockets

    (code, seconds), left = async_to_sync(scene)()

    assert code == protocol.CLOSE_NOT_LOGGED_IN
    assert seconds <= SOON
    assert not left
    assert slots.take(person_id=participant.pk).endswith(":0")


def test_a_cause_that_nobody_tells_of_is_found_by_the_version(participant, mentor):
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])

    def silently():
        Membership.objects.filter(user=participant).update(left_at=timezone.now())
        Conversation.objects.update(version=77)

    assert closed(participant, group, silently) == protocol.CLOSE_OVER


def test_foreign_conversations_cannot_be_watched(participant, mentor, stranger):
    talk = conversations.begin(by=participant, to=mentor)

    async def scene():
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        socket.scope["user"] = stranger
        await socket.connect()
        await socket.receive_from()
        await socket.send_to(text_data=json.dumps({"type": "watch", "conversation": talk.public_id}))
        answer = json.loads(await socket.receive_from())
        await socket.disconnect()
        return answer

    assert async_to_sync(scene)() == protocol.error(code="no-such-conversation")


def test_five_hundred_sockets_are_looked_after_by_a_few_questions(
    participant, mentor, django_assert_max_num_queries
):
    people = [cast.person(f"Learner {number}", "participant") for number in range(8)]
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])
    for person in people:
        Membership.objects.create(conversation=group, user=person)
    group.refresh_from_db()
    log_ins = [frames.log_in_of(session=opened_by(person), person_id=person.pk) for person in people]

    class Socket:
        place, turn, is_over = "", 0, False

        def __init__(self, number):
            self.person_id, self.log_in = people[number % 8].pk, log_ins[number % 8]
            self.watched, self.asked = {group.public_id: group.version}, 0

        async def log_in_ended(self):
            raise AssertionError

        def was_asked(self, public_id, *, version):
            assert (public_id, version) == (group.public_id, group.version)
            self.asked += 1

    async def whole_turn():
        for socket in sockets:
            watch.add(socket)
        watch.task.cancel()
        for turn in range(watching_sockets.TURNS):
            await watch.look(turn=turn)

    watch, sockets = Watch(), [Socket(number) for number in range(500)]
    with django_assert_max_num_queries(5 * watching_sockets.TURNS):
        async_to_sync(whole_turn)()

    assert {each.asked for each in sockets} == {1}


@pytest.mark.parametrize("age", ["adult", "under_16"])
@pytest.mark.parametrize("kind", ["direct", "group"])
@pytest.mark.parametrize("then", ["nothing", "blocked", "parted", "left", "closed"])
def test_many_are_asked_about_as_one_is(participant, mentor, stranger, moderator, age, kind, then):
    """`frames.reached` and `frames.watches` cannot disagree, whatever has happened."""
    User.objects.filter(pk=participant.pk).update(age_band=age)
    participant.refresh_from_db()
    talk = (
        conversations.begin(by=mentor, to=participant)
        if kind == "direct"
        else conversations.begin_group(by=mentor, title="Looms", people=[participant])
    )
    if then == "blocked":
        Block.objects.create(by=participant, person=mentor)
    elif then == "parted":
        Pairing.objects.update(ended_at=timezone.now())
    elif then == "left":
        Membership.objects.filter(user=mentor).update(left_at=timezone.now())
    elif then == "closed":
        User.objects.filter(pk=mentor.pk).update(is_active=False)
    people = (participant, mentor, stranger, moderator)
    pairs = {(talk.public_id, person.pk) for person in people} | {("nothing", mentor.pk)}

    told = frames.reached(pairs=pairs)

    one_by_one = {
        pair: found.version
        for pair in pairs
        if (found := frames.watches(public_id=pair[0], person_id=pair[1])) is not None
    }
    assert told == one_by_one
    assert ((talk.public_id, mentor.pk) in told) is (
        then == "nothing" or (then == "blocked" and kind == "group") or (then == "parted" and age == "adult")
    )


def test_hints_of_a_crowd_are_collected_and_the_last_one_arrives(participant, mentor, monkeypatch):
    monkeypatch.setattr("messaging.watching.FEW", 0)
    monkeypatch.setattr("messaging.watching.PACE", 0.3)
    group = conversations.begin_group(by=mentor, title="Looms", people=[participant])

    def talk_fast():
        for number in range(8):
            messages.send(conversation=group, by=mentor, text=str(number), client_id=uuid4(), now=timezone.now())

    async def scene():
        socket = await watching(participant, group)
        await sync_to_async(talk_fast)()
        heard = []
        while not heard or heard[-1] < 8:
            heard.append(json.loads(await socket.receive_from(timeout=SOON))["change"])
        await socket.disconnect()
        return heard

    heard = async_to_sync(scene)()

    assert heard == sorted(heard)
    assert len(heard) < 8
