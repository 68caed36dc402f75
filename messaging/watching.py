"""Looks after all sockets of one worker at once: do their log-ins hold, is what they watch still theirs?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.utils import timezone

from messaging.services import frames, slots

logger = logging.getLogger(__name__)

#: How often the worker looks, in seconds.
LOOK_EVERY = 3.0
#: In so many looks everything is asked again, a part each time, also where nobody said that rights have changed.
TURNS = 10
#: How long a socket may take to be closed, in seconds: whoever does not read is dropped then.
CLOSES_WITHIN = 2.0

#: Up to so many watchers on this worker each hint is passed on at once; beyond, seconds for each of them.
FEW = 5
PACE = 0.03
LONGEST_PACE = 1.0


class Watch:
    """The open sockets of one event loop. Runs while there are any."""

    def __init__(self) -> None:
        self.sockets: set[Any] = set()
        self.task: asyncio.Task[None] | None = None
        self.closing: set[asyncio.Task[None]] = set()
        self.came = 0

    def add(self, socket: Any) -> None:
        socket.turn, self.came = self.came % TURNS, self.came + 1
        self.sockets.add(socket)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())

    def discard(self, socket: Any) -> None:
        self.sockets.discard(socket)
        if not self.sockets and self.task:
            self.task.cancel()
            self.task = None

    def pace(self, public_id: str) -> float:
        """Return for how many seconds hints of a conversation are collected: not at all for a few people."""
        watchers = sum(public_id in each.watched for each in self.sockets)
        return 0.0 if watchers <= FEW else min(LONGEST_PACE, PACE * watchers)

    def end(self, socket: Any, close: Callable[[], Awaitable[None]]) -> None:
        """Let `socket` hear and say nothing from now on, and close it without waiting for its peer."""
        if socket.is_over:
            return
        socket.is_over = True
        task = asyncio.create_task(self._close(socket, close))
        self.closing.add(task)
        task.add_done_callback(self.closing.discard)

    async def _close(self, socket: Any, close: Callable[[], Awaitable[None]]) -> None:
        try:
            await asyncio.wait_for(close(), CLOSES_WITHIN)
        except Exception:  # its peer does not read, or it is closed already
            logger.warning("A socket could not be closed and was dropped", exc_info=True)
            socket.drop()

    async def _run(self) -> None:
        number = 0
        while True:
            await asyncio.sleep(LOOK_EVERY)
            number += 1
            try:
                await self.look(turn=number % TURNS)
            except Exception:  # the database or Redis is away: the next look comes soon
                logger.exception("Could not look after the sockets")

    async def look(self, *, turn: int) -> None:
        """Close what holds no longer: five queries, and some more for each pair or minor that is asked about.

        Asked about is what has changed, and those whose `turn` it is. Many are asked about at once: a worker that
        asks one by one answers pages late meanwhile.
        """
        await sync_to_async(slots.renew)(places=[each.place for each in self.sockets])
        await self._close_ended()
        await self._ask_again(turn)

    async def _close_ended(self) -> None:
        known = {each: each.log_in for each in self.sockets if each.log_in and not each.is_over}
        asked = {"log_ins": set(known.values()), "now": timezone.now()}
        ended = await database_sync_to_async(frames.ended)(**asked) if known else set()
        for socket, log_in in known.items():
            if log_in in ended:
                self.end(socket, socket.log_in_ended)

    async def _ask_again(self, turn: int) -> None:
        open_ones = [socket for socket in self.sockets if not socket.is_over]
        seen = [(socket, *each) for socket in open_ones for each in socket.watched.items()]
        ids = {public_id for _socket, public_id, _version in seen}
        now = await database_sync_to_async(frames.versions)(public_ids=ids) if ids else {}
        due = [
            (socket, public_id)
            for socket, public_id, version in seen
            if socket.turn == turn or now.get(public_id) != version
        ]
        pairs = {(public_id, socket.person_id) for socket, public_id in due}
        reached = await database_sync_to_async(frames.reached)(pairs=pairs) if pairs else {}
        for socket, public_id in due:
            socket.was_asked(public_id, version=reached.get((public_id, socket.person_id)))


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def of_this_loop() -> Watch:
    return _watches.setdefault(asyncio.get_running_loop(), Watch())
