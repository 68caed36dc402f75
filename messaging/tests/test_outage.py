"""Workers and Redis die in the middle of a conversation: nothing is lost, nothing doubled. And nine origins."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from messaging.models import Message
from messaging.services import conversations
from portal.testing.servers import Redis, Server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    # On a machine without services there may be none; where they are named, a missing one fails.
    pytest.mark.skipif(
        not shutil.which("redis-server") and "REDIS_URL" not in os.environ, reason="needs redis-server"
    ),
]
COUNT = 60
PATIENCE = 120.0


@pytest.fixture
def redis() -> Iterator[Redis]:
    redis = Redis()
    redis.start()
    yield redis
    redis.kill()


@pytest.fixture
def workers(redis: Redis) -> Iterator[tuple[Server, Server]]:
    pair = (Server(REDIS_URL=redis.url), Server(REDIS_URL=redis.url))
    for each in pair:
        each.start()
    yield pair
    for each in pair:
        each.kill()


def cookie_of(person: Any) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"


class Talker:
    """One person's client: it reconnects, asks for what it missed, and sends again what nobody confirmed."""

    def __init__(self, server: Server, cookie: str, talk: str) -> None:
        self.server, self.cookie, self.talk = server, cookie, talk
        self.rows: dict[int, dict[str, Any]] = {}
        self.change = 0
        self.unsent: dict[str, str] = {}
        self.heard: list[int] = []
        self.socket: ClientConnection | None = None

    async def run(self) -> None:
        address = self.server.url.replace("http", "ws") + "/ws/live/"
        while True:
            try:
                headers = {"Cookie": self.cookie}
                async with connect(address, origin=self.server.url, additional_headers=headers) as self.socket:
                    async for text in self.socket:
                        await self.hear(json.loads(text))
            except (OSError, WebSocketException, TimeoutError):
                pass
            self.socket = None
            await asyncio.sleep(0.2)

    async def hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "hello":
            await self.tell({"type": "watch", "conversation": self.talk})
        elif frame["type"] == "watching":
            await self.ask()
            for client_id, text in list(self.unsent.items()):
                await self.send(client_id, text)
        elif frame["type"] == "changed" and frame["change"] > self.change:
            await self.ask()
        elif frame["type"] == "sent":
            self.unsent.pop(frame["client_id"], None)
        elif frame["type"] == "messages":
            for each in frame["messages"]:
                self.rows[each["seq"]] = each
                self.change = max(self.change, each["change"])
            if frame["more"]:
                await self.ask()

    async def ask(self) -> None:
        await self.tell({"type": "sync", "conversation": self.talk, "after": self.change})

    async def send(self, client_id: str, text: str) -> None:
        self.unsent[client_id] = text
        await self.tell({"type": "send", "conversation": self.talk, "client_id": client_id, "text": text})

    async def tell(self, frame: dict[str, Any]) -> None:
        if self.socket:
            with contextlib.suppress(OSError, WebSocketException):  # told again after the next hello
                await self.socket.send(json.dumps(frame))


async def until(is_so: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < last, "it does not come to an end"
        await asyncio.sleep(0.1)


async def scene(one: Talker, other: Talker, redis: Redis) -> None:
    """Both talk at once; a worker is killed at a third, Redis at half, both come back."""
    running = [asyncio.create_task(each.run()) for each in (one, other)]
    await until(lambda: bool(one.socket and other.socket))
    for number in range(COUNT):
        for name, each in (("one", one), ("other", other)):
            await each.send(str(uuid4()), f"{name} {number}")
        if number == COUNT // 3:
            one.server.kill()
        if number == COUNT // 2:
            await asyncio.to_thread(one.server.start)
            redis.kill()
        if number == 3 * COUNT // 4:
            redis.start()
        await asyncio.sleep(0.15)  # ten frames a second are allowed
    resend = asyncio.create_task(resending(one, other))
    await until(lambda: not one.unsent and not other.unsent)
    for each in (one, other):
        await each.ask()
    await until(lambda: len(one.rows) == len(other.rows) == 2 * COUNT)
    for task in (*running, resend):
        task.cancel()
    await asyncio.gather(*running, resend, return_exceptions=True)


async def resending(*talkers: Talker) -> None:
    """What is not confirmed within a while is sent again, under the same id."""
    while True:
        await asyncio.sleep(2)
        for each in talkers:
            for client_id, text in list(each.unsent.items())[:8]:
                await each.send(client_id, text)


def test_a_killed_worker_and_a_dead_redis_lose_and_double_nothing(participant, mentor, workers, redis):
    talk = conversations.begin(by=participant, to=mentor).public_id
    one, other = (
        Talker(server, cookie_of(person), talk)
        for server, person in zip(workers, (participant, mentor), strict=True)
    )

    asyncio.run(scene(one, other, redis))

    said = list(Message.objects.order_by("seq").values_list("seq", "text"))
    assert [seq for seq, _text in said] == list(range(1, 2 * COUNT + 1))
    assert sorted(text for _seq, text in said) == sorted(
        f"{name} {number}" for name in ("one", "other") for number in range(COUNT)
    )
    for each in (one, other):
        assert sorted((seq, row["text"]) for seq, row in each.rows.items()) == said


def test_of_nine_origins_only_our_own_opens_a_socket(participant, workers):
    server, cookie = workers[0], cookie_of(participant)
    origins = {
        server.url: True,
        f"http://127.0.0.1:{workers[1].port}": False,  # another port
        server.url.replace("http:", "https:"): False,
        f"http://localhost:{server.port}": False,
        f"http://127.0.0.1.evil.example:{server.port}": False,  # looks alike
        f"{server.url}@evil.example": False,
        "http://evil.example": False,
        "null": False,
        None: False,
    }

    async def opens(origin: str | None) -> bool:
        address = server.url.replace("http", "ws") + "/ws/live/"
        try:
            async with connect(address, origin=origin, additional_headers={"Cookie": cookie}) as socket:
                return json.loads(await socket.recv())["type"] == "hello"
        except InvalidStatus as refusal:
            return bool(refusal.response.status_code != 403)

    async def all_of_them() -> dict[str | None, bool]:
        return {origin: await opens(origin) for origin in origins}

    assert asyncio.run(all_of_them()) == origins
