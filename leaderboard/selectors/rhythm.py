"""In which weeks somebody did something that counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from leaderboard.models import Period, PointEntry
from mentorship.selectors import journals

#: How far back it is told.
WEEKS = 8


@dataclass(frozen=True)
class Rhythm:
    """In how many of the last `of` weeks something was done, and how many of them follow each other."""

    weeks: int
    of: int
    in_a_row: int


def rhythm_of(user: Any, today: date) -> Rhythm:
    """Return in which weeks `user` did something that earned points. Nothing is lost by a pause. One query."""
    first = Period.WEEK.begins(today) - (WEEKS - 1) * journals.WEEK
    days = PointEntry.objects.filter(user=user, day__gte=first, day__lte=today).order_by().values("day")
    done = days.annotate(sum=Sum("points")).filter(sum__gt=0).values_list("day", flat=True)
    weeks = sorted({Period.WEEK.begins(day) for day in done}, reverse=True)
    return Rhythm(len(weeks), WEEKS, journals.weeks_in_a_row(weeks, today))
