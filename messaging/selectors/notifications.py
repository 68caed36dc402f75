"""Questions about what people were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from messaging.kinds import BY_SLUG, SAFE_WITHOUT_POLICY, Kind
from messaging.models import Notification
from portal.accounts.models import User
from portal.core import policy

UNREAD, ALL = "unread", "all"


@dataclass(frozen=True)
class Shown:
    """A notice as its reader meets it; without words, what it was about is gone or no longer theirs to see."""

    notice: Notification
    words: str = ""
    link: str = ""
    label: str = ""
    row: Any = None

    def text(self) -> str:
        """What somebody wrote. May query."""
        return self._kind.text(self.row) if self.row is not None else ""

    def details(self) -> list[str]:
        """What a mail says besides. May query."""
        return list(self._kind.details(self.row, self.notice.person)) if self.row is not None else []

    def answers_to(self) -> str:
        """Where an answer to the mail goes, if anywhere."""
        return self._kind.answers_to(self.row, self.notice.person) if self.row is not None else ""

    @property
    def _kind(self) -> Kind:
        return BY_SLUG[self.notice.kind]


def unread_count(person: User) -> int:
    """One query."""
    return Notification.objects.in_inbox_of(person).unread().count()


def inbox(person: User, *, kind: str = "", only: str = ALL) -> QuerySet[Notification]:
    """Return what `person` was told: unread first, then the newest."""
    rows = Notification.objects.in_inbox_of(person).filter(kind__in=BY_SLUG)
    if kind:
        rows = rows.filter(kind=kind)
    if only == UNREAD:
        rows = rows.unread()
    was_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    return rows.alias(was_read=was_read).order_by("was_read", "-created_at", "-pk")


def shown(person: User, notices: Iterable[Notification]) -> list[Shown]:
    """Return `notices` with the words of today. A query for each model that they are about."""
    notices = [each for each in notices if each.kind in BY_SLUG]
    sources = _sources(person, notices)
    return [_shown(person, notice, sources.get((notice.kind, notice.source_id))) for notice in notices]


def _shown(person: User, notice: Notification, row: Model | None) -> Shown:
    kind = BY_SLUG[notice.kind]
    if row is None:
        return Shown(notice, label=str(kind.label))
    return Shown(notice, str(kind.words(row, person)), kind.link(row, person), str(kind.label), row)


def _sources(person: User, notices: list[Notification]) -> dict[tuple[str, int], Any]:
    """Return {(kind, key): row} of what `person` may see now."""
    keys: dict[str, set[int]] = defaultdict(set)
    for notice in notices:
        keys[notice.kind].add(notice.source_id)
    found: dict[tuple[str, int], Any] = {}
    for slug, numbers in keys.items():
        kind = BY_SLUG[slug]
        rows = kind.model_class._default_manager.filter(pk__in=numbers).select_related(*kind.along)
        if kind.seen_by is not None:
            rows = rows.filter(kind.seen_by(person)).distinct()
        elif kind.model not in SAFE_WITHOUT_POLICY:
            rows = policy.visible_to(person, rows).distinct()
        found |= {(slug, row.pk): row for row in rows}
    return found
