"""What supplies did: who got what, what became of it, who came back, and what was confirmed afterwards.

Each report asks the same few questions for ten hand-outs and for thousands, and tells only of people whom the
reader sees. Money of tools is not counted, for they come back; declined hand-outs are not counted at all.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, DecimalField, F, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Issue, IssueLine, LevelConfirmation, ResourceType, Skill, StockMove, UsageLog
from portal.core.table_files import Table

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Below so many people nothing is said about what they gained: it would say something about each of them.
FEWEST = 5
USUAL_DAYS = 90
CENT = Decimal("0.01")
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=5)
MATERIAL = Q(resource__kind=ResourceType.Kind.CONSUMABLE)
TOOL = Q(resource__kind=ResourceType.Kind.LOAN)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """About whose hand-outs, between which days (both included), and how long afterwards one looks."""

    viewer: Any
    since: date
    until: date
    now: datetime
    days: int = USUAL_DAYS

    @property
    def span(self) -> tuple[datetime, datetime]:
        start = timezone.make_aware(datetime.combine(self.since, time.min))
        return start, timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time.min))

    def lines(self) -> QuerySet[IssueLine]:
        """What was handed out in that time, and not declined."""
        start, end = self.span
        issues = Issue.objects.visible_to(self.viewer).standing().filter(issued_at__gte=start, issued_at__lt=end)
        return IssueLine.objects.filter(issue__in=issues.values("pk"), quantity__gt=0).order_by()


@dataclass(frozen=True)
class Chart:
    """What is drawn over the table: a row of bars for each of `series` (name, values)."""

    labels: list[str]
    series: list[tuple[str, list[float]]]
    unit: str = ""

    @property
    def data(self) -> dict[str, Any]:
        return {
            "labels": self.labels,
            "series": [{"name": name, "values": values} for name, values in self.series],
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Report:
    table: Table
    chart: Chart | None = None
    #: Words above the table: (label, value).
    summary: list[tuple[str, str]] = field(default_factory=list)


def _cost(name: str, only: Q = MATERIAL) -> Sum:
    return Sum(F(name) * F("unit_cost"), filter=only, output_field=MONEY)


COSTS = {
    "issued": _cost("quantity"),
    "used_cost": _cost("used"),
    "returned_cost": _cost("returned"),
    "lost_cost": _cost("lost"),
}
TOOLS = {"tools": Count("pk", filter=TOOL), "tools_lost": Count("pk", filter=TOOL & Q(lost__gt=0))}


def _cents(value: Decimal | None) -> Decimal:
    return (value or Decimal(0)).quantize(CENT)


def _cost_headers() -> list[str]:
    return [
        *(_("Currency"), _("Handed out"), _("Used"), _("Came back"), _("Lost"), _("Not told yet")),
        *(_("Tools lent"), _("Tools lost")),
    ]


def _cost_cells(row: Mapping[str, Any]) -> list[Any]:
    issued, used, back, lost = (_cents(row[name]) for name in COSTS)
    return [
        row["currency"],
        issued,
        used,
        back,
        lost,
        issued - used - back - lost,
        row["tools"],
        row["tools_lost"],
    ]


COST_NUMERIC = frozenset(range(2, 9))


def _cost_chart(rows: Iterable[list[Any]], first: int = 0, most: int = 20) -> Chart:
    """Bars of what was used, came back, was lost and is not told yet."""
    shown = sorted(rows, key=lambda row: -row[first + 2])[:most]
    names = [(_("Used"), 3), (_("Came back"), 4), (_("Lost"), 5), (_("Not told yet"), 6)]
    labels = [f"{row[0]} ({row[1]})" for row in shown]
    return Chart(labels, [(name, [float(row[number]) for row in shown]) for name, number in names])


def people(asked: Asked) -> Report:
    """Per person. One query."""
    found = asked.lines().values("issue__to", "issue__to__display_name", "currency")
    rows = [
        [row["issue__to__display_name"], *_cost_cells(row), row["handouts"]]
        for row in found.annotate(handouts=Count("issue", distinct=True), **COSTS, **TOOLS).order_by(
            "issue__to__display_name", "issue__to", "currency"
        )
    ]
    headers = [_("Person"), *_cost_headers(), _("Hand-outs")]
    table = Table(
        title=_("Supplies per person"),
        headers=headers,
        rows=rows,
        numeric=COST_NUMERIC | {9},
        notes=[_money_note()],
    )
    return Report(table, _cost_chart(rows))


def skills(asked: Asked) -> Report:
    """Per skill that a material or tool is linked with. One query."""
    found = asked.lines().filter(resource__skills__isnull=False)
    grouped = found.values("resource__skills", "resource__skills__name", "currency").annotate(
        people=Count("issue__to", distinct=True), **COSTS, **TOOLS
    )
    rows = [
        [row["resource__skills__name"], *_cost_cells(row), row["people"]]
        for row in grouped.order_by("resource__skills__name", "currency")
    ]
    notes = [_money_note(), _("What serves several skills is counted in full for each of them.")]
    headers = [_("Skill"), *_cost_headers(), _("People")]
    table = Table(
        title=_("Supplies per skill"), headers=headers, rows=rows, numeric=COST_NUMERIC | {9}, notes=notes
    )
    return Report(table, _cost_chart(rows))


def materials(asked: Asked) -> Report:
    """Per material and tool, in its own unit. One query."""
    sums = {name: Sum(name) for name in ("wanted", "quantity", "used", "returned", "lost")}
    found = (
        asked.lines()
        .values("resource__name", "resource__unit")
        .annotate(
            people=Count("issue__to", distinct=True), **{f"sum_{name}": value for name, value in sums.items()}
        )
    )
    rows = []
    for row in found.order_by("resource__name"):
        values: Mapping[str, Any] = row
        amounts = [values[f"sum_{name}"].quantize(Decimal("0.001")).normalize() for name in sums]
        cells = [Decimal(f"{amount:f}") for amount in amounts]
        rows.append([row["resource__name"], row["resource__unit"], *cells[1:], cells[0] - cells[1], row["people"]])
    headers = [
        *(
            _("What"),
            _("Unit"),
            _("Handed out"),
            _("Used"),
            _("Came back"),
            _("Lost"),
            _("Was missing"),
            _("People"),
        ),
    ]
    return Report(
        Table(title=_("Supplies per material"), headers=headers, rows=rows, numeric=frozenset(range(2, 8)))
    )


def donors(asked: Asked) -> Report:
    """Per donor. Three queries."""
    received: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    arrivals = StockMove.objects.filter(kind=StockMove.Kind.RECEIVED, at__lt=asked.span[1], item=None).order_by()
    for resource, name, total in arrivals.values_list("resource", "donor__name").annotate(total=Sum("quantity")):
        received[resource][name or ""] += total
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
    spent: Iterable[Mapping[str, Any]] = (
        asked.lines().filter(MATERIAL).values("resource", "currency").annotate(**COSTS)
    )
    for row in spent:
        gifts = received[row["resource"]] or {"": Decimal(1)}  # turned up in a count
        whole = sum(gifts.values(), Decimal(0))
        for name, part in gifts.items():
            share = part / whole
            before = sums[name, row["currency"]]
            sums[name, row["currency"]] = [
                old + (row[cost] or Decimal(0)) * share for old, cost in zip(before, COSTS, strict=True)
            ]
    tools: Counter[tuple[str, str]] = Counter()
    lent = asked.lines().filter(item__isnull=False).values_list("item__donor__name", "currency")
    for name, currency, count in lent.annotate(count=Count("pk")):
        tools[name or "", currency] += count
    rows = []
    for name, currency in sorted({*sums, *tools}, key=lambda key: (key[0] == "", key)):
        issued, used, back, lost = map(_cents, sums[name, currency])
        rest = issued - used - back - lost
        rows.append([name or _("Own purchase"), currency, issued, used, back, lost, rest, tools[name, currency]])
    headers = [_("Donor"), *_cost_headers()[:-1]]
    notes = [
        _money_note(),
        _(
            "Supplies of one kind are not told apart: a donor's part of what was handed out is their part of what"
            " was received of it until then. Tools are counted exactly."
        ),
    ]
    table = Table(
        title=_("Supplies per donor"), headers=headers, rows=rows, numeric=frozenset(range(2, 8)), notes=notes
    )
    return Report(table, _cost_chart(rows))


def months(asked: Asked) -> Report:
    """Month by month what happened in it, whenever it had been handed out. Three queries."""
    start, end = asked.span
    seen = Issue.objects.visible_to(asked.viewer).standing().values("pk")
    sums: dict[tuple[date, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))

    def add(rows: Iterable[Mapping[str, Any]], name: str = "") -> None:
        for row in rows:
            key = (timezone.localdate(row["month"]).replace(day=1), row["money"])
            sums[key][name or row["kind"]] += row["total"] or Decimal(0)

    issued = asked.lines().annotate(month=TruncMonth("issue__issued_at"), money=F("currency"))
    add(issued.values("month", "money").annotate(total=COSTS["issued"]), "issued")
    uses = UsageLog.objects.filter(line__issue__in=seen, at__gte=start, at__lt=end).order_by()
    material = Q(line__resource__kind=ResourceType.Kind.CONSUMABLE)
    price = Sum(F("quantity") * F("line__unit_cost"), filter=material, output_field=MONEY)
    dated = uses.annotate(month=TruncMonth("at"), money=F("line__currency"))
    add(dated.values("month", "money", "kind").annotate(total=price))
    back = StockMove.objects.filter(
        MATERIAL, kind=StockMove.Kind.RETURNED, line__issue__in=seen, at__gte=start, at__lt=end
    ).order_by()
    value = Sum(F("quantity") * F("unit_cost"), output_field=MONEY)
    dated_moves = back.annotate(month=TruncMonth("at"), money=F("currency"))
    add(dated_moves.values("month", "money").annotate(total=value), "returned")
    names = ("issued", "used", "returned", "lost")
    keys = sorted(sums)
    cells = [[_cents(sums[key][name]) for name in names] for key in keys]
    words = [date_format(month, "YEAR_MONTH_FORMAT") for month, _currency in keys]
    rows: list[list[Any]] = [
        [word, key[1], *amounts] for word, key, amounts in zip(words, keys, cells, strict=True)
    ]
    headers = [_("Month"), _("Currency"), _("Handed out"), _("Used"), _("Came back"), _("Lost")]
    table = Table(
        title=_("Supplies per month"),
        headers=headers,
        rows=rows,
        numeric=frozenset(range(2, 6)),
        notes=[_money_note()],
    )
    labels = [f"{row[0]} ({row[1]})" for row in rows]
    series = [(headers[number], [float(row[number]) for row in rows]) for number in range(2, 6)]
    return Report(table, Chart(labels, series))


def repeats(asked: Asked) -> Report:
    """Who came back for more. One query."""
    start, end = asked.span
    issues = Issue.objects.visible_to(asked.viewer).standing().filter(issued_at__gte=start, issued_at__lt=end)
    days: dict[int, set[date]] = defaultdict(set)
    for person, at in issues.order_by().values_list("to", "issued_at"):
        days[person].add(timezone.localdate(at))
    times = Counter(min(len(dates), 5) for dates in days.values())
    waits = [(ordered[1] - ordered[0]).days for dates in days.values() if len(ordered := sorted(dates)) > 1]
    total = len(days)
    labels = [_("once"), _("twice"), _("three times"), _("four times"), _("five times or more")]
    rows: list[list[Any]] = [
        [label, times[number], f"{100 * times[number] / total:.0f} %" if total else ""]
        for number, label in enumerate(labels, start=1)
    ]
    table = Table(
        title=_("Who came back for more"),
        headers=[_("Got supplies"), _("People"), _("Share")],
        rows=rows,
        numeric=frozenset({1, 2}),
        notes=[_("Several hand-outs on one day count once.")],
    )
    again = len(waits)
    summary = [
        (_("People who got supplies"), str(total)),
        (_("Came back for more"), f"{again} ({100 * again / total:.0f} %)" if total else "0"),
        (_("Days until the second time, in the middle"), f"{statistics.median(waits):.0f}" if waits else "–"),
    ]
    return Report(table, Chart(labels, [(_("People"), [float(row[1]) for row in rows])]), summary)


class _Gain(NamedTuple):
    levels: int
    costs: dict[str, Decimal]


def gains(asked: Asked) -> Report:
    """Per skill: what mentors confirmed within so many days of the first supplies for it. Four queries."""
    first = _first_supplies(asked)
    finished = {key: at for key, at in first.items() if at + timedelta(days=asked.days) <= asked.now}
    levels = _confirmed({skill for _person, skill in finished}, {person for person, _skill in finished})
    costs = _costs_within(asked, finished)
    by_skill: dict[int, list[_Gain]] = defaultdict(list)
    for (person, skill), at in finished.items():
        change = _level_at(levels[person, skill], at + timedelta(days=asked.days)) - _level_at(
            levels[person, skill], at
        )
        by_skill[skill].append(_Gain(change, costs[person, skill]))
    running = Counter(key[1] for key in first if key not in finished)
    wanted = {skill for _person, skill in first}
    names = dict(Skill.objects.filter(pk__in=wanted).values_list("pk", "name"))
    rows, bars = [], []
    for skill in sorted(wanted, key=lambda pk: names[pk].casefold()):
        found = by_skill[skill]
        rows.append([names[skill], len(found), *_gain_cells(found), running[skill]])
        if len(found) >= FEWEST:
            bars.append((names[skill], len(found), sum(gain.levels for gain in found) / len(found)))
    headers = [
        *(_("Skill"), _("People (n)"), _("With a level more"), _("Levels more"), _("Per person")),
        *(_("Cost of material"), _("Cost per level more"), _("Not long enough ago")),
    ]
    notes = [
        _(
            "This is association, not cause: who gets supplies often also gets more attention, practises more and"
            " began eagerly. The figures do not say what would have been without."
        ),
        _(
            "A level counts when a mentor confirmed it within %(days)s days of the first supplies for the"
            " skill and has not taken it back; whoever had none confirmed before begins at nothing. Whoever got"
            " their first supplies later than that stands in the last column only."
        )
        % {"days": asked.days},
        _("With fewer than %(n)s people nothing is said: “too few”.") % {"n": FEWEST},
        _(
            "Material is counted at its cost when handed out, without what came back; what serves several skills,"
            " for each."
        ),
    ]
    table = Table(
        title=_("What was confirmed after supplies"),
        headers=headers,
        rows=rows,
        numeric=frozenset(range(1, 8)),
        notes=notes,
    )
    chart = Chart(
        [f"{name} (n = {count})" for name, count, _mean in bars],
        [(_("Levels more per person, association only"), [round(mean, 2) for _name, _count, mean in bars])],
    )
    return Report(table, chart if bars else None)


def _gain_cells(found: list[_Gain]) -> list[Any]:
    if len(found) < FEWEST:
        return [_("too few")] * 5
    levels = sum(gain.levels for gain in found)
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for gain in found:
        for currency, cost in gain.costs.items():
            costs[currency] += cost
    per_level = {currency: cost / levels for currency, cost in costs.items()} if levels > 0 else {}
    more = sum(gain.levels > 0 for gain in found)
    return [more, levels, f"{levels / len(found):.2f}", _amounts(costs), _amounts(per_level) or "–"]


def _amounts(costs: dict[str, Decimal]) -> str:
    return ", ".join(f"{_cents(cost)} {currency}" for currency, cost in sorted(costs.items()))


Key = tuple[int, int]


def _first_supplies(asked: Asked) -> dict[Key, datetime]:
    """When each person first got something for each skill, in that time: {(person, skill): when}."""
    found = asked.lines().filter(resource__skills__isnull=False).values_list("issue__to", "resource__skills")
    return {(person, skill): at for person, skill, at in found.annotate(first=Min("issue__issued_at"))}


def _confirmed(skill_ids: set[int], person_ids: set[int]) -> dict[Key, list[tuple[datetime, int]]]:
    levels: dict[Key, list[tuple[datetime, int]]] = defaultdict(list)
    rows = LevelConfirmation.objects.standing().filter(skill__in=skill_ids).order_by()
    for person, skill, at, level in rows.values_list("user", "skill", "confirmed_at", "level"):
        if person in person_ids:
            levels[person, skill].append((at, level))
    return levels


def _level_at(levels: list[tuple[datetime, int]], moment: datetime) -> int:
    """Return the highest level that was confirmed until `moment`; 0 if none."""
    return max((level for at, level in levels if at <= moment), default=0)


def _costs_within(asked: Asked, first: dict[Key, datetime]) -> dict[Key, dict[str, Decimal]]:
    """What material each person kept within so many days of their first for the skill, by currency."""
    costs: dict[Key, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    seen = Issue.objects.visible_to(asked.viewer).standing().values("pk")
    lines = IssueLine.objects.filter(MATERIAL, issue__in=seen, issue__issued_at__gte=asked.span[0])
    kept = F("quantity") - F("returned")
    rows = lines.filter(resource__skills__isnull=False).annotate(kept=kept).order_by()
    names = ("issue__to", "resource__skills", "issue__issued_at", "currency", "kept", "unit_cost")
    for person, skill, at, currency, quantity, price in rows.values_list(*names):
        begun = first.get((person, skill))
        if begun is not None and begun <= at <= begun + timedelta(days=asked.days):
            costs[person, skill][currency] += quantity * price
    return costs


def _money_note() -> str:
    return _(
        "Material at its cost when it was handed out; tools by number, for they come back. What was declined is"
        " left out."
    )


class Kind(NamedTuple):
    slug: str
    name: _StrPromise
    text: _StrPromise
    make: Callable[[Asked], Report]


KINDS = (
    Kind(
        "gains",
        gettext_lazy("What was confirmed after supplies"),
        gettext_lazy("Levels that mentors confirmed afterwards, and what one cost. Association, not cause."),
        gains,
    ),
    Kind(
        "repeats",
        gettext_lazy("Who came back for more"),
        gettext_lazy("How many people got supplies again."),
        repeats,
    ),
    Kind(
        "people", gettext_lazy("Per person"), gettext_lazy("What each got, used, brought back and lost."), people
    ),
    Kind("skills", gettext_lazy("Per skill"), gettext_lazy("What went into each skill."), skills),
    Kind("donors", gettext_lazy("Per donor"), gettext_lazy("What became of what somebody gave."), donors),
    Kind("materials", gettext_lazy("Per material"), gettext_lazy("In pieces, metres and kilos."), materials),
    Kind("months", gettext_lazy("Per month"), gettext_lazy("What happened in each month."), months),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
