"""Fixtures that every app's tests share: the database, the cast, and the guards."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.testing import cast, database, repeats
from portal.testing.settled import Settled

CAST = ("operator", "participant", "mentor", "stranger", "moderator", "buyer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Races mean nothing on SQLite, which has one writer: those tests belong to `make test-services`."""
    if connection.vendor != "postgresql":
        items[:] = [item for item in items if not item.get_closest_marker("postgres")]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    copies = database.copies(worker_id)
    with django_db_blocker.unblock():
        copies.set_up()
        database.restore_instead_of_flush(copies)
    yield
    with django_db_blocker.unblock():
        copies.tear_down()


@pytest.fixture(autouse=True)
def fresh_caches() -> None:
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def listeners_must_not_fail(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """`announce` swallows a listener's error so that facts stand; a test must not."""
    yield
    failed = [
        record
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.name == "portal.core.events" and record.levelno >= logging.ERROR
    ]
    if failed:
        pytest.fail(f"A listener failed: {failed[0].getMessage()}\n{failed[0].exc_text or failed[0].exc_info}")


@pytest.fixture(autouse=True)
def pages_must_not_repeat_themselves(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page that asks the same for each of its rows is slow for whoever has many."""
    with repeats.watched(monkeypatch) as found:
        yield
    if found:
        pytest.fail("\n".join(found))


@pytest.fixture(scope="session")
def settled_rows() -> Settled:
    return Settled()


@pytest.fixture
def settled(settled_rows: Settled) -> Iterator[Settled]:
    """`settled.get(name, make)`: what many tests begin with, made once and put back as rows."""
    with settled_rows.watching():
        yield settled_rows


@pytest.fixture(autouse=True)
def the_cast_comes_first(request: pytest.FixtureRequest, settled: Settled) -> None:
    """Before what a module makes for its tests, and in one order: so that few rows need to be kept."""
    for name in CAST:
        if name in request.fixturenames:
            request.getfixturevalue(name)


@pytest.fixture
def settled_participant(
    db: None, settled: Settled, django_capture_on_commit_callbacks: Any
) -> Callable[[str, str], Any]:
    """`settled_participant(fixture, name)` gives a participant with all that follows from the commit."""

    def get(fixture: str, name: str) -> Any:
        def make() -> User:
            with django_capture_on_commit_callbacks(execute=True):
                return cast.person(name, "participant")

        return settled.get(fixture, make)

    return get


@pytest.fixture
def participant(settled_participant: Callable[[str, str], Any]) -> Any:
    return settled_participant("participant", "Amina Okoye")


@pytest.fixture
def mentor(db: None, settled: Settled, participant: Any) -> Any:
    """Accompanies `participant`."""
    return settled.get("mentor", lambda: cast.mentor_of(participant, "Maria Lindqvist"))


@pytest.fixture
def stranger(settled_participant: Callable[[str, str], Any]) -> Any:
    """Another participant, with no link to anybody."""
    return settled_participant("stranger", "Bruno Teixeira")


@pytest.fixture
def moderator(db: None, settled: Settled) -> Any:
    return settled.get("moderator", lambda: cast.person("Carol Njeri", "coordinator"))


@pytest.fixture
def buyer(db: None, settled: Settled) -> Any:
    return settled.get("buyer", lambda: cast.person("Ben Adler", "buyer"))


@pytest.fixture
def operator(db: None, settled: Settled) -> Any:
    return settled.get("operator", cast.operator)


@pytest.fixture
def login() -> Callable[[Any], Client]:
    """`login(person)` gives that person's browser."""

    def browser_of(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser_of


@pytest.fixture
def assert_queries_do_not_grow() -> Callable[..., int]:
    """`(url, add_row, client=…, rows=…)`: the page asks as many questions for one row as for `1 + rows`."""

    def check(url: str, add_row: Callable[[], Any], *, client: Client | None = None, rows: int = 10) -> int:
        client = client or Client()

        def count() -> int:
            assert client.get(url).status_code == 200  # warms what is cached for everybody
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            return len(queries)

        add_row()
        few = count()
        for _ in range(rows):
            add_row()
        many = count()
        assert many == few, f"{url}: {few} queries with one row, {many} with {rows + 1}"
        return many

    return check
