"""A worker for tests, and jobs that only tests enqueue."""

import os
import time
from pathlib import Path
from unittest import mock

from portal.core.jobs import LeasedWorker, job

HOUR = 3600.0


def work_off() -> None:
    """Do every waiting job, inside the test's own transaction: a real worker would close its connection.

    It gives no second sign of life: that comes from another connection, which would wait for the test to end.
    """
    with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        LeasedWorker(batch=True, beat=HOUR).run()


@job
def note(path: str, words: str) -> None:
    """Add a line to a file."""
    with Path(path).open("a") as lines:
        lines.write(f"{words}\n")


@job
def note_slowly(path: str, seconds: float) -> None:
    """Say when it begins, and again when it ends."""
    note.call(path, "begun")
    time.sleep(seconds)
    note.call(path, "done")


@job
def fail() -> None:
    raise RuntimeError("This job cannot be done.")


@job
def fail_saying(words: str) -> None:
    raise RuntimeError(words)


@job
def die() -> None:
    """End its worker as a crash does."""
    os._exit(9)
