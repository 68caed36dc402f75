"""In a web process nobody waits for the database for ever: after DATABASE_SECONDS the person is told to come back.

PostgreSQL ends what takes too long by itself (`statement_timeout`, `lock_timeout` in settings.DATABASES). That is
no help when it is there but stuck: a disk that hangs, a machine that is frozen. Then a thread of ours hangs up.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

#: Seconds more than PostgreSQL itself is given, and between two looks.
GRACE, NAP = 3.0, 1.0


class Patience:
    """Hangs up where a question has waited for longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._waiting: dict[object, tuple[float, Any]] = {}
        self._watcher: threading.Thread | None = None

    def watch(self, connection: BaseDatabaseWrapper, **_: Any) -> None:
        """Look after each question of a new connection."""
        if connection.vendor == "postgresql" and self.asked not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.asked)

    def asked(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        question = object()
        with self._lock:
            self._waiting[question] = (time.monotonic(), context["connection"].connection)
            if self._watcher is None:  # in the process that asks: a thread does not survive a fork
                self._watcher = threading.Thread(target=self._look, name="patience", daemon=True)
                self._watcher.start()
        try:
            return execute(sql, params, many, context)
        finally:
            with self._lock:
                self._waiting.pop(question, None)

    def _look(self) -> None:
        while True:
            time.sleep(NAP)
            self.hang_up(now=time.monotonic())

    def hang_up(self, *, now: float) -> int:
        """End what has waited for too long, and return how many that were."""
        with self._lock:  # so that none is ended that has its answer
            late = [question for question, (since, _) in self._waiting.items() if now - since > self.seconds]
            for question in late:
                _since, connection = self._waiting.pop(question)
                _end(connection)
        if late:
            logger.error("The database did not answer %d questions for %.0f s", len(late), self.seconds)
        return len(late)


def _end(connection: Any) -> None:
    """Shut a connection's socket: who waits at it gets an error instead of an answer."""
    with suppress(OSError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as door:
        door.shutdown(socket.SHUT_RDWR)
