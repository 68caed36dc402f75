"""Fixtures of what is kept until it is written to."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections

from portal.core import freshness


@pytest.fixture
def writes_are_seen(settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    """As in production."""
    settings.PAGE_CACHE = True
    freshness.watch(connection)
    monkeypatch.setitem(freshness._resting, "until", 0.0)
    yield
    connection.execute_wrappers.remove(freshness.see)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """`commit(change, …)` calls it, and what is to be done once it is committed."""

    def run(change: Callable[..., Any], *args: Any, **values: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            done = change(*args, **values)
        connections["default"].__dict__.pop("_changes", None)  # the test's own transaction never ends
        return done

    return run
