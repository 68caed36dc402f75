"""A database that is stuck does not keep people waiting for ever; one that answers is left alone."""

import threading
import time

import pytest
from django.db import OperationalError, connection

from portal.core.patience import Patience

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def patience():
    watcher = Patience(60)
    watcher.watch(connection)
    yield watcher
    connection.execute_wrappers.remove(watcher.asked)
    connection.close()


def ask(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_who_waits_too_long_gets_an_error_and_the_next_an_answer(patience):
    def late() -> None:
        while not patience.hang_up(now=time.monotonic() + 61):
            time.sleep(0.05)

    watcher = threading.Thread(target=late)
    watcher.start()

    with pytest.raises(OperationalError):
        ask("SELECT pg_sleep(50)")

    watcher.join()
    connection.close()
    ask("SELECT 1")


def test_who_has_an_answer_is_left_alone(patience):
    ask("SELECT 1")

    assert patience.hang_up(now=time.monotonic() + 1000) == 0

    ask("SELECT 1")


def test_who_waits_in_time_is_left_alone(patience):
    found = []
    watcher = threading.Thread(target=lambda: found.append(patience.hang_up(now=time.monotonic() + 50)))
    watcher.start()

    ask("SELECT pg_sleep(0.5)")

    watcher.join()
    assert found == [0]


def test_one_wrapper_is_enough(patience):
    patience.watch(connection)

    assert connection.execute_wrappers.count(patience.asked) == 1
