"""The chapter in figures, what funders are told, and whether everything works."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship.forms.reports import PeriodForm
from portal.accounts.permissions import can_run_chapter
from portal.chapter import figures, health, reports
from portal.chapter.forms import FiguresForm
from portal.core import table_files

PER_PAGE = 50


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, told apart by month, place, skill or cohort; the address says how."""
    _who_runs_it(request)
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "chapter/dashboard.html", {"form": form}, status=400)
    asked, group = form.asked, form.cleaned_data["by"]
    lines = figures.grouped(asked, group, by=request.user)
    table = reports.by_group(lines, asked, group)
    if (fmt := request.GET.get("format", "")) in table_files.FORMATS:
        return table_files.respond(table, fmt=fmt, filename=f"chapter-{asked.until}")
    context = {
        "form": form,
        "summary": reports.summary(
            figures.totals(asked, by=request.user), figures.returning(asked, by=request.user)
        ),
        "table": table,
        "page_obj": Paginator(reports.in_words(table.rows, group), PER_PAGE).get_page(request.GET.get("page")),
        "chart": reports.drawn(lines, group),
        "downloads": _downloads(request),
    }
    return render(request, "chapter/dashboard.html", context)


@login_required
@require_safe
def funder_report(request: HttpRequest) -> HttpResponse:
    """What the house tells outside, beside the time before: to read, to print and to take along."""
    _who_runs_it(request)
    form = PeriodForm(request.GET, with_days=False)
    if not form.is_valid():
        return render(request, "chapter/funder_report.html", {"form": form}, status=400)
    asked, by = figures.Asked(**form.cleaned_data), request.user
    table = reports.for_funders(
        figures.totals(asked, by=by), figures.totals(asked.before, by=by), figures.returning(asked, by=by), asked
    )
    if (fmt := request.GET.get("format", "")) in table_files.FORMATS:
        return table_files.respond(table, fmt=fmt, filename=f"report-{asked.until}")
    context = {"form": form, "table": table, "downloads": _downloads(request)}
    return render(request, "chapter/funder_report.html", context)


@login_required
@require_safe
@never_cache
def health_page(request: HttpRequest) -> HttpResponse:
    _who_runs_it(request)
    lines = health.look(now=timezone.now())
    rows = [[line.name, line.found.state.words, line.found.words] for line in lines]
    context: dict[str, Any] = {"rows": rows, "headers": [_("What"), _("State"), _("In words")]}
    context["is_well"] = all(line.found.state == health.State.WELL for line in lines)
    return render(request, "chapter/health.html", context)


def _who_runs_it(request: HttpRequest) -> None:
    user: Any = request.user
    if not can_run_chapter(user):
        raise Http404


def _downloads(request: HttpRequest) -> list[tuple[str, str]]:
    chosen = {name: value for name, value in request.GET.items() if name not in ("format", "page")}
    return [(each.upper(), "?" + urlencode({**chosen, "format": each})) for each in table_files.FORMATS]
