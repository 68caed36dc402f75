"""Questions about diaries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncWeek

from mentorship.models import (
    JournalEntry,
    JournalFile,
    JournalPrompt,
    JournalReading,
    JournalReply,
    Pairing,
    Project,
    Skill,
    Task,
    UserSkill,
)
from mentorship.models.journals import JournalEntryQuerySet
from mentorship.models.projects import ProjectQuerySet
from portal.core import quota

WEEK = timedelta(days=7)


def diary_of(
    owner: Any,
    *,
    month: date | None = None,
    skill: Skill | None = None,
    visibility: str = "",
    mood: str = "",
    text: str = "",
) -> JournalEntryQuerySet:
    """The entries of `owner`, the latest day first, with `reply_count` and `has_news`. Two queries."""
    entries = JournalEntry.objects.filter(owner=owner)
    if month:
        entries = entries.filter(happened_on__year=month.year, happened_on__month=month.month)
    if skill:
        entries = entries.filter(skill=skill)
    if visibility:
        entries = entries.filter(visibility=visibility)
    if mood:
        entries = entries.filter(mood=mood)
    if text:
        entries = entries.filter(text__icontains=text)
    seen = _readings_of(owner).filter(read_at__gte=OuterRef("answered_at"))
    return (
        entries.with_files()
        .annotate(reply_count=Count("replies"), has_news=Q(answered_at__isnull=False) & ~Exists(seen))
        .latest_day_first()
    )


def months_of(owner: Any) -> list[date]:
    """The months, by their first day, in which `owner` has entries, the latest first. One query."""
    return list(JournalEntry.objects.filter(owner=owner).dates("happened_on", "month", order="DESC"))


def skills_in(owner: Any) -> QuerySet[Skill]:
    """The skills that `owner` names or has written about. One query."""
    return (
        Skill.objects.filter(
            Q(holders__user=owner) | Q(pk__in=JournalEntry.objects.filter(owner=owner).values("skill"))
        )
        .distinct()
        .order_by("name")
    )


def prompts_for(person: Any, count: int = 3, *, turn: int = 0) -> list[JournalPrompt]:
    """Questions of the skills and disciplines that `person` names, `count` of them, others for each `turn`.

    One query.
    """
    held = UserSkill.objects.filter(user=person)
    of_skill = Q(skill__in=held.values("skill"))
    of_discipline = Q(skill=None, discipline__in=held.values("skill__discipline"))
    found = list(JournalPrompt.objects.offered().filter(of_skill | of_discipline).in_order())
    start = turn * count % len(found) if found else 0
    return [*found[start:], *found[:start]][:count]


def weeks_of(owner: Any) -> list[date]:
    """The Mondays of the weeks in which `owner` has entries, the latest first. One query."""
    weeks = JournalEntry.objects.filter(owner=owner).annotate(week=TruncWeek("happened_on")).order_by()
    return sorted(set(weeks.values_list("week", flat=True)), reverse=True)


def weeks_in_a_row(weeks: list[date], today: date) -> int:
    """How many of `weeks` (Mondays, the latest first) follow each other up to this week or the last one.

    A week that is not over yet is no gap.
    """
    monday = today - timedelta(days=today.weekday())
    weeks = [each for each in weeks if each <= monday]
    if not weeks or weeks[0] < monday - WEEK:
        return 0
    return next((number for number, week in enumerate(weeks) if week != weeks[0] - number * WEEK), len(weeks))


def shared_with(mentor: Any, handle: str = "") -> JournalEntryQuerySet:
    """What those whom `mentor` accompanies let them read, or one of them does, unread first, with `is_unread`."""
    seen = _readings_of(mentor).filter(read_at__gte=OuterRef("spoken_at"))
    entries = JournalEntry.objects.visible_to(mentor).filter(owner__in=Pairing.objects.participants_of(mentor))
    if handle:
        entries = entries.filter(owner__handle=handle)
    return (
        entries.with_files()
        .annotate(reply_count=Count("replies"), is_unread=~Exists(seen))
        .order_by("-is_unread", "-spoken_at", "-pk")
    )


def dialogue(entry: JournalEntry, viewer: Any) -> QuerySet[JournalReply]:
    """What was said about `entry`, as far as `viewer` is of the two sides. One query."""
    replies = JournalReply.objects.visible_to(viewer).filter(entry=entry)
    return replies.select_related("author__profile").order_by("created_at", "pk")


def public_entries_of(person: Any, count: int = 3) -> JournalEntryQuerySet:
    """The latest entries of `person` that anybody may read. Two queries."""
    return JournalEntry.objects.public().filter(owner=person).with_files().latest_day_first()[:count]


def tasks_for(owner: Any, also: int | None = None) -> QuerySet[Task]:
    """The open tasks of `owner`, by when they are due, and the one numbered `also`. One query."""
    return Task.objects.filter(Q(participant=owner), Q(status__in=Task.OPEN) | Q(pk=also)).soonest_first()


def works_for(owner: Any) -> ProjectQuerySet:
    """The works to which `owner` may add a photo of the making, the last changed first. One query."""
    return Project.objects.filter(owner=owner).order_by("-updated_at", "-pk")


def visible_file(viewer: Any, public_id: Any) -> QuerySet[JournalFile]:
    """The file named `public_id` if `viewer` may see its entry, as a queryset of one or none."""
    return JournalFile.objects.visible_to(viewer).filter(public_id=public_id).select_related("entry")


@quota.counter("size_bytes")
def files_of_diary(person: Any) -> QuerySet[JournalFile]:
    return JournalFile.objects.filter(entry__owner=person)


def _readings_of(reader: Any) -> QuerySet[JournalReading]:
    return JournalReading.objects.filter(entry=OuterRef("pk"), reader=reader)
