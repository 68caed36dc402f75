"""How far people came who were found: counted by mentor, place or skill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Case, F, IntegerField, Max, QuerySet, Value, When, Window
from django.db.models.functions import Lead

from mentorship.models import Prospect, Stage, StageChange
from mentorship.models.prospects import OPEN

#: The way that is hoped for; whoever reached one of these has passed those before it.
WAY = (*OPEN, Stage.ONBOARDED)
#: How the counts may be grouped: the lookup of what is counted together.
GROUPS = {
    "mentor": "mentor__display_name",
    "place": "place",
    "skill": "skills__name",
    "source": "source",
}


@dataclass
class Line:
    """What became of the prospects of one group."""

    group: str
    is_total: bool = False
    found: int = 0
    #: How many came at least as far as each stage of WAY.
    reached: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAY, 0))
    deferred: int = 0
    declined: int = 0
    stays: dict[str, list[timedelta]] = field(default_factory=lambda: defaultdict(list))

    def share(self, stage: str) -> int | None:
        """Of a hundred who were found, how many came as far as `stage`; None without anybody."""
        return round(100 * self.reached[stage] / self.found) if self.found else None

    @property
    def conversion(self) -> int | None:
        return self.share(Stage.ONBOARDED)

    def median_days(self, stage: str) -> float | None:
        """How many days half of those who have left `stage` stayed in it at most; None when nobody has."""
        stays = self.stays.get(stage)
        return round(median(each.total_seconds() for each in stays) / 86400, 1) if stays else None


def funnel(viewer: Any, *, group: str, since: date | None = None, until: date | None = None) -> list[Line]:
    """Return a line per group of what `viewer` sees, the largest first, and one of all first. Two queries.

    Somebody with two skills is counted in both of their lines, and once among all.
    """
    rows = Prospect.objects.visible_to(viewer).filter(merged_into=None)
    if since:
        rows = rows.filter(created_at__date__gte=since)
    if until:
        rows = rows.filter(created_at__date__lte=until)
    total, lines = Line("", is_total=True), defaultdict[str, Line](lambda: Line(""))
    groups_of: dict[int, set[str]] = defaultdict(set)
    for number, name, stage, furthest in _people(rows, GROUPS[group]):
        is_first = number not in groups_of
        groups_of[number].add(name or "")
        for line in (lines[name or ""], *([total] if is_first else [])):
            _count(line, stage, furthest)
    for number, stage, stay in _stays(rows):
        for name in groups_of.get(number, ()):
            lines[name].stays[stage].append(stay)
        total.stays[stage].append(stay)
    for name, line in lines.items():
        line.group = name
    return [total, *sorted(lines.values(), key=lambda line: (-line.found, line.group.casefold()))]


def _people(rows: QuerySet[Prospect], lookup: str) -> Iterator[tuple[int, str, str, int]]:
    """Yield (number, group, stage, place in WAY of the furthest stage). One query."""
    places = [When(stage_changes__to_stage=stage, then=Value(place)) for place, stage in enumerate(WAY)]
    furthest = Max(Case(*places, default=Value(0), output_field=IntegerField()))
    yield from (
        rows.order_by()
        .annotate(group=F(lookup))
        .values("pk", "group", "stage")
        .annotate(furthest=furthest)
        .values_list("pk", "group", "stage", "furthest")
    )


def _stays(rows: QuerySet[Prospect]) -> Iterator[tuple[int, str, timedelta]]:
    """Yield (number, stage, how long) for stages that were left again. One query."""
    steps = (
        StageChange.objects.filter(prospect__in=rows.order_by().values("pk"))
        .annotate(
            left_at=Window(Lead("at"), partition_by=[F("prospect")], order_by=[F("at").asc(), F("pk").asc()])
        )
        .values_list("prospect", "to_stage", "at", "left_at")
    )
    for number, stage, at, left_at in steps:
        if left_at is not None and stage in OPEN:
            yield number, stage, left_at - at


def _count(line: Line, stage: str, furthest: int) -> None:
    line.found += 1
    for place, each in enumerate(WAY):
        line.reached[each] += place <= furthest
    line.deferred += stage == Stage.DEFERRED
    line.declined += stage == Stage.DECLINED
