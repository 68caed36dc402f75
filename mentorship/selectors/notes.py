"""Questions about what members say about works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from mentorship.models import Project, WorkNote, WorkSign
from mentorship.permissions.notes import by_adult
from portal.accounts.models import User
from portal.accounts.permissions import accompanied_by, apart_from, watches_over_people
from portal.core import waiting

SHOWN = 30


@dataclass(frozen=True)
class Sign:
    kind: str
    label: str
    count: int
    is_own: bool


def about(project: Project, reader: Any) -> QuerySet[WorkNote]:
    """What `reader` finds below `project`: what is shown, and their own that waits; newest first. One query."""
    stands = Q(status=WorkNote.Status.SHOWN)
    if reader.is_authenticated:
        stands |= Q(author=reader, status=WorkNote.Status.HELD)
    rows = WorkNote.objects.filter(stands, project=project, author__is_active=True).select_related("author")
    if reader.is_authenticated:
        rows = rows.exclude(author__in=apart_from(reader))
    return rows.order_by("-created_at", "-pk")[:SHOWN]


def signs(project: Project, reader: Any) -> list[Sign]:
    """Every kind of sign, with how many gave it and whether `reader` did. One query."""
    own = Q(person=reader) if reader.is_authenticated else Q(pk__in=[])
    rows = WorkSign.objects.filter(project=project, person__is_active=True).order_by().values_list("kind")
    found = {
        kind: (count, mine) for kind, count, mine in rows.annotate(n=Count("pk"), mine=Count("pk", filter=own))
    }
    return [Sign(kind, str(label), *_counted(found.get(kind))) for kind, label in WorkSign.Kind.choices]


def _counted(found: tuple[int, int] | None) -> tuple[int, bool]:
    return (found[0], found[1] > 0) if found else (0, False)


@waiting.counted_as("words", at="mentorship:notes")
def to_decide(person: Any) -> QuerySet[WorkNote]:
    """What waits until `person` has looked, the oldest first; adults look at what is said about their works."""
    rows = WorkNote.objects.waiting().exclude(author=person).select_related("author", "project__owner")
    if not watches_over_people(person):
        accompanied = User.objects.filter(accompanied_by(person)).values("pk")
        rows = rows.filter(by_adult(person) | Q(project__owner__in=accompanied)).exclude(
            author__in=apart_from(person)
        )
    return rows.order_by("created_at", "pk")


def received(person: Any) -> QuerySet[WorkNote]:
    """What others said about works of `person` and everybody reads, the newest first. One query."""
    rows = WorkNote.objects.shown().filter(project__owner=person).exclude(author__in=apart_from(person))
    return rows.select_related("author", "project").order_by("-created_at", "-pk")


def given(person: Any) -> QuerySet[WorkNote]:
    """What `person` said about works of others, the newest first. One query."""
    return WorkNote.objects.filter(author=person).select_related("project").order_by("-created_at", "-pk")
