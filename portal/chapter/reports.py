"""The figures of the chapter as tables: all of them for who runs it, and what funders are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorship.selectors.supply_reports import FEWEST, Chart
from portal.chapter import figures
from portal.chapter.figures import MEASURES, Asked, Figure, Line, Measure
from portal.core.table_files import Table, unbroken
from portal.core.templatetags.ui import money

#: Drawn over the table: what is counted, not what is paid.
DRAWN = ("active", "tasks", "levels")


def summary(total: Line, returned: tuple[int, int]) -> list[tuple[str, str, str]]:
    """(what, how much, note) of everything that was counted, an amount for each currency."""
    rows = [(str(each.words), shown, "") for each in MEASURES for shown in _shown(each, total)]
    return [*rows, (_("Came back to hand something in"), *_share(returned))]


def _shown(measure: Measure, line: Line) -> list[str]:
    found = line.of(measure.name)
    return [_words(each) for each in found] or ([] if measure.currency else ["0"])


def _words(figure: Figure) -> str:
    return money(figure.value, figure.currency) if figure.currency else str(figure.value)


def _share(returned: tuple[int, int]) -> tuple[str, str]:
    before, again = returned
    if not before:
        return "–", _("Nobody handed anything in in the time before.")
    words = _("%(again)s of %(before)s from the time before") % {"again": again, "before": before}
    return f"{round(100 * again / before)} %", words


def by_group(lines: Sequence[Line], asked: Asked, group: str) -> Table:
    """A row for each group, a column for each measure and currency."""
    columns = [
        (measure, currency)
        for measure in MEASURES
        for currency in (figures.currencies(lines, measure.name) if measure.currency else [""])
    ]
    heads = [f"{measure.words} ({currency})" if currency else str(measure.words) for measure, currency in columns]
    return Table(
        title=_("The chapter, %(period)s") % {"period": period(asked)},
        headers=[str(figures.GROUPS[group]), *heads],
        rows=[
            [
                line.group or _("Not said"),
                *(_cell(line.value(measure.name, currency), currency) for measure, currency in columns),
            ]
            for line in lines
        ],
        numeric=frozenset(range(1, len(columns) + 1)),
        notes=[
            _("Who is in two cohorts, or found for two skills, is counted with both."),
            _("Where a thing is not about the group, such as the savings of a skill, it stands at 0."),
        ],
    )


def in_words(rows: Sequence[Sequence[Any]], group: str) -> list[list[Any]]:
    """The rows for a page: a month by its name, in one line. Files have it as 2026-11, which sorts."""
    return [[_name(first, group), *row] for first, *row in rows]


def _name(text: str, group: str) -> str:
    if group != figures.MONTH:
        return text
    return unbroken(date_format(date.fromisoformat(f"{text}-01"), "YEAR_MONTH_FORMAT"))


def _cell(value: Decimal, currency: str) -> Decimal | int:
    return value if currency else int(value)


def drawn(lines: Sequence[Line], group: str) -> Chart:
    names = [_name(line.group, group) if line.group else _("Not said") for line in lines]
    series = [(str(figures.BY_NAME[name].words), [float(line.value(name)) for line in lines]) for name in DRAWN]
    return Chart(names, series)


def period(asked: Asked) -> str:
    first, last = (date_format(day, "DATE_FORMAT") for day in (asked.since, asked.until))
    return f"{first} – {last}"


# For funders ----------------------------------------------------------------------------------------------


def for_funders(now: Line, before: Line, returned: tuple[int, int], asked: Asked) -> Table:
    """What the house tells outside, beside the time before; no figure with too few people behind it."""
    rows: list[list[Any]] = []
    for measure in MEASURES:
        for currency in figures.currencies([now, before], measure.name) or [""]:
            if measure.currency and not currency:
                continue
            label = f"{measure.words} ({currency})" if currency else str(measure.words)
            cells = [_told(line.figures.get(measure.name, {}).get(currency)) for line in (now, before)]
            rows.append([label, *cells])
    rows.append([_("Of those who handed something in before, did so again"), _returned(returned), ""])
    return Table(
        title=_("%(site)s, %(period)s") % {"site": settings.SITE_NAME, "period": period(asked)},
        headers=[_("What"), period(asked), period(asked.before)],
        rows=rows,
        numeric=frozenset({1, 2}),
        notes=[
            _("Where fewer than %(fewest)s people are behind a figure it is not told.") % {"fewest": FEWEST},
            _("A pair counts when it lasted on a day of the time, a level while its mentor vouches for it."),
            _("Supplies are counted at what they cost, without tools, for these come back."),
        ],
    )


def _told(figure: Figure | None) -> Decimal | int | str:
    if figure is None:
        return 0
    return _few() if figure.is_telling else _cell(figure.value, figure.currency)


def _returned(returned: tuple[int, int]) -> str:
    before, again = returned
    if 0 < again < FEWEST or 0 < before < FEWEST:
        return _few()
    return f"{again} / {before}"


def _few() -> str:
    return _("fewer than %(fewest)s people") % {"fewest": FEWEST}
