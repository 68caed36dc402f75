"""Many at once, for tests of what only one of them may do."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def all_at_once(job: Callable[[], Any], count: int) -> list[Any]:
    """Let `count` threads, with a connection each, call `job` at the same moment; return answers and errors."""
    return together(*[job] * count)


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Call `jobs` at the same moment, each in its own thread; return answers and errors, in their order."""
    gate = threading.Barrier(len(jobs))
    answers: list[Any] = [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[number] = job()
        except Exception as error:  # the test looks at it
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
