"""Many at once, for tests of what only one of them may do."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def all_at_once(job: Callable[[], Any], count: int) -> list[Any]:
    """Let `count` threads, with a connection each, call `job` at the same moment; return answers and errors."""
    gate = threading.Barrier(count)
    answers: list[Any] = [None] * count

    def run(number: int) -> None:
        try:
            gate.wait()
            answers[number] = job()
        except Exception as error:  # the test looks at it
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
