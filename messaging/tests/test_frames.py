"""What frames do: the same as the pages, for those in the conversation; nobody who was away stays behind."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from messaging import consumers, protocol, watching
from messaging.consumers import LiveConsumer
from messaging.models import ContactSetting
from messaging.selectors import conversations as questions
from messaging.services import contacts, conversations, drafts, frames, messages, reactions, slots
from portal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(participant, mentor):
    return conversations.begin(by=participant, to=mentor)


def frame(kind, talk, **more):
    return protocol.parse(json.dumps({"type": kind, "conversation": talk.public_id} | more))


def test_a_message_is_sent_once_and_synced(talk, participant, mentor):
    once = str(uuid4())

    for _ in range(2):
        sent = frames.answer(frame=frame("send", talk, client_id=once, text="Hi"), by=participant)
        assert sent == {"type": "sent", "conversation": talk.public_id, "client_id": once, "seq": 1}

    synced = frames.answer(frame=frame("sync", talk, after=0), by=mentor)
    assert [(each["seq"], each["text"]) for each in synced["messages"]] == [(1, "Hi")]
    assert frames.answer(frame=frame("read", talk, until=9), by=mentor) is None
    assert talk.memberships.get(user=mentor).read_seq == 1


@pytest.mark.parametrize("text", ["", "a\0b", "x" * 8001])
def test_words_that_cannot_be_kept_get_an_error_frame(talk, participant, text):
    sent = frames.answer(frame=frame("send", talk, client_id=str(uuid4()), text=text), by=participant)

    assert sent == {"type": "error", "code": "refused"}


def test_a_draft_is_there_on_another_device_until_it_is_sent(talk, participant, mentor):
    kept = frames.answer(frame=frame("draft", talk, text="Hel"), by=participant)
    assert kept == {"type": "kept", "conversation": talk.public_id, "draft_version": 1}
    frames.answer(frame=frame("draft", talk, text="Hello"), by=participant)

    synced = frames.answer(frame=frame("sync", talk, after=0), by=participant)
    assert (synced["draft"], synced["draft_version"]) == ("Hello", 2)
    assert frames.answer(frame=frame("sync", talk, after=0), by=mentor)["draft"] == ""
    frames.answer(frame=frame("send", talk, client_id=str(uuid4()), text="Hello"), by=participant)

    synced = frames.answer(frame=frame("sync", talk, after=0), by=participant)
    assert (synced["draft"], synced["draft_version"]) == ("", 3)


def test_signs_are_synced_and_unknown_ones_refused(talk, participant, mentor):
    frames.answer(frame=frame("send", talk, client_id=str(uuid4()), text="Hi"), by=participant)
    for sign, on in (("heart", 1), ("yes", 1), ("heart", 1), ("yes", 0)):
        assert frames.answer(frame=frame("react", talk, seq=1, sign=sign, on=on), by=mentor) is None

    synced = frames.answer(frame=frame("sync", talk, after=0), by=participant)
    assert synced["messages"][0]["signs"] == {"heart": [mentor.handle]}
    for wrong in ({"seq": 1, "sign": "skull", "on": 1}, {"seq": 9, "sign": "heart", "on": 1}):
        answer = frames.answer(frame=frame("react", talk, **wrong), by=mentor)
        assert answer == {"type": "error", "code": "refused"}


def test_foreign_conversations_are_not_there(talk, stranger, moderator):
    for by in (stranger, moderator):
        for kind, more in (("sync", {"after": 0}), ("read", {"until": 1}), ("draft", {"text": "Hi"})):
            answer = frames.answer(frame=frame(kind, talk, **more), by=by)
            assert answer == {"type": "error", "code": "no-such-conversation"}


def test_who_was_deactivated_after_connecting_is_answered_no_more(talk, participant):
    User.objects.filter(pk=participant.pk).update(is_active=False)

    assert participant.is_active  # as of when the socket was opened
    for kind, more in (("sync", {"after": 0}), ("send", {"client_id": str(uuid4()), "text": "Hi"})):
        answer = frames.answer(frame=frame(kind, talk, **more), by=participant)
        assert answer == {"type": "error", "code": "no-such-conversation"}
    assert not talk.messages.exists()


def test_a_log_in_that_ended_no_longer_stands(participant):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[HASH_SESSION_KEY] = participant.get_session_auth_hash()
    session.create()

    def stands():
        log_in = frames.log_in_of(session=session, person_id=participant.pk)
        return not frames.ended(log_ins={log_in}, now=timezone.now())

    assert stands()
    User.objects.filter(pk=participant.pk).update(is_active=False)
    assert not stands()
    User.objects.filter(pk=participant.pk).update(is_active=True, session_epoch=7)
    assert not stands()
    User.objects.filter(pk=participant.pk).update(session_epoch=0)
    assert stands()
    participant.set_password("another one 42")
    participant.save()
    assert not stands()
    session[HASH_SESSION_KEY] = participant.get_session_auth_hash()
    session.save()
    assert stands()
    session.delete(session.session_key)
    assert not stands()


class Somebody:
    is_authenticated = True
    is_active = True
    handle = "amina"
    pk = 1


async def _connected():
    socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
    socket.scope["user"] = Somebody()
    accepted, code = await socket.connect()
    if accepted:
        await socket.receive_from()
    return socket, accepted, code


def test_a_person_has_ten_sockets():
    async def knock():
        sockets = [await _connected() for _ in range(slots.MOST)]
        _refused, accepted, code = await _connected()
        for socket, _accepted, _code in sockets:
            await socket.disconnect()
        return accepted, code

    assert async_to_sync(knock)() == (False, protocol.CLOSE_TOO_MANY)
    assert not consumers._open


def test_of_thirty_that_knock_at_once_while_the_cache_is_away_ten_get_in(monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(slots.cache, "add", away)

    async def knock():
        knocked = await asyncio.gather(*[_connected() for _ in range(30)])
        for socket, accepted, _code in knocked:
            if accepted:
                await socket.disconnect()
        return sum(accepted for _socket, accepted, _code in knocked)

    assert async_to_sync(knock)() == slots.MOST
    assert not consumers._open


def test_a_socket_that_could_not_be_opened_leaves_its_seat(monkeypatch):
    def away(**_asked):
        raise ConnectionError

    monkeypatch.setattr(frames, "log_in_of", away)

    async def knock():
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        socket.scope |= {"user": Somebody(), "session": {}}
        await socket.connect()

    with pytest.raises(ConnectionError):
        async_to_sync(knock)()
    assert not consumers._open


def test_a_socket_that_broke_off_leaves_its_seat(monkeypatch):
    def away(**_asked):
        raise ConnectionError

    monkeypatch.setattr(frames, "answer", away)

    async def knock():
        socket, _accepted, _code = await _connected()
        await socket.send_to(text_data='{"type": "typing", "conversation": "x"}')
        with pytest.raises(ConnectionError):
            await socket.receive_from()
        return watching.of_this_loop().sockets

    assert not async_to_sync(knock)()
    assert not consumers._open
    assert slots.take(person_id=Somebody.pk).endswith(":0")


def test_ten_are_counted_over_all_workers_and_those_of_a_killed_one_fall_free():
    places = [slots.take(person_id=1) for _ in range(slots.MOST)]  # by another worker

    async def knock():
        _socket, accepted, code = await _connected()
        return accepted, code

    assert async_to_sync(knock)() == (False, protocol.CLOSE_TOO_MANY)
    slots.free(place=places[3])
    assert slots.take(person_id=1) == places[3]
    slots.renew(places=[*places, ""])
    with pytest.raises(slots.AllTaken):
        slots.take(person_id=1)


def test_without_the_cache_nobody_is_shut_out(monkeypatch):
    def away(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(slots.cache, "add", away)
    monkeypatch.setattr(slots.cache, "delete", away)
    monkeypatch.setattr(slots.cache, "set_many", away)

    assert slots.take(person_id=1) == ""
    slots.renew(places=["socket:1:0"])  # a look goes on: what ended is closed all the same
    slots.free(place="socket:1:0")


def test_a_flood_is_told_once_and_closed():
    async def flood():
        socket, _accepted, _code = await _connected()
        for number in range(int(consumers.BURST) + consumers.PATIENCE + 30):
            await socket.send_to(text_data=json.dumps({"type": "ping", "n": number}))
        heard = []
        while True:
            event = await socket.receive_output(timeout=5)
            if event["type"] == "websocket.close":
                await socket.disconnect()
                return heard, event["code"]
            heard.append(json.loads(event["text"])["type"])

    heard, code = async_to_sync(flood)()

    assert code == protocol.CLOSE_TOO_MANY
    assert heard.count("error") == 1


#: "lost" and "doubled" frames, and answers that arrive later than others.
ACTS = st.lists(
    st.sampled_from(
        [
            "send",
            "send",
            "edit",
            "delete",
            "react",
            "draft",
            "read",
            "opt",
            "answer",
            "ask",
            "arrives",
            "arrives late",
            "doubled",
            "lost",
        ]
    ),
    min_size=1,
    max_size=16,
)
#: How many conversations are tried; 1,000 for the proof in docs/messaging.md.
RUNS = int(os.environ.get("RESYNC_RUNS", "60"))


class Client:
    """Keeps what it was told, as a page does."""

    def __init__(self, person, talk):
        self.person, self.talk, self.change, self.rows = person, talk, 0, {}
        self.draft, self.reads = (0, ""), (0, {})

    def ask(self):
        return frames.answer(frame=frame("sync", self.talk, after=self.change), by=self.person)

    def hear(self, told):
        self.draft = max(self.draft, (told["draft_version"], told["draft"]))
        if told["reads_version"] >= self.reads[0]:
            self.reads = (told["reads_version"], told["reads"])
        for each in told["messages"]:
            known = self.rows.get(each["seq"])
            if known is None or known["change"] <= each["change"]:
                self.rows[each["seq"]] = each
            self.change = max(self.change, each["change"])

    def catch_up(self):
        more = True
        while more:
            told = self.ask()
            self.hear(told)
            more = told["more"]


@hypothesis_settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS, data=st.data())
def test_a_client_whose_frames_got_lost_doubled_and_mixed_up_ends_like_a_fresh_one(
    talk, participant, mentor, acts, data
):
    with transaction.atomic():
        away, line, now = Client(mentor, talk), [], timezone.now()
        for act in acts:
            _do(act, talk, participant, away, line, data, now)

        talk.refresh_from_db()
        away.catch_up()
        fresh = Client(mentor, talk)
        fresh.catch_up()

        assert (away.rows, away.draft, away.reads) == (fresh.rows, fresh.draft, fresh.reads)
        shown = contacts_of(participant).shows_reading is not False and talk.last_seq > 0
        read = talk.memberships.get(user=participant).read_seq
        assert fresh.reads[1] == ({participant.handle: read} if shown and read else {})
        assert fresh.draft[1] == talk.memberships.get(user=mentor).draft
        assert {seq: each["text"] for seq, each in fresh.rows.items()} == {
            each.seq: each.text for each in questions.page(talk, mentor)
        }
        transaction.set_rollback(True)


def contacts_of(person):
    return ContactSetting.objects.filter(user=person).first() or ContactSetting()


def _do(act, talk, writer, away, line, data, now):
    """One thing that happens; `line` holds the answers that are on their way to `away`."""
    talk.refresh_from_db()
    open_ones = list(talk.messages.filter(deleted_at=None))
    own = [each for each in open_ones if each.author == writer]
    if act == "send":
        messages.send(conversation=talk, by=writer, text="Hi", client_id=uuid4(), now=now)
    elif act in {"edit", "delete"} and own:
        message = data.draw(st.sampled_from(own))
        moment = {"message": message, "by": writer, "now": now + timedelta(minutes=1)}
        messages.edit(text=f"Hi {len(line)}", **moment) if act == "edit" else messages.delete(**moment)
    elif act == "react" and open_ones:
        given = {"sign": data.draw(st.sampled_from(["heart", "yes"])), "is_on": data.draw(st.booleans())}
        message = data.draw(st.sampled_from(open_ones))
        reactions.react(message=message, by=data.draw(st.sampled_from([writer, away.person])), now=now, **given)
    elif act == "read":
        conversations.read(conversation=talk, by=writer, until=data.draw(st.integers(0, 9)))
    elif act == "opt":
        contacts.choose(by=writer, who="everybody", shows_reading=data.draw(st.booleans()))
    elif act == "answer":
        messages.send(conversation=talk, by=away.person, text="Yes", client_id=uuid4(), now=now)
    elif act == "draft":
        drafts.keep(conversation=talk, by=away.person, text=data.draw(st.sampled_from(["", "Hel", "Hello"])))
    elif act == "ask":
        line.append(away.ask())
    elif act in {"arrives", "doubled"} and line:
        away.hear(line[0] if act == "doubled" else line.pop(0))
    elif act in {"arrives late", "lost"} and line:
        told = line.pop(data.draw(st.integers(0, len(line) - 1)))
        if act == "arrives late":
            away.hear(told)
