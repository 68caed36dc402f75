"""The live connection of a logged-in person. Thin: parse a frame, call a service, answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from messaging import live, protocol, watching
from messaging.services import frames, slots

#: Frames that a socket may send at once, and how many more each second.
BURST = 40.0
EACH_SECOND = 10.0
#: How many frames beyond that are answered with an error before the socket is closed.
PATIENCE = 100
#: Hints of boards come at most once in so many seconds.
BOARDS_EVERY = 2.0
#: Conversations that one socket watches.
MOST_WATCHED = 20

#: Sockets of each person on this worker: what is counted when the cache is away.
_open: Counter[int] = Counter()


def _leave(person_id: int) -> None:
    _open[person_id] -= 1
    if _open[person_id] <= 0:
        del _open[person_id]


@dataclass
class Paced:
    """The hints of one conversation that wait to be passed on."""

    change: int = 0
    reads: int = 0
    next_at: float = 0.0
    task: asyncio.Task[None] | None = None


class LiveConsumer(AsyncWebsocketConsumer):
    """Hints at news of the conversations that it watches; what is new is asked for and checked each time."""

    person_id: int | None = None
    log_in: frames.LogIn | None = None
    place = ""
    #: Whether what it rests on has ended: it hears and says nothing any more, also while its peer does not read.
    is_over = False
    task: asyncio.Task[Any] | None = None
    #: In which of the looks of this worker all that it watches is asked about again.
    turn = 0

    async def connect(self) -> None:
        user = self.scope["user"]
        #: At which version of its rights each watched conversation was when the person was last found in it.
        self.watched: dict[str, int] = {}
        self.paced: dict[str, Paced] = {}
        self.boards = Paced()
        if not (user.is_authenticated and user.is_active):
            await self.close(code=protocol.CLOSE_NOT_LOGGED_IN)
            return
        if "session" in self.scope:
            asked = {"session": self.scope["session"], "person_id": user.pk}
            self.log_in = await database_sync_to_async(frames.log_in_of)(**asked)
        if not await self._is_seated(user.pk):
            await self.close(code=protocol.CLOSE_TOO_MANY)
            return
        self.person_id, self.left, self.filled_at, self.refused = user.pk, BURST, time.monotonic(), 0
        watching.of_this_loop().add(self)
        await self.accept()
        await self._send(protocol.hello(handle=user.handle))

    async def __call__(self, *asked: Any) -> None:
        """However a socket ends, also by an error while the database is away, its seat falls free."""
        self.task = asyncio.current_task()
        try:
            await super().__call__(*asked)
        except asyncio.CancelledError:
            if not self.is_over:
                raise
        finally:
            await self._end()

    async def _end(self) -> None:
        watching.of_this_loop().discard(self)
        if self.person_id is None:
            return
        _leave(self.person_id)
        await sync_to_async(slots.free)(place=self.place)
        for public_id in list(self.watched):
            await self._forget(public_id)
        if self.boards.task:
            self.boards.task.cancel()
        await self.channel_layer.group_discard(live.BOARDS, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_over:
            return
        if not self._may_speak():
            self.refused += 1
            if self.refused > PATIENCE:
                await self.close(code=protocol.CLOSE_TOO_MANY)
            elif self.refused == 1:
                await self._send(protocol.error(code="too-fast"))
            return
        try:
            frame = protocol.parse(text_data or "")
        except protocol.BadFrame as refusal:
            await self._send(protocol.error(code=refusal.code))
            return
        answer = await self._answer(frame)
        if answer is not None:
            await self._send(answer)

    async def _answer(self, frame: dict[str, Any]) -> dict[str, Any] | None:
        if frame["type"] == "ping":
            return protocol.pong(n=frame["n"])
        if frame["type"] == "boards":
            await self.channel_layer.group_add(live.BOARDS, self.channel_name)
            return None
        if frame["type"] == "watch":
            return await self._begin_to_watch(frame["conversation"])
        answer: dict[str, Any] | None = await database_sync_to_async(frames.answer)(
            frame=frame, by=self.scope["user"]
        )
        return answer

    async def _begin_to_watch(self, public_id: str) -> dict[str, Any]:
        """Enter the group first: what is said from then on is hinted at, what was said before is in `change`."""
        if public_id not in self.watched and len(self.watched) >= MOST_WATCHED:
            return protocol.error(code="too-many")
        await self.channel_layer.group_add(live.group_of(public_id), self.channel_name)
        talk = await self._conversation(public_id)
        if talk is None:  # until it is in `watched`, nothing of the group is passed on
            await self._forget(public_id)
            return protocol.error(code="no-such-conversation")
        self.watched[public_id] = talk.version
        return protocol.watching(conversation=public_id, change=talk.last_change)

    async def conversation_changed(self, event: dict[str, Any]) -> None:
        """Pass a hint on, if the person is still in that conversation. The channel layer calls this."""
        if self.watched.get(event["id"]) != event["version"] and not await self.still_watches(event["id"]):
            return
        paced = self.paced.setdefault(event["id"], Paced())
        paced.change, paced.reads = max(paced.change, event["change"]), max(paced.reads, event["reads"])
        if paced.task is None or paced.task.done():
            paced.task = asyncio.create_task(self._hint(event["id"], paced))

    async def _hint(self, public_id: str, paced: Paced) -> None:
        """Pass on the last of the hints that come at once: the more watch, the longer they are collected."""
        await asyncio.sleep(max(0.0, paced.next_at - time.monotonic()))
        if public_id in self.watched:
            paced.next_at = time.monotonic() + watching.of_this_loop().pace(public_id)
            await self._send(protocol.changed(conversation=public_id, change=paced.change, reads=paced.reads))

    async def boards_changed(self, event: dict[str, Any]) -> None:
        """Pass on that places may have moved, once for all that move together. The channel layer calls this."""
        if self.boards.task is None or self.boards.task.done():
            self.boards.task = asyncio.create_task(self._hint_at_boards())

    async def _hint_at_boards(self) -> None:
        await asyncio.sleep(max(0.0, self.boards.next_at - time.monotonic()))
        self.boards.next_at = time.monotonic() + BOARDS_EVERY
        await self._send(protocol.standings())

    async def conversation_typing(self, event: dict[str, Any]) -> None:
        """Pass on that somebody writes, to whom it is said. The channel layer calls this."""
        if self.person_id not in event["to"]:
            return
        if self.watched.get(event["id"]) != event["version"] and not await self.still_watches(event["id"]):
            return
        await self._send(protocol.typing(conversation=event["id"], handle=event["handle"], name=event["name"]))

    async def conversation_rights(self, event: dict[str, Any]) -> None:
        """Somebody may do more or less there than before. The channel layer calls this."""
        await self.still_watches(event["id"])

    async def still_watches(self, public_id: str) -> bool:
        """Ask again whether news of a conversation reach the person; if not, the socket ends."""
        if public_id not in self.watched:
            return False
        talk = await self._conversation(public_id)
        return self.was_asked(public_id, version=None if talk is None else talk.version)

    def was_asked(self, public_id: str, *, version: int | None) -> bool:
        """Go on watching at this version of its rights; without one the socket ends."""
        if self.is_over or public_id not in self.watched:
            return False
        if version is None:
            watching.of_this_loop().end(self, partial(self.right_ended, public_id))
            return False
        self.watched[public_id] = version
        return True

    async def right_ended(self, public_id: str) -> None:
        await self.send(text_data=json.dumps(protocol.over(conversation=public_id)))
        await self.close(code=protocol.CLOSE_OVER)

    async def log_in_ended(self) -> None:
        await self.close(code=protocol.CLOSE_NOT_LOGGED_IN)

    def drop(self) -> None:
        """End the socket although its peer takes nothing, not even that it is closed."""
        if self.task:
            self.task.cancel()

    async def _conversation(self, public_id: str) -> Any:
        asked = {"public_id": public_id, "person_id": self.person_id}
        return await database_sync_to_async(frames.watches)(**asked)

    async def _forget(self, public_id: str) -> None:
        self.watched.pop(public_id, None)
        if (paced := self.paced.pop(public_id, None)) and paced.task:
            paced.task.cancel()
        await self.channel_layer.group_discard(live.group_of(public_id), self.channel_name)

    async def _is_seated(self, person_id: int) -> bool:
        """Count the socket before anything is waited for: of many that knock at once each sees the others."""
        if _open[person_id] >= slots.MOST:
            return False
        _open[person_id] += 1
        try:
            self.place = await sync_to_async(slots.take)(person_id=person_id)
        except slots.AllTaken:
            _leave(person_id)
            return False
        return True

    def _may_speak(self) -> bool:
        now = time.monotonic()
        self.left = min(BURST, self.left + (now - self.filled_at) * EACH_SECOND)
        self.filled_at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True

    async def _send(self, frame: dict[str, Any]) -> None:
        if not self.is_over:
            await self.send(text_data=json.dumps(frame))
