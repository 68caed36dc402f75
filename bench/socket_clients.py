"""Clients of bench/sockets.py: they keep to the protocol as pages do."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import random
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

#: Between two questions of one client, in seconds: ten frames a second are allowed.
REST = 0.15


def percentile(values: list[float], part: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * part // 100)]


async def page_times(url: str, cookie: str, count: int) -> list[float]:
    """Return how many seconds each of `count` looks at the inbox took, one after the other."""

    def look() -> list[float]:
        taken = []
        for _number in range(count):
            line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
            begun = time.perf_counter()
            line.request("GET", "/my/conversations/", headers={"Cookie": cookie})
            answer = line.getresponse()
            answer.read()
            taken.append(time.perf_counter() - begun)
            if answer.status != 200:
                raise RuntimeError(f"The inbox answers {answer.status}")
            line.close()
        return taken

    return await asyncio.to_thread(look)


def opened(url: str, cookie: str) -> connect:
    address = url.replace("http", "ws") + "/ws/live/"
    return connect(address, origin=url, additional_headers={"Cookie": cookie}, open_timeout=60)  # type: ignore[arg-type]


class Listener:
    """A page that is open and hears; when its line breaks it comes back as talk.js does."""

    def __init__(self, url: str, cookie: str, room: str) -> None:
        self.url, self.cookie, self.room = url, cookie, room
        self.is_open, self.lost, self.errors, self.told = False, 0, 0, ""
        self.socket: ClientConnection | None = None

    async def run(self) -> None:
        wait = 1.0
        while True:
            try:
                async with opened(self.url, self.cookie) as self.socket:
                    async for text in self.socket:
                        frame = json.loads(text)
                        if frame["type"] == "watching":
                            self.is_open, wait = True, 1.0
                        await self.hear(frame)
            except (OSError, TimeoutError, WebSocketException) as error:
                self.told = repr(error)
                self.errors += isinstance(error, InvalidStatus) and error.response.status_code >= 500
            self.lost += self.is_open
            self.is_open = False
            await asyncio.sleep(wait * (0.5 + random.random()))  # noqa: S311  spreads the load
            wait = min(wait * 2, 8)

    async def hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "hello":
            await self.tell({"type": "watch", "conversation": self.room})

    async def tell(self, frame: dict[str, Any]) -> None:
        if self.socket:
            with contextlib.suppress(WebSocketException):
                await self.socket.send(json.dumps(frame))


class Talker(Listener):
    """Asks for what is new when it is told of it, one question at a time, and notes when each message arrived."""

    def __init__(self, url: str, cookie: str, room: str) -> None:
        super().__init__(url, cookie, room)
        self.texts: dict[int, str] = {}
        self.arrived: dict[str, float] = {}
        self.change, self.wanted, self.asking = 0, 0, False

    async def hear(self, frame: dict[str, Any]) -> None:
        await super().hear(frame)
        if frame["type"] in ("watching", "changed"):
            self.wanted = max(self.wanted, frame["change"])
        elif frame["type"] == "messages":
            now = time.perf_counter()
            for each in frame["messages"]:
                self.texts[each["seq"]] = each["text"]
                self.arrived.setdefault(each["text"], now)
                self.change = max(self.change, each["change"])
            self.asking = False
            if self.wanted > self.change:
                await asyncio.sleep(REST)
        if self.wanted > self.change and not self.asking:
            self.asking = True
            await self.tell({"type": "sync", "conversation": self.room, "after": self.change})

    async def say(self, text: str) -> None:
        frame = {"type": "send", "conversation": self.room, "client_id": str(uuid4()), "text": text}
        await self.tell(frame)


class Room:
    def __init__(self, talkers: list[Talker]) -> None:
        self.talkers = talkers
        self.said: dict[str, float] = {}

    async def talk(self, *, seconds: int, each_second: int) -> int:
        begun = time.perf_counter()
        for number in range(seconds * each_second):
            await asyncio.sleep(max(0, begun + number / each_second - time.perf_counter()))
            text = f"message {number}"
            self.said[text] = time.perf_counter()
            await self.talkers[number % len(self.talkers)].say(text)
        return len(self.said)

    async def settled(self, count: int) -> bool:
        """Wait until everybody has everything; return whether all have the same, numbered without a gap."""
        last = time.monotonic() + 120
        while any(len(each.texts) < count for each in self.talkers) and time.monotonic() < last:
            await asyncio.sleep(0.2)
        lists = [sorted(each.texts.items()) for each in self.talkers]
        numbers = [seq for seq, _text in lists[0]]
        whole = numbers == list(range(1, count + 1)) and {text for _seq, text in lists[0]} == set(self.said)
        return whole and all(each == lists[0] for each in lists)

    def latencies(self) -> list[float]:
        return [
            each.arrived[text] - begun
            for each in self.talkers
            for text, begun in self.said.items()
            if text in each.arrived
        ]


async def round_trips(url: str, cookies: list[str], *, room: str, count: int) -> float:
    """Return how many messages a second go from one to the other; without `room`, back from a bare echo."""
    async with opened(url, cookies[0]) as writer, opened(url, cookies[1]) as reader:
        if not room:
            begun = time.perf_counter()
            for number in range(count):
                await writer.send(json.dumps({"n": number}))
                await writer.recv()
            return count / (time.perf_counter() - begun)
        for each in (writer, reader):
            await _until(each, "hello")
            await each.send(json.dumps({"type": "watch", "conversation": room}))
        change = (await _until(reader, "watching"))["change"]
        begun = time.perf_counter()
        for number in range(count):
            frame = {"type": "send", "conversation": room, "client_id": str(uuid4()), "text": f"trip {number}"}
            await writer.send(json.dumps(frame))
            await _until(reader, "changed")
            await reader.send(json.dumps({"type": "sync", "conversation": room, "after": change}))
            change = (await _until(reader, "messages"))["messages"][-1]["change"]
        return count / (time.perf_counter() - begun)


async def _until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["type"] == "error":
                raise RuntimeError(f"The server answers {frame}")
            if frame["type"] == kind:
                return frame
