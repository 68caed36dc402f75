"""The live connection: who gets in, what it answers, what it refuses."""

import json

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from leaderboard.rules import BY_NAME
from leaderboard.services import points
from mentorship.models import JournalEntry
from messaging import live, protocol
from messaging.consumers import LiveConsumer
from portal.testing import cast

#: A socket looks after the connections of its thread, although none of these asks the database anything.
pytestmark = pytest.mark.django_db


class Somebody:
    is_authenticated = True
    is_active = True
    handle = "amina"
    pk = 1


def talk(user, *frames: str) -> list[dict]:
    """Connect as `user`, send `frames`, return all answers; the first is the close code if refused."""

    async def conversation() -> list[dict]:
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        socket.scope["user"] = user
        accepted, code = await socket.connect()
        if not accepted:
            return [{"closed": code}]
        answers = [json.loads(await socket.receive_from())]
        for frame in frames:
            await socket.send_to(text_data=frame)
            answers.append(json.loads(await socket.receive_from()))
        await socket.disconnect()
        return answers

    return async_to_sync(conversation)()


def test_a_person_is_greeted_and_answered():
    hello, pong = talk(Somebody(), '{"type": "ping", "n": 7}')

    assert hello == {"type": "hello", "version": protocol.VERSION, "handle": "amina"}
    assert pong == {"type": "pong", "n": 7}


def test_a_visitor_is_turned_away():
    assert talk(AnonymousUser()) == [{"closed": protocol.CLOSE_NOT_LOGGED_IN}]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (" ", "not-json"),
        ("[1]", "unknown-type"),
        ("not json", "not-json"),
        ('{"type": "chat.message"}', "unknown-type"),
        ('{"type": "ping"}', "bad-field"),
        ('{"type": "ping", "n": true}', "bad-field"),
        ('{"type": "ping", "n": "7"}', "bad-field"),
        ('{"type": "ping", "n": 1e400}', "bad-field"),
        ('{"type": "ping", "n": -1}', "bad-field"),
        ('{"type": ["ping"]}', "unknown-type"),
        ('{"type": "watch", "conversation": ["x"]}', "bad-field"),
        ('{"type": "watch", "conversation": "x"}', "no-such-conversation"),
        ('{"type": "sync", "conversation": 7, "after": 0}', "bad-field"),
        ('{"type": "sync", "conversation": "\\u0000", "after": 0}', "bad-field"),
        ('{"type": "watch", "conversation": "\\u0000"}', "bad-field"),
        ('{"type": "watch", "conversation": "\\ud800"}', "bad-field"),
        ('{"type": "typing", "conversation": "\\udfff"}', "bad-field"),
        ('{"type": "sync", "conversation": "x", "after": 4294967296}', "bad-field"),
        ('{"type": "send", "conversation": "x", "client_id": "7", "text": "?"}', "bad-field"),
        ('{"type": "send", "conversation": "x", "client_id": [], "text": "?"}', "bad-field"),
        ("[" * 50_000, "not-json"),
        ('"' + "x" * protocol.MAX_FRAME_BYTES + '"', "too-large"),
    ],
)
def test_hostile_frames_get_an_error_and_the_socket_lives(frame, code):
    _, refusal, pong = talk(Somebody(), frame, '{"type": "ping", "n": 1}')

    assert refusal == {"type": "error", "code": code}
    assert pong["type"] == "pong"


def on_boards(*moves) -> list[dict]:
    """Look at boards, let each of `moves` happen, and return what came meanwhile and shortly after."""

    async def looking() -> list[dict]:
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        socket.scope["user"] = Somebody()
        await socket.connect()
        await socket.receive_from()
        await socket.send_to(text_data='{"type": "boards"}')
        await socket.send_to(text_data='{"type": "ping", "n": 1}')
        await socket.receive_from()
        for move in moves:
            await database_sync_to_async(move)()
        came = []
        while not await socket.receive_nothing(timeout=0.3):
            came.append(json.loads(await socket.receive_from()))
        await socket.disconnect()
        return came

    return async_to_sync(looking)()


@pytest.mark.django_db(transaction=True)
def test_an_open_board_is_told_that_places_moved_and_not_of_whom():
    participant = cast.person("Amina Okoye", "participant")
    now = timezone.now()
    JournalEntry.objects.create(
        owner=participant, text="Wove.", happened_on=now.date(), spoken_at=now, visibility="mentor"
    )

    def settle():
        points.settle(rule=BY_NAME["diary_shared"], user_id=participant.pk, month=now.date(), now=now)

    assert on_boards(settle) == [{"type": "standings"}]
    assert on_boards(settle) == []  # told again, it moves nothing


def test_many_moves_at_once_are_one_hint():
    def hint():
        live._send(live.BOARDS, {"type": "boards.changed"})

    assert on_boards(*[hint] * 5) == [{"type": "standings"}]


def test_who_does_not_look_at_boards_hears_nothing_of_them():
    async def elsewhere() -> bool:
        socket = WebsocketCommunicator(LiveConsumer.as_asgi(), "/ws/live/")
        socket.scope["user"] = Somebody()
        await socket.connect()
        await socket.receive_from()
        await database_sync_to_async(live._send)(live.BOARDS, {"type": "boards.changed"})
        silent = await socket.receive_nothing(timeout=0.3)
        await socket.disconnect()
        return silent

    assert async_to_sync(elsewhere)()
