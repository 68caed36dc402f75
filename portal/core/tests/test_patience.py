"""A database that is stuck does not keep people waiting for ever; one that answers is left alone."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from portal.core.patience import Patience, _end
from portal.testing.proxies import Proxy

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def line() -> Iterator[Proxy]:
    """The way to the database."""
    known = connection.settings_dict
    with Proxy(int(known["PORT"] or 5432), host=known["HOST"] or "127.0.0.1") as proxy:
        yield proxy


@pytest.fixture
def database(line: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection of our own along that way, under the name of the usual one."""
    own = connection.copy()
    own.settings_dict = {**own.settings_dict, "HOST": "127.0.0.1", "PORT": line.port}
    own.settings_dict["OPTIONS"] = {**own.settings_dict["OPTIONS"], "pool": False}
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: own)
    yield own
    own.close()


@pytest.fixture
def patience(database: Any) -> Patience:
    watcher = Patience(60)
    watcher.watch(database)
    return watcher


def ask(database: Any, sql: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def a_minute_later(patience: Patience, database: Any) -> Iterator[None]:
    """Whoever waits meanwhile has done so for 61 seconds; fails when nobody is known to wait."""
    ended = threading.Event()
    hung_up: list[int] = []

    def late() -> None:
        while not ended.wait(0.05) and not any(hung_up):
            hung_up.append(patience.hang_up(now=time.monotonic() + 61))
            if len(hung_up) == 200:  # the test is to fail, not to wait for ever
                _end(database.connection)

    watcher = threading.Thread(target=late)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
    assert sum(hung_up) == 1


def commits(database: Any, fall_silent: Callable[[], None]) -> None:
    with transaction.atomic():
        ask(database, "SELECT 1")
        fall_silent()


def rolls_back(database: Any, fall_silent: Callable[[], None]) -> None:
    with transaction.atomic():
        ask(database, "SELECT 1")
        transaction.set_rollback(True)
        fall_silent()


def begins_a_part(database: Any, fall_silent: Callable[[], None]) -> None:
    with transaction.atomic():
        ask(database, "SELECT 1")
        fall_silent()
        with transaction.atomic():
            pytest.fail("It had no answer")


def ends_a_part(database: Any, fall_silent: Callable[[], None]) -> None:
    with transaction.atomic(), transaction.atomic():
        ask(database, "SELECT 1")
        fall_silent()


def undoes_a_part(database: Any, fall_silent: Callable[[], None]) -> None:
    with transaction.atomic(), transaction.atomic():
        ask(database, "SELECT 1")
        transaction.set_rollback(True)
        fall_silent()


def asks(database: Any, fall_silent: Callable[[], None]) -> None:
    fall_silent()
    ask(database, "SELECT 1")


@pytest.mark.parametrize("step", [asks, commits, rolls_back, begins_a_part, ends_a_part, undoes_a_part])
def test_who_waits_too_long_is_let_go_and_the_next_gets_an_answer(
    step: Any, patience: Patience, database: Any, line: Proxy
) -> None:
    ask(database, "SELECT 1")

    with a_minute_later(patience, database), suppress(OperationalError):
        step(database, line.is_silent.set)

    line.is_silent.clear()
    database.close()
    ask(database, "SELECT 1")


def test_a_commit_that_takes_too_long_is_an_error(patience: Patience, database: Any) -> None:
    """PostgreSQL itself works on it: a rule that is looked at last takes its time."""
    ask(database, "CREATE TABLE core_slow (id int)")
    try:
        ask(
            database,
            "CREATE FUNCTION core_slow() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_sleep(50); RETURN NULL; END'",
        )
        ask(
            database,
            "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON core_slow DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION core_slow()",
        )

        with a_minute_later(patience, database), pytest.raises(OperationalError), transaction.atomic():
            ask(database, "INSERT INTO core_slow VALUES (1)")
    finally:
        database.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'COMMIT'")
            cursor.execute("DROP TABLE core_slow; DROP FUNCTION core_slow()")


def test_who_has_an_answer_is_left_alone(patience: Patience, database: Any) -> None:
    ask(database, "SELECT 1")

    assert patience.hang_up(now=time.monotonic() + 1000) == 0

    ask(database, "SELECT 1")


def test_who_waits_in_time_is_left_alone(patience: Patience, database: Any) -> None:
    found: list[int] = []
    watcher = threading.Thread(target=lambda: found.append(patience.hang_up(now=time.monotonic() + 50)))
    watcher.start()

    ask(database, "SELECT pg_sleep(0.5)")

    watcher.join()
    assert found == [0]


def test_one_watch_is_enough(patience: Patience, database: Any) -> None:
    commit = database._commit

    patience.watch(database)

    assert database.execute_wrappers.count(patience.asked) == 1
    assert database._commit is commit
