"""What is new to somebody, counted by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise

from messaging.kinds import BY_SLUG
from messaging.models import Notification

FEEDBACK = "feedback_given"


@dataclass(frozen=True)
class News:
    #: (kind, its label, how many) of what somebody was told since they were last here.
    since: Sequence[tuple[str, str | Promise, int]]
    feedback: int

    @property
    def count(self) -> int:
        return sum(number for _kind, _label, number in self.since)


def news(person: Any, since: datetime | None) -> News:
    """Return what `person` was told after `since`, and how much feedback they have not read. One query."""
    is_new = Q(created_at__gt=since) if since else Q(pk__in=[])
    is_unread_feedback = Q(kind=FEEDBACK, read_at=None)
    rows = (
        Notification.objects.in_inbox_of(person)
        .filter(is_new | is_unread_feedback, kind__in=BY_SLUG)
        .order_by()
        .values_list("kind")
        .annotate(new=Count("pk", filter=is_new), unread=Count("pk", filter=is_unread_feedback))
    )
    found = {kind: (new, unread) for kind, new, unread in rows}
    told = [(kind, each.label, found[kind][0]) for kind, each in BY_SLUG.items() if found.get(kind, (0,))[0]]
    return News(told, found.get(FEEDBACK, (0, 0))[1])
