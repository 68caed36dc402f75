"""Facts are told after their commit, and written down within it by whoever must not lose them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.dispatch import Signal

from portal.core import events

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact(monkeypatch: pytest.MonkeyPatch) -> Signal:
    """A fact of this test's own, which nobody else records."""
    monkeypatch.setattr(events, "_recorders", events.defaultdict(list))
    return Signal()


def names() -> list[str]:
    return list(Group.objects.filter(name__startswith="noted").values_list("name", flat=True))


def test_it_is_written_down_at_once_and_told_after_the_commit(fact, django_capture_on_commit_callbacks):
    heard: list[str] = []

    @events.records(fact)
    def note(what: str, **_: Any) -> None:
        Group.objects.create(name=f"noted {what}")

    def hear(what: str, **_: Any) -> None:
        heard.append(what)

    fact.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        events.announce(fact, None, what="rain")
        assert (names(), heard) == (["noted rain"], [])
    assert heard == ["rain"]


def test_what_is_undone_was_never_written_down(fact):
    @events.records(fact)
    def note(**_: Any) -> None:
        Group.objects.create(name="noted")

    with transaction.atomic():
        events.announce(fact, None)
        transaction.set_rollback(True)

    assert names() == []


def test_who_fails_to_write_it_down_undoes_no_fact(fact, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(events, "_complain", lambda recorder, error: told.append(type(error).__name__))

    @events.records(fact)
    def fail(**_: Any) -> None:
        Group.objects.create(name="noted half")
        Group.objects.create(name="noted half")

    @events.records(fact)
    def note(**_: Any) -> None:
        Group.objects.create(name="noted")

    Group.objects.create(name="noted fact")
    events.announce(fact, None)

    assert sorted(names()) == ["noted", "noted fact"]
    assert told == ["IntegrityError"]
