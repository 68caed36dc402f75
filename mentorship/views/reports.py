"""Reports about supplies, on a page and to take along."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mentorship.forms.reports import PeriodForm
from mentorship.selectors import supply_reports
from portal.core import table_files

PER_PAGE = 100


@login_required
@require_safe
def supply_reports_index(request: HttpRequest) -> HttpResponse:
    return render(request, "mentorship/supply_reports.html", {"kinds": supply_reports.KINDS})


@login_required
@require_safe
def supply_report(request: HttpRequest, slug: str) -> HttpResponse:
    kind = supply_reports.BY_SLUG.get(slug)
    if kind is None:
        raise Http404
    form = PeriodForm(request.GET, with_days=slug == "gains")
    context = {"kind": kind, "kinds": supply_reports.KINDS, "form": form}
    if not form.is_valid():
        return render(request, "mentorship/supply_report.html", context, status=400)
    asked = supply_reports.Asked(viewer=request.user, now=timezone.now(), **form.cleaned_data)
    report = kind.make(asked)
    fmt = request.GET.get("format", "")
    if fmt in table_files.FORMATS:
        return table_files.respond(report.table, fmt=fmt, filename=f"supplies-{slug}-{asked.until}")
    query = urlencode({name: str(value) for name, value in form.cleaned_data.items()})
    context |= {
        "report": report,
        "asked": asked,
        "downloads": [(each.upper(), f"?{query}&format={each}") for each in table_files.FORMATS],
        "page_obj": Paginator(report.table.rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "mentorship/supply_report.html", context)
