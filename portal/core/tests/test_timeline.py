"""The merged timeline: order, pages, and cursors that were tampered with."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from portal.core import timeline
from portal.core.timeline import Cursor, Event, Subject, Window

NOW = timezone.now()


@pytest.fixture
def two_tellers(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Event]]:
    """Providers that tell from lists; some events are of the same moment."""
    told: dict[str, list[Event]] = {
        kind: [
            Event(when=NOW - timedelta(days=number // 3), pk=number, title=f"{kind} {number}")
            for number in range(9)
        ]
        for kind in ("bake", "sew")
    }
    monkeypatch.setattr(timeline, "_providers", {})
    for kind in told:
        timeline.provider(kind, kind, icon="star")(_teller(told[kind], kind))
    return told


def _teller(events: list[Event], kind: str) -> Any:
    def tell(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
        assert window.kind == kind
        cursor = window.cursor
        for event in sorted(events, key=lambda each: (each.when, each.pk), reverse=True)[:100]:
            place = (event.when, kind, event.pk)
            if cursor is None or place < (cursor.when, cursor.kind, cursor.pk):
                yield event

    return tell


def test_pages_hold_everything_once_and_newest_first(two_tellers):
    seen, before = [], ""
    while True:
        page = timeline.page(Subject(), viewer=None, before=before, size=4)
        seen += page.events
        before = page.older
        if not before:
            break

    assert [event.place for event in seen] == sorted((event.place for event in seen), reverse=True)
    assert len(seen) == len(set(seen)) == 18


def test_one_kind_alone_can_be_shown_and_an_unknown_one_shows_all(two_tellers):
    assert {event.kind for event in timeline.page(Subject(), viewer=None, kind="sew").events} == {"sew"}
    assert {event.kind for event in timeline.page(Subject(), viewer=None, kind="fly").events} == {"bake", "sew"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "~~",
        "2026-01-01~sew~1",
        "2026-13-01T00:00:00+00:00~sew~1",
        "2026-01-01T00:00:00+00:00~sew~-1",
        "~" * 999,
    ],
)
def test_a_cursor_that_nobody_wrote_is_no_cursor(text):
    assert Cursor.read(text) is None


def test_a_cursor_reads_what_it_wrote():
    cursor = Cursor(NOW, "sew", 12)

    assert Cursor.read(str(cursor)) == cursor


def test_two_apps_cannot_tell_the_same_kind(two_tellers):
    def tell(subject: Subject, viewer: Any, window: Window) -> list[Event]:
        return []

    tell.__module__ = "somewhere.else"
    with pytest.raises(ValueError, match="already"):
        timeline.provider("sew", "Sewing", icon="star")(tell)
