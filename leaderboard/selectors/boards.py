"""Questions about boards and points: three queries a board, whatever its size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from leaderboard.models import BoardChoice, Metric, PastPlace, Period, PointEntry, Standing
from mentorship.models import Cohort, CohortMember, Skill

SHOWN = 50
NEIGHBOURS = 2
#: Further back than this a place is counted once in so many seconds, so that it costs as little as one in front.
COUNTED, REMEMBERED = 1000, 30
#: How many have more points, and how many have as many.
Counts = tuple[int, int]


@dataclass(frozen=True)
class Which:
    """One board: what is counted, since when, of which skill ("": all), among whom (None: everybody)."""

    metric: Metric
    period: Period
    begins: date
    skill: str = ""
    cohort: Cohort | None = None

    @property
    def key(self) -> str:
        """Its name in the cache."""
        said = repr((self.metric, self.period, self.begins, self.skill, self.cohort and self.cohort.pk))
        return f"boards:{sha256(said.encode()).hexdigest()}"

    def rows(self) -> QuerySet[Standing]:
        rows = Standing.objects.filter(
            metric=self.metric, period=self.period, begins=self.begins, skill=self.skill, is_shown=True
        )
        if self.cohort is None:
            return rows
        return rows.filter(user__in=CohortMember.objects.current().filter(cohort=self.cohort).values("person"))


@dataclass(frozen=True)
class Place:
    """One line of a board. `name` is "" for who stands there without one."""

    place: int
    is_tied: bool
    points: int
    name: str
    handle: str
    is_own: bool


@dataclass(frozen=True)
class Board:
    top: Sequence[Place]
    #: Oneself and those next to one, where the reader stands on the board but not among the top.
    near: Sequence[Place]
    own: Place | None
    #: How many points the next one above has more than the reader; 0 without anybody above.
    to_next: int


def board(which: Which, reader: Any, *, near_only: bool = False) -> Board:
    """Return one board as `reader` sees it. Three queries at most, two of the own place alone."""
    top = [] if near_only else _top(which.rows(), reader)
    if any(each.is_own for each in top):
        return _told(top, [], top)
    own = _own(which.rows(), reader)
    near = _near(which, own, reader) if own else []
    return _told(top, near, near)


def _told(top: Sequence[Place], near: Sequence[Place], around: Sequence[Place]) -> Board:
    """The board whose reader, if they stand on it, is in `around`."""
    mine = next((each for each in around if each.is_own), None)
    better = [each.points - mine.points for each in around if each.points > mine.points] if mine else []
    return Board(top, near, mine, min(better, default=0))


ORDER = ("-points", "sorted_by")
#: The same the other way round.
ORDER_UP = ("points", "-sorted_by")


def _top(rows: QuerySet[Standing], reader: Any) -> list[Place]:
    """The first places; equal points share a place, and stand by name. One query."""
    found = list(rows.select_related("user__board_choice").order_by(*ORDER)[: SHOWN + 1])
    sizes = Counter(row.points for row in found)
    places: dict[int, int] = {}
    for number, row in enumerate(found, start=1):
        places.setdefault(row.points, number)
    return [_place(row, places[row.points], sizes[row.points] > 1, reader) for row in found[:SHOWN]]


def _own(rows: QuerySet[Standing], reader: Any) -> Any:
    """The reader's row, and the numbers of those who stand beside it. One query.

    Each neighbour is asked for by itself, along the index; in one condition they would be looked for in all of it.
    """
    mine, key = OuterRef("points"), OuterRef("sorted_by")
    sides = {
        "above": rows.filter(points=mine, sorted_by__lt=key).order_by("-sorted_by"),
        "better": rows.filter(points__gt=mine).order_by(*ORDER_UP),
        "below": rows.filter(points=mine, sorted_by__gt=key).order_by("sorted_by"),
        "lesser": rows.filter(points__lt=mine).order_by(*ORDER),
    }
    beside = {
        f"{side}_{number}": Subquery(found.values("pk")[number : number + 1])
        for side, found in sides.items()
        for number in range(NEIGHBOURS)
    }
    return rows.filter(user=reader).annotate(**beside).first()


def _near(which: Which, own: Any, reader: Any) -> list[Place]:
    """The reader's place between the two above and the two below. One query."""
    numbers = [*_beside(own, "above", "better"), own.pk, *_beside(own, "below", "lesser")]
    known: dict[int, Counts] = cache.get(which.key, {})
    rows = which.rows()
    beside = rows.filter(pk__in=numbers).select_related("user__board_choice").order_by(*ORDER)
    found: list[Any] = list(
        beside.annotate(
            ahead=_unless_known(known, _number(rows, points__gt=OuterRef("points"))),
            same=_unless_known(known, _number(rows, points=OuterRef("points"))),
        )
    )
    counts = known | {row.points: (row.ahead, row.same) for row in found if row.points not in known}
    far = {points: each for points, each in counts.items() if sum(each) > COUNTED}
    if far != known:
        cache.set(which.key, far, REMEMBERED)
    return [_place(row, counts[row.points][0] + 1, counts[row.points][1] > 1, reader) for row in found]


def _unless_known(known: dict[int, Counts], number: Coalesce) -> Case:
    return Case(When(points__in=list(known), then=None), default=number, output_field=IntegerField())


def _number(rows: QuerySet[Standing], **narrowed: Any) -> Coalesce:
    # What is grouped by stands in the index, so that nothing else is read.
    counted = rows.filter(**narrowed).order_by().values("metric").annotate(number=Count("*"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _beside(own: Any, *sides: str) -> list[int]:
    """The numbers of the rows next to `own`, the nearest first: equals before others."""
    numbers = [getattr(own, f"{side}_{number}") for side in sides for number in range(NEIGHBOURS)]
    return [number for number in numbers if number is not None][:NEIGHBOURS]


def _place(row: Standing, place: int, is_tied: bool, reader: Any) -> Place:
    is_own = row.user_id == reader.pk
    hides = _is_nameless(row) and not is_own
    name, handle = ("", "") if hides else (row.user.display_name, row.user.handle)
    return Place(place, is_tied, row.points, name, handle, is_own)


def _is_nameless(row: Standing) -> bool:
    choice: BoardChoice | None = getattr(row.user, "board_choice", None)
    return bool(choice and choice.is_nameless)


def choice_of(user: Any) -> BoardChoice | None:
    return BoardChoice.objects.filter(user=user).first()


def entries_of(user: Any) -> QuerySet[PointEntry]:
    """What earned points of `user`, and what was lost again, the newest first."""
    return PointEntry.objects.filter(user=user).order_by("-day", "-number")


def totals_of(user: Any) -> dict[str, int]:
    """The points of `user` in the periods that go on. One query."""
    rows = Standing.objects.filter(user=user, metric=Metric.TOTAL, skill="").order_by("period")
    return dict(rows.values_list("period", "points"))


def skills_ranked() -> QuerySet[Skill]:
    """The skills in which somebody has earned points, by name. One query."""
    return Skill.objects.filter(slug__in=Standing.objects.exclude(skill="").values("skill")).order_by("name")


def past_boards() -> list[tuple[str, date]]:
    """The periods that are over and whose places are kept, the latest first. One query."""
    rows: Any = PastPlace.objects.order_by("-begins", "period")
    return list(rows.values_list("period", "begins").distinct())


def past_places(metric: str, period: str, begins: date) -> QuerySet[PastPlace]:
    """The places of a board that is over, of people who still stand on boards. One query."""
    rows = PastPlace.objects.filter(metric=metric, period=period, begins=begins, user__is_active=True)
    return rows.filter(user__board_choice__takes_part=True).select_related("user__board_choice").order_by("place")
