"""The live connection: who gets in, what it answers, what it refuses."""

import json

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from messaging import protocol
from messaging.consumers import LiveConsumer

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
