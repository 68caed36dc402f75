"""What waits for an approval: pages and works, for those who give it and for those who asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms_pages import selectors
from cms_pages.forms import NoteForm
from cms_pages.services import approvals
from mentorship.selectors import works_to_show
from portal.accounts import roles
from portal.accounts.permissions import can_run_chapter, needs_approval_to_publish
from portal.accounts.selectors import may_be_shown
from portal.accounts.services import audit
from portal.core.exceptions import DomainError


@login_required
@require_safe
def approval_list(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, and what the reader waits for."""
    user = request.user
    approves, asks = can_run_chapter(user) or user.has_role(roles.MENTOR), needs_approval_to_publish(user)
    own = selectors.own_waiting(user) if asks else []
    context = {
        "approves": approves,
        "waiting": selectors.waiting_for(user) if approves else [],
        "works": works_to_show(user) if approves else [],
        "asks": asks,
        "own": own,
        "drafts": selectors.own_drafts(user, [each.page.pk for each in own]) if asks else [],
    }
    return render(request, "cms_pages/approvals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One page that waits, with both answers."""
    page = _page_awaiting(request, pk)
    form = NoteForm(request.POST if "send_back" in request.POST else None)
    if "approve" in request.POST:
        seen = request.POST.get("revision", "")
        act = partial(approvals.approve, page=page, by=request.user, revision=int(seen) if seen.isdecimal() else 0)
        if _did(request, act, _("Approved. It goes online now, or at the time it names.")):
            return redirect("cms_pages:approvals")
    if form.is_bound and form.is_valid():
        act = partial(approvals.send_back, page=page, by=request.user, note=form.cleaned_data["comment"])
        if _did(request, act, _("Sent back with your note.")):
            return redirect("cms_pages:approvals")
    state = page.current_workflow_task_state
    if state is None:
        return redirect("cms_pages:approvals")
    person = page.person()
    if person.is_minor:
        audit.looked_at(what="approval", by=request.user, subject=person, obj=page)
    context = {
        "page": page,
        "shown": state.revision.as_object(),
        "state": state,
        "person": person,
        "is_allowed": may_be_shown(person),
        "form": form,
    }
    return render(request, "cms_pages/approval.html", context)


@login_required
@require_safe
def approval_look(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The waiting version as visitors would see it."""
    state = _page_awaiting(request, pk).current_workflow_task_state
    if state is None:
        raise Http404
    page = state.revision.as_object()
    answer: HttpResponseBase = page.make_preview_request(request, page.default_preview_mode)
    return answer


@login_required
@require_POST
def page_submit(request: HttpRequest, pk: int) -> HttpResponse:
    act = partial(approvals.submit, page=_own_page(request, pk), by=request.user)
    _did(request, act, _("Your page waits for an approval now. You get a mail."))
    return redirect("cms_pages:approvals")


@login_required
@require_POST
def page_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    act = partial(approvals.take_back, page=_own_page(request, pk), by=request.user)
    _did(request, act, _("You can go on with your page."))
    return redirect("cms_pages:approvals")


def _page_awaiting(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(selectors.pages_awaiting(request.user), pk=pk).specific


def _own_page(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(selectors.pages_of_people([request.user.pk]), pk=pk).specific


def _did(request: HttpRequest, act: Callable[[], object], words: str) -> bool:
    """Do `act` and say `words`, or say why it was refused."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, words)
    return True
