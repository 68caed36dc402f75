"""One timeline per person: each app tells what it knows, the page shows all of it, newest first.

An app registers a provider in its `timeline.py`, which its `apps.py` imports in `ready()`:

    @timeline.provider("work", _("Works"), icon="image")
    def works(subject: Subject, viewer: Any, window: Window) -> Iterator[Event]:
        rows = Project.objects.visible_to(viewer).filter(owner=subject.person)
        for work in window.of(rows, when="created_at"):
            yield Event(when=work.created_at, pk=work.pk, title=work.title, url=work.get_absolute_url())

The rules of the game:
- **A provider decides who sees its events**: it narrows its rows to what `viewer` may see, best by `visible_to`.
  The page has only made sure that `viewer` may look at this person's timeline at all.
- `subject.person` is the account, or None for somebody who has none yet; `subject.prospects` are the numbers of
  the notes kept about them before (mentorship.Prospect). A provider about accounts tells nothing without one.
- `window.of(rows, when=…)` orders and cuts the rows; `when` names the field (or annotation) with the moment. One
  event a row. Ask all that an event needs in that query: providers ask the same number of questions for one event
  and for fifty, and `portal/tests/test_timelines.py` counts them.
- `staff_only` marks what the person themselves does not see, so that a mentor knows; it hides nothing by itself.
- Text is plain: pages escape it.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PER_PAGE = 30


@dataclass(frozen=True)
class Subject:
    """Whose timeline it is."""

    person: Any | None = None
    prospects: tuple[int, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that happened with or to somebody."""

    when: datetime
    #: Of the row that it tells of: with the kind it names the event.
    pk: int
    title: str | _StrPromise
    text: str | _StrPromise = ""
    url: str = ""
    #: Who did it, if that is worth saying.
    by: str = ""
    #: Short words in a badge, such as an outcome.
    badge: str | _StrPromise = ""
    tone: str = ""
    staff_only: bool = False
    #: Filled by the provider's registration.
    kind: str = ""
    icon: str = ""

    @property
    def place(self) -> tuple[datetime, str, int]:
        """Where it stands among others; no two are at the same place."""
        return self.when, self.kind, self.pk


@dataclass(frozen=True)
class Cursor:
    """The last event that was shown; what comes after it is older, or of the same moment and further down."""

    when: datetime
    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.when.isoformat()}~{self.kind}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """Return what `str` wrote, or None for anything else."""
        when, _tilde, rest = text[:120].partition("~")
        kind, _tilde, number = rest.partition("~")
        try:
            moment = parse_datetime(when)
        except ValueError:
            return None
        if moment is None or moment.tzinfo is None or not number.isdecimal() or len(number) > 18:
            return None
        return cls(moment, kind, int(number))


@dataclass(frozen=True)
class Window:
    """What a provider is asked for: its events after `cursor`, no more than `size`."""

    size: int = PER_PAGE + 1
    cursor: Cursor | None = None
    kind: str = ""

    def of(self, rows: QuerySet[Any], *, when: str) -> QuerySet[Any]:
        """Return those of `rows` that fall into the window, newest first; `when` names the moment's field."""
        if self.cursor is not None:
            rows = rows.filter(self._after(self.cursor, when))
        return rows.order_by(f"-{when}", "-pk")[: self.size]

    def _after(self, cursor: Cursor, when: str) -> Q:
        older = Q(**{f"{when}__lt": cursor.when})
        same_moment = Q(**{when: cursor.when})
        if self.kind < cursor.kind:
            return older | same_moment
        if self.kind == cursor.kind:
            return older | (same_moment & Q(pk__lt=cursor.pk))
        return older


Events = Callable[[Subject, Any, Window], Iterable[Event]]


@dataclass(frozen=True)
class Provider:
    kind: str
    label: str | _StrPromise
    icon: str
    events: Events

    def tell(self, subject: Subject, viewer: Any, window: Window) -> list[Event]:
        told = self.events(subject, viewer, replace(window, kind=self.kind))
        return [replace(event, kind=self.kind, icon=self.icon) for event in told]


@dataclass(frozen=True)
class Page:
    events: list[Event]
    #: For the address of what is older, or "".
    older: str = ""
    #: (kind, label) of everything that can be told, for choosing.
    kinds: list[tuple[str, str | _StrPromise]] = field(default_factory=list)


_providers: dict[str, Provider] = {}


def provider(kind: str, label: str | _StrPromise, *, icon: str) -> Callable[[Events], Events]:
    """Register the decorated function as the one that tells events of `kind`: a short word, used once."""

    def remember(events: Events) -> Events:
        if kind in _providers and _providers[kind].events.__module__ != events.__module__:
            raise ValueError(f"Events of kind {kind} are told by {_providers[kind].events.__module__} already.")
        _providers[kind] = Provider(kind, label, icon, events)
        return events

    return remember


def providers() -> list[Provider]:
    return sorted(_providers.values(), key=lambda each: str(each.label).casefold())


def page(subject: Subject, *, viewer: Any, before: str = "", kind: str = "", size: int = PER_PAGE) -> Page:
    """Return the newest events after `before` that `viewer` may see, of `kind` or of all kinds.

    As many queries as the providers ask, however many events there are.
    """
    window = Window(size=size + 1, cursor=Cursor.read(before))
    every = providers()
    asked = [each for each in every if each.kind == kind] or every
    told = [
        sorted(each.tell(subject, viewer, window), key=lambda event: event.place, reverse=True) for each in asked
    ]
    merged = list(itertools.islice(heapq.merge(*told, key=lambda event: event.place, reverse=True), size + 1))
    shown = merged[:size]
    last = shown[-1] if len(merged) > size else None
    return Page(
        events=shown,
        older=str(Cursor(last.when, last.kind, last.pk)) if last else "",
        kinds=[(each.kind, each.label) for each in every],
    )
