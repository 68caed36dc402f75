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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

#: Seconds more than PostgreSQL itself is given, and between two looks.
GRACE, NAP = 3.0, 1.0


class Patience:
    """Hangs up where a question, or the end of a transaction, has waited for longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._waiting: dict[object, tuple[float, Any]] = {}
        self._watcher: threading.Thread | None = None

    def watch(self, connection: BaseDatabaseWrapper, **_: Any) -> None:
        """Look after each question of a new connection, and after the ends of its transactions."""
        if connection.vendor != "postgresql" or self.asked in connection.execute_wrappers:
            return
        connection.execute_wrappers.append(self.asked)
        for end in ("_commit", "_rollback"):  # these are no questions: no wrapper sees them pass
            setattr(connection, end, self._ending(connection, getattr(connection, end)))

    def asked(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        with self._wait(context["connection"]):
            return execute(sql, params, many, context)

    def _ending(self, connection: BaseDatabaseWrapper, end: Callable[[], Any]) -> Callable[[], Any]:
        def patiently() -> Any:
            if connection.connection is None:
                return end()
            with self._wait(connection):
                return end()

        return patiently

    @contextmanager
    def _wait(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        """Know that somebody waits at `connection`."""
        question = object()
        with self._lock:
            self._waiting[question] = (time.monotonic(), connection.connection)
            if self._watcher is None:  # in the process that asks: a thread does not survive a fork
                self._watcher = threading.Thread(target=self._look, name="patience", daemon=True)
                self._watcher.start()
        try:
            yield
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
    """Shut the socket of a connection, if it has one: who waits at it gets an error instead of an answer."""
    from psycopg import OperationalError

    with suppress(OSError, OperationalError), socket.socket(fileno=os.dup(connection.pgconn.socket)) as door:
        door.shutdown(socket.SHUT_RDWR)
