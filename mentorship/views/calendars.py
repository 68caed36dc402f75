"""Due days for the calendar on somebody's phone."""

from __future__ import annotations

from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.models import CalendarLink
from mentorship.services import calendars


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The own secret address: made, renewed and ended."""
    if request.method == "POST" and request.POST.get("action") == "end":
        calendars.end(by=request.user)
        messages.success(request, _("The address opens nothing any more."))
        return redirect("mentorship:calendar")
    if request.method == "POST":
        calendars.make(by=request.user)
        messages.success(request, _("The address is made. One that you had before opens nothing any more."))
        return redirect("mentorship:calendar")
    link = CalendarLink.objects.filter(person=request.user).first()
    address = f"{site.SITE_URL.rstrip('/')}{link.path}" if link else ""
    response = render(request, "mentorship/calendar.html", {"link": link, "address": address})
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def task_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """When tasks are due, for whoever holds the address."""
    person = calendars.whose(token)
    if person is None:
        raise Http404
    text = calendars.calendar(person=person, site_url=site.SITE_URL, now=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="tasks.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
