"""What happened in the chapter: a row for each thing that is counted, asked all at once.

A figure knows how many people are behind it. Who runs the chapter sees them all; what leaves the house, `reports`,
says nothing where fewer than `FEWEST` people are behind a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any

from django.db.models import (
    CharField,
    Count,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, ExtractMonth, ExtractYear, LPad
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorship.models import (
    Cohort,
    CohortMember,
    IssueLine,
    LevelConfirmation,
    Pairing,
    Prospect,
    Skill,
    Stage,
    StageChange,
    Submission,
    Task,
    UserSkill,
)
from mentorship.selectors.supply_reports import FEWEST, MATERIAL
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.policy import require
from shop import money
from shop.models import LedgerAccount, Posting, SaleLine, TakenBack

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NUMBER: DecimalField[Any, Any] = DecimalField(max_digits=24, decimal_places=4)
TEXT: CharField[Any, Any] = CharField()
NO_TEXT = Value("", output_field=TEXT)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Between which days (both included), and of whom: those of a place, a skill, a cohort."""

    since: date
    until: date
    place: str = ""
    skill: Skill | None = None
    cohort: Cohort | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        start = timezone.make_aware(datetime.combine(self.since, time.min))
        return start, timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time.min))

    @property
    def before(self) -> Asked:
        """The same of as many days before."""
        length = self.until - self.since + timedelta(days=1)
        return replace(self, since=self.since - length, until=self.since - timedelta(days=1))

    def people(self) -> QuerySet[User]:
        """Those who learn here, whether they are still about or not."""
        people = User.objects.filter(groups__name=roles.PARTICIPANT)
        if self.place:
            people = people.filter(profile__city=self.place)
        if self.skill:
            people = people.filter(pk__in=UserSkill.objects.filter(skill=self.skill).values("user"))
        if self.cohort:
            people = people.filter(pk__in=CohortMember.objects.filter(cohort=self.cohort).values("person"))
        return people


def _approved() -> QuerySet[Any]:
    return Task.objects.filter(status=Task.Status.APPROVED)


def _material() -> QuerySet[Any]:
    return IssueLine.objects.filter(MATERIAL, quantity__gt=0).exclude(issue__state="declined")


def _sold() -> QuerySet[Any]:
    back = TakenBack.objects.standing().filter(sale=OuterRef("pk")).order_by().values("sale")
    gone = Coalesce(Subquery(back.annotate(total=Sum("amount_minor")).values("total")), 0)
    return SaleLine.objects.annotate(kept=F("gross_minor") - gone)


def _saved() -> QuerySet[Any]:
    return Posting.objects.filter(account__kind=LedgerAccount.Kind.SAVINGS)


def _onboarded() -> QuerySet[Any]:
    return StageChange.objects.filter(to_stage=Stage.ONBOARDED, prospect__merged_into=None)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """`rows` whose moment `at` is in the time asked for; `person` leads to who is behind a row.

    `counts` is what is summed up, or None for the rows themselves; `skill` and `place` lead to what a row is about
    where it knows better than the person. With `distinct` people are counted and not rows.
    """

    name: str
    words: _StrPromise
    rows: Callable[[], QuerySet[Any]]
    at: str
    person: str
    skill: str = ""
    place: str = ""
    distinct: bool = False
    counts: Any = None
    currency: str = ""
    #: Amounts in smallest units of their currency.
    is_minor: bool = False
    #: Rows last from `at` until this, and count while they last.
    until: str = ""
    #: The rows are about people who may join, not about those who learn.
    is_before_joining: bool = False

    def asked(self, asked: Asked) -> QuerySet[Any]:
        start, end = asked.span
        if self.until:
            lasts = Q(**{f"{self.until}__isnull": True}) | Q(**{f"{self.until}__gte": start})
            rows = self.rows().filter(lasts, **{f"{self.at}__lt": end})
        else:
            rows = self.rows().filter(**{f"{self.at}__gte": start, f"{self.at}__lt": end})
        if self.is_before_joining:
            return self._of_prospects(rows, asked)
        if asked.skill and self.skill:
            rows = rows.filter(**{self.skill: asked.skill})
        return rows.filter(**{f"{self.person}__in": asked.people().values("pk")})

    def _of_prospects(self, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        if asked.cohort:
            return rows.none()
        narrowed = {self.place: asked.place, self.skill: asked.skill}
        return rows.filter(**{name: value for name, value in narrowed.items() if value})


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="found",
        words=_("People found"),
        rows=lambda: Prospect.objects.filter(merged_into=None),
        at="created_at",
        person="pk",
        place="place",
        skill="skills",
        distinct=True,
        is_before_joining=True,
    ),
    Measure(
        name="onboarded",
        words=_("People onboarded"),
        rows=_onboarded,
        at="at",
        person="prospect",
        place="prospect__place",
        skill="prospect__skills",
        distinct=True,
        is_before_joining=True,
    ),
    Measure(
        name="joined",
        words=_("Joined to learn"),
        rows=User.objects.all,
        at="date_joined",
        person="pk",
        distinct=True,
    ),
    Measure(
        name="active",
        words=_("Handed something in"),
        rows=Submission.objects.all,
        at="submitted_at",
        person="task__participant",
        skill="task__skill",
        distinct=True,
    ),
    Measure(
        name="pairs",
        words=_("Pairs of mentor and learner"),
        rows=Pairing.objects.all,
        at="started_at",
        until="ended_at",
        person="participant",
    ),
    Measure(
        name="tasks",
        words=_("Tasks done"),
        rows=_approved,
        at="approved_at",
        person="participant",
        skill="skill",
    ),
    Measure(
        name="levels",
        words=_("Levels gained"),
        rows=LevelConfirmation.objects.standing,
        at="confirmed_at",
        person="user",
        skill="skill",
    ),
    Measure(
        name="supplies",
        words=_("Supplies handed out, at cost"),
        rows=_material,
        at="issue__issued_at",
        person="issue__to",
        counts=F("quantity") * F("unit_cost"),
        currency="currency",
    ),
    Measure(
        name="sales",
        words=_("Sales, without what went back"),
        rows=_sold,
        at="paid_at",
        person="seller__user",
        counts=F("kept"),
        currency="currency",
        is_minor=True,
    ),
    Measure(
        name="savings",
        words=_("Put aside, less what was taken out"),
        rows=_saved,
        at="entry__created_at",
        person="account__owner",
        counts=F("amount_minor"),
        currency="currency",
        is_minor=True,
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True)
class Figure:
    """`value` in `currency` ("": things or people), and how many `people` are behind it."""

    value: Decimal
    people: int
    currency: str = ""

    @property
    def is_telling(self) -> bool:
        """Whether so few people are behind it that it would say something about each of them."""
        return 0 < self.people < FEWEST


#: By what figures may be told apart: the path from a person, or a way to say it of a row.
MONTH, PLACE, SKILL, COHORT = "month", "place", "skill", "cohort"
GROUPS: dict[str, _StrPromise] = {
    MONTH: _("Month"),
    PLACE: _("Place"),
    SKILL: _("Skill"),
    COHORT: _("Cohort"),
}


@dataclass
class Line:
    """The figures of one group, by measure, and in it by currency."""

    group: str
    figures: dict[str, dict[str, Figure]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, name: str) -> list[Figure]:
        return [self.figures[name][currency] for currency in sorted(self.figures.get(name, {}))]

    def value(self, name: str, currency: str = "") -> Decimal:
        found = self.figures.get(name, {}).get(currency)
        return found.value if found else Decimal(0)


def totals(asked: Asked, *, by: Any) -> Line:
    """Everything that `by`, who runs the chapter, asked for. One query. Raises NotAllowed."""
    _may_ask(by)
    found = _lines((measure, measure.asked(asked), NO_TEXT) for measure in MEASURES)
    return found[0] if found else Line("")


def grouped(asked: Asked, group: str, *, by: Any) -> list[Line]:
    """The same for each group, by name. One query. Raises NotAllowed.

    What is not about a group, such as the savings of a skill, is left out of it; what is about two is in both.
    """
    _may_ask(by)
    parts = ((measure, *_grouped(measure, measure.asked(asked), group)) for measure in MEASURES)
    return _lines((measure, rows, path) for measure, rows, path in parts if path is not None)


def returning(asked: Asked, *, by: Any) -> tuple[int, int]:
    """How many handed something in in the time before, and how many of these did so again. One query."""
    _may_ask(by)
    measure = BY_NAME["active"]
    again = measure.asked(asked).values(measure.person)
    were_there = measure.asked(asked.before).aggregate(
        before=Count(measure.person, distinct=True),
        again=Count(measure.person, distinct=True, filter=Q(**{f"{measure.person}__in": again})),
    )
    return were_there["before"], were_there["again"]


def places() -> list[str]:
    """Where people who learn live, by name. One query."""
    people = User.objects.filter(groups__name=roles.PARTICIPANT).exclude(profile__city="")
    return list(people.order_by("profile__city").values_list("profile__city", flat=True).distinct())


def _may_ask(by: Any) -> None:
    require(can_run_chapter(by), _("Who runs the chapter reads its figures."))


def _grouped(measure: Measure, rows: QuerySet[Any], group: str) -> tuple[QuerySet[Any], Any]:
    """Return the rows, and what tells their group as text; None where the rows do not know it."""
    if group == MONTH:
        if measure.until:
            return rows, None
        zone = timezone.get_current_timezone()
        year, month = (Cast(part(measure.at, tzinfo=zone), TEXT) for part in (ExtractYear, ExtractMonth))
        return rows, Concat(year, Value("-"), LPad(month, 2, Value("0")), output_field=TEXT)
    if group == SKILL:
        return rows, _text(f"{measure.skill}__name") if measure.skill else None
    if group == PLACE:
        return rows, _text(measure.place or _of(measure, "profile__city"))
    if measure.is_before_joining:
        return rows, None
    return rows.filter(**{_of(measure, "cohort_memberships__left_at"): None}), _text(
        _of(measure, "cohort_memberships__cohort__name")
    )


def _of(measure: Measure, path: str) -> str:
    return path if measure.person == "pk" else f"{measure.person}__{path}"


def _text(path: str) -> Coalesce:
    return Coalesce(F(path), NO_TEXT, output_field=TEXT)


def _lines(parts: Iterable[tuple[Measure, QuerySet[Any], Any]]) -> list[Line]:
    """Ask all `parts` in one query, and return a line for each group, by name."""
    asked = [_summed(*part) for part in parts]
    lines: dict[str, Line] = {}
    for name, group, currency, value, people in reduce(lambda one, other: one.union(other, all=True), asked):
        line = lines.setdefault(group, Line(group))
        line.figures[name][currency] = Figure(_amount(BY_NAME[name], value, currency), people, currency)
    return [lines[group] for group in sorted(lines, key=str.casefold)]


def _summed(measure: Measure, rows: QuerySet[Any], group: Any) -> QuerySet[Any, Any]:
    people = Count(measure.person, distinct=True)
    number = Sum(measure.counts, output_field=NUMBER) if measure.counts else Count("pk")
    currency = F(measure.currency) if measure.currency else NO_TEXT
    return (
        rows.order_by()
        .annotate(
            of_measure=Value(measure.name, output_field=TEXT),
            of_group=group,
            of_currency=Cast(currency, TEXT),
        )
        .values("of_measure", "of_group", "of_currency")
        .annotate(number=Cast(people if measure.distinct else number, NUMBER), people=people)
        .values_list("of_measure", "of_group", "of_currency", "number", "people")
    )


def _amount(measure: Measure, value: Any, currency: str) -> Decimal:
    value = Decimal(str(value))
    if measure.is_minor:
        return money.from_minor(int(value), currency)
    return value.quantize(Decimal("0.01")) if measure.currency else value.quantize(Decimal(1))


def currencies(lines: Sequence[Line], name: str) -> list[str]:
    return sorted({currency for line in lines for currency in line.figures.get(name, {})})
