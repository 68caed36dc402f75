"""How far people came who were found: a table first, and the same for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mentorship.forms.funnel import FunnelForm
from mentorship.models import Prospect, Stage
from mentorship.selectors.funnel import WAY, Line, funnel
from mentorship.selectors.supply_reports import Chart
from portal.accounts.permissions import can_run_chapter
from portal.core import table_files

PER_PAGE = 50
TIMED = WAY[:-1]


@login_required
@require_safe
def prospect_report(request: HttpRequest) -> HttpResponse:
    form = FunnelForm(request.GET)
    total, *lines = funnel(request.user, group=form.group, **form.period)
    fmt = request.GET.get("format", "")
    if fmt in table_files.FORMATS:
        return table_files.respond(_table(total, lines, form.group), fmt=fmt, filename="funnel")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "headers": _heads(form.group),
        "rows": [_row(line, form.group) for line in (total, *page.object_list)],
        "numeric": list(range(1, len(_heads(form.group)))),
        "total": total,
        "formats": table_files.FORMATS,
        "chart": Chart(
            [str(stage.label) for stage in WAY], [(_("People"), [total.reached[stage] for stage in WAY])]
        ),
        "bars": [(stage.label, total.reached[stage], total.share(stage)) for stage in WAY],
        "is_skill": form.group == "skill",
        "runs_chapter": can_run_chapter(request.user),
    }
    return render(request, "mentorship/prospect_report.html", context)


def _table(total: Line, lines: Sequence[Line], group: str) -> table_files.Table:
    """Every line, with the words that belong to the figures wherever they go."""
    heads = _heads(group)
    return table_files.Table(
        title=_("How far people come"),
        headers=heads,
        rows=[_row(line, group, exact=True) for line in (total, *lines)],
        numeric=frozenset(range(1, len(heads))),
        notes=[
            _("Whoever reached a stage is counted in those before it."),
            _("Days: the median over stays that have ended."),
        ],
    )


def _heads(group: str) -> list[str]:
    return [
        str(FunnelForm.NAMES[group]),
        _("Found"),
        *(str(stage.label) for stage in WAY[1:]),
        _("Onboarded, %"),
        str(Stage.DEFERRED.label),
        str(Stage.DECLINED.label),
        *(_("Days in “%(stage)s”") % {"stage": stage.label} for stage in TIMED),
    ]


def _row(line: Line, group: str, *, exact: bool = False) -> list[Any]:
    """Return the cells of a line; on pages what cannot be said is a dash."""
    nothing: Any = None if exact else "–"

    def said(value: Any) -> Any:
        return nothing if value is None else value

    return [
        _name(line, group),
        line.found,
        *(line.reached[stage] for stage in WAY[1:]),
        said(line.conversion),
        line.deferred,
        line.declined,
        *(said(line.median_days(stage)) for stage in TIMED),
    ]


def _name(line: Line, group: str) -> str:
    if line.is_total:
        return _("All")
    if group == "source" and line.group:
        return str(Prospect.Source(line.group).label)
    return line.group or _("Not said")
