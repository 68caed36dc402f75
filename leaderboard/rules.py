"""What earns points: one row a rule, with every row of the site that should have earned them.

The same queryset serves the listener, which asks it about one person and one month, and the rebuild, which asks it
about everybody; so what a signal missed is put right by asking again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Metric
from mentorship.models import (
    JournalEntry,
    LevelConfirmation,
    PeerReview,
    Preference,
    Project,
    Submission,
    Task,
    Visibility,
    WorkNote,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: How often in a month help to the same person counts: friends cannot lift each other.
SAME_PERSON = 2


class Source(NamedTuple):
    """One row that may earn points."""

    key: int
    earner: int
    at: datetime
    #: The day of `at`, in the site's time zone.
    day: date
    skill: str
    #: Whom it helped, or None.
    other: int | None


@dataclass(frozen=True)
class Rule:
    """`points` for each source, `per_day` times a day at most; on the board of `metric` beside the total."""

    name: str
    points: int
    words: _StrPromise
    per_day: int
    rows: Callable[[], QuerySet[Any]]
    earner: str
    at: str
    metric: Metric = Metric.TOTAL
    skill: str = ""
    other: str = ""

    def sources(self, **narrowed: Any) -> Iterator[Source]:
        """Return those of certain people or times: `earner`, `earner__range`, `at__gte`, `at__lt`. One query."""
        names = {"earner": self.earner, "earner__range": f"{self.earner}__pk__range"}
        names |= {"at__gte": f"{self.at}__gte", "at__lt": f"{self.at}__lt"}
        rows: Any = self.rows().filter(**{names[name]: value for name, value in narrowed.items()}).order_by()
        skill = Coalesce(f"{self.skill}__slug", Value("")) if self.skill else Value("")
        other = F(self.other) if self.other else Value(None, output_field=IntegerField())
        found = rows.annotate(of_day=TruncDate(self.at), of_skill=skill, of_other=other)
        names = ("pk", self.earner, self.at, "of_day", "of_skill", "of_other")
        return map(Source._make, found.values_list(*names))

    def counted(self, sources: Iterable[Source]) -> list[Source]:
        """Return those of `sources`, all of one person and whole months, that count: the earliest of each day."""
        kept: list[Source] = []
        days: dict[date, int] = {}
        helped: dict[tuple[int, date], int] = {}
        for each in sorted(sources, key=lambda source: (source.at, source.key)):
            month = each.day.replace(day=1)
            with_other = helped.get((each.other, month), 0) if each.other else 0
            if days.get(each.day, 0) >= self.per_day or with_other >= SAME_PERSON:
                continue
            days[each.day] = days.get(each.day, 0) + 1
            if each.other:
                helped[each.other, month] = with_other + 1
            kept.append(each)
        return kept


def _approved() -> QuerySet[Any]:
    return Task.objects.filter(status=Task.Status.APPROVED)


def _useful() -> QuerySet[Any]:
    return PeerReview.objects.counting().filter(usefulness__in=["yes", "partly"])


def _useful_notes() -> QuerySet[Any]:
    return WorkNote.objects.shown().filter(usefulness__in=["yes", "partly"])


RULES: tuple[Rule, ...] = (
    Rule(
        name="work_submitted",
        points=3,
        words=_("A piece handed in"),
        per_day=3,
        rows=Submission.objects.all,
        earner="task__participant",
        at="submitted_at",
        skill="task__skill",
    ),
    Rule(
        name="task_approved",
        points=10,
        words=_("A task approved"),
        per_day=3,
        rows=_approved,
        earner="participant",
        at="approved_at",
        metric=Metric.IMPROVEMENT,
        skill="skill",
    ),
    Rule(
        name="level_confirmed",
        points=25,
        words=_("A level that a mentor vouches for"),
        per_day=2,
        rows=LevelConfirmation.objects.standing,
        earner="user",
        at="confirmed_at",
        metric=Metric.IMPROVEMENT,
        skill="skill",
    ),
    Rule(
        name="project_published",
        points=5,
        words=_("A work that everybody sees"),
        per_day=2,
        rows=Project.objects.public,
        earner="owner",
        at="published_at",
    ),
    Rule(
        name="peer_review",
        points=8,
        words=_("A look at a peer's piece that helped"),
        per_day=3,
        rows=_useful,
        earner="reviewer",
        at="given_at",
        metric=Metric.HELPING,
        skill="round__submission__task__skill",
        other="round__submission__task__participant",
    ),
    Rule(
        name="work_note",
        points=4,
        words=_("Words about a work that helped its maker"),
        per_day=3,
        rows=_useful_notes,
        earner="author",
        at="created_at",
        metric=Metric.HELPING,
        other="project__owner",
    ),
    Rule(
        name="preference",
        points=2,
        words=_("Two pieces compared, with a reason"),
        per_day=5,
        rows=Preference.objects.judged,
        earner="rater",
        at="answered_at",
        metric=Metric.HELPING,
    ),
    Rule(
        name="diary_shared",
        points=1,
        words=_("A diary entry that others may read"),
        per_day=1,
        rows=lambda: JournalEntry.objects.exclude(visibility=Visibility.PRIVATE),
        earner="owner",
        at="created_at",
        skill="skill",
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}
