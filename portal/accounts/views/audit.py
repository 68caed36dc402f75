"""Reading who did what to whom, and who looked."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts import selectors
from portal.accounts.services import audit

PER_PAGE = 50


@login_required
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    audit.looked_at(what="audit", by=request.user)
    page = Paginator(selectors.audit_events(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/audit.html", {"page_obj": page})
