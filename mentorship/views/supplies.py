"""What somebody was handed: the receiver's pages."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.supplies import AskForm, BecameForm, DeclineForm
from mentorship.models import Issue, IssueLine, ResourceRequest
from mentorship.permissions import can_hand_out
from mentorship.selectors import resources as questions
from mentorship.services import resources
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can
from portal.core.telling import told

PER_PAGE = 20


@login_required
@require_safe
def my_supplies(request: HttpRequest) -> HttpResponse:
    """What I have, what waits for my yes, what I asked for."""
    page = Paginator(questions.lines_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    waiting = questions.issues_to(request.user).filter(state=Issue.State.OFFERED)
    context = {
        "page_obj": page,
        "waiting": waiting[:PER_PAGE],
        "requests": questions.requests_of(request.user)[:PER_PAGE],
        "can_ask": can(request.user, "create", ResourceRequest),
        "today": timezone.localdate(),
    }
    return render(request, "mentorship/my_supplies.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supply_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of one thing that I have."""
    rows = IssueLine.objects.filter(issue__to=request.user).select_related("resource", "item__resource", "issue")
    line = get_object_or_404(rows, pk=pk)
    form = BecameForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            _note(form, line, request.user)
        except DomainError as refusal:
            form.add_error("quantity" if "quantity" in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("mentorship:my_supplies")
    return render(request, "mentorship/supply_line.html", {"form": form, "line": line})


def _note(form: BecameForm, line: IssueLine, by: Any) -> None:
    said, now = form.cleaned_data, timezone.now()
    if said["what"] == form.BACK:
        resources.say_back(line=line, by=by, now=now)
    elif said["what"] == form.LOST:
        resources.lose(line=line, quantity=said["quantity"], by=by, now=now, note=said["note"])
    else:
        words = {"project": said["project"], "note": said["note"]}
        resources.log_use(line=line, quantity=said["quantity"], by=by, now=now, **words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resources.request(**form.wish, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Asked. Your mentor answers."))
            return redirect("mentorship:my_supplies")
    return render(request, "mentorship/supplies_ask.html", {"form": form})


def _issue(request: HttpRequest, public_id: str) -> Issue:
    return get_object_or_404(questions.issues_for(request.user), public_id=public_id)


@login_required
@require_safe
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """One hand-out; its QR code leads here, and the receiver says yes or no."""
    return _page(request, _issue(request, public_id), DeclineForm())


def _page(request: HttpRequest, found: Issue, form: DeclineForm) -> HttpResponse:
    context = {
        "issue": found,
        "form": form,
        "is_mine": found.to_id == request.user.pk,
        "can_answer": found.is_offered and can(request.user, "answer", found),
        "can_settle": found.is_open and can(request.user, "take_back", found),
        "shows_costs": can_hand_out(request.user, found.to),
        "uses": questions.uses_of(found),
        "today": timezone.localdate(),
    }
    if found.is_offered and not context["is_mine"]:
        code = segno.make(request.build_absolute_uri(found.get_absolute_url()), error="m", micro=False)
        context["code"] = mark_safe(code.svg_inline(scale=6, border=2, dark="#000", light="#fff"))
    return render(request, "mentorship/issue.html", context)


@login_required
@require_POST
def issue_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _issue(request, public_id)
    with told(request, _("Noted: received.")):
        resources.accept(issue=found, by=request.user, now=timezone.now())
    return redirect(found)


@login_required
@require_POST
def issue_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _issue(request, public_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    with told(request, _("Noted: not taken. It is back in the store.")):
        resources.decline(issue=found, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
    return redirect(found)
