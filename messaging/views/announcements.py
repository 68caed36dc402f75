"""What was announced to me; and announcing things, for who runs the chapter or leads a cohort."""

from __future__ import annotations

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.announcement_forms import AnnouncementForm
from messaging.models import Announcement
from messaging.selectors import announcements as questions
from messaging.services import announcements
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can

PER_PAGE = 20


@login_required
@require_safe
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What one was told; with `show=mine` what one wrote. A constant number of queries."""
    may_write = questions.announces(request.user)
    is_mine = may_write and request.GET.get("show") == "mine"
    rows = questions.written(request.user) if is_mine else questions.heard(request.user)
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_mine": is_mine,
        "may_write": may_write,
        "tabs": [(_("For me"), "?", not is_mine, None), (_("Written here"), "?show=mine", is_mine, None)],
    }
    return render(request, "messaging/announcements.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def announcement_new(request: HttpRequest) -> HttpResponse:
    form = AnnouncementForm(request.POST or None, by=request.user, initial={"to": request.GET.get("to")})
    if request.method == "POST" and form.is_valid():
        try:
            row = announcements.write(by=request.user, now=timezone.now(), **form.values)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            notes.success(request, _("It goes out at the time you chose, or now."))
            return redirect(row)
    return render(request, "messaging/announcement_edit.html", {"form": form})


@login_required
@require_safe
def announcement(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _seen(request, public_id)
    may_change = can(request.user, "change", row)
    if row.sent_at and not row.is_withdrawn:
        announcements.read(announcement=row, by=request.user, now=timezone.now())
    readers = questions.readers_of(row) if may_change and row.sent_at else None
    context = {"row": row, "may_change": may_change, "readers": readers, "fewest": questions.FEWEST}
    return render(request, "messaging/announcement.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _own(request, public_id)
    form = AnnouncementForm(request.POST or None, by=request.user, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            announcements.change(announcement=row, by=request.user, now=timezone.now(), **form.values)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            notes.success(request, _("Changed."))
            return redirect(row)
    return render(request, "messaging/announcement_edit.html", {"form": form, "row": row})


@login_required
@require_POST
def announcement_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _own(request, public_id)
    try:
        announcements.withdraw(announcement=row, by=request.user, now=timezone.now())
    except DomainError as refusal:
        notes.error(request, refusal.message)
    else:
        notes.success(request, _("Nobody reads it any more."))
    return redirect(row)


def _seen(request: HttpRequest, public_id: str) -> Announcement:
    rows = Announcement.objects.visible_to(request.user).select_related("written_by__profile", "cohort")
    return get_object_or_404(rows, public_id=public_id)


def _own(request: HttpRequest, public_id: str) -> Announcement:
    row = _seen(request, public_id)
    if not can(request.user, "change", row):
        raise Http404
    return row
