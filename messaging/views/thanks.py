"""Thanking for a message or feedback, and what one was thanked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.models import Conversation, Thanks
from messaging.permissions.thanks import can_thank
from messaging.selectors import thanks as questions
from messaging.services import thanks
from messaging.thanks_forms import ThanksForm
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.core.policy import can

PER_PAGE = 20


@login_required
@require_safe
def thanks_list(request: HttpRequest) -> HttpResponse:
    """What one was thanked for, and for what one thanked others."""
    page = Paginator(questions.received(request.user), PER_PAGE).get_page(request.GET.get("page"))
    given = questions.given(request.user)[:PER_PAGE]
    return render(request, "messaging/thanks.html", {"page_obj": page, "given": given})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("comment")
def thank_for_message(request: HttpRequest, public_id: str, seq: int) -> HttpResponse:
    talk = get_object_or_404(Conversation.objects.visible_to(request.user), public_id=public_id)
    row = get_object_or_404(questions.thankable(talk, request.user), seq=seq)
    return _write(request, row.author, row.text, partial(thanks.for_message, message=row))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("comment")
def thank_for_feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(questions.feedback_to(request.user), public_id=public_id)
    cited = row.overall or row.strengths
    return _write(request, row.reviewer, cited, partial(thanks.for_feedback, feedback=row))


def _write(request: HttpRequest, to: User, cited: str, give: Callable[..., Thanks]) -> HttpResponse:
    if not can_thank(request.user, to):
        raise Http404
    form = ThanksForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            give(text=form.cleaned_data["text"], by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            notes.success(request, _("They read your thanks now."))
            return redirect("messaging:thanks")
    return render(request, "messaging/thanks_write.html", {"form": form, "to": to, "cited": cited})


@login_required
@require_POST
def thanks_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show thanks to everybody, keep them between two, or delete them."""
    found = get_object_or_404(Thanks.objects.visible_to(request.user), public_id=public_id)
    action = "delete" if "delete" in request.POST else "decide"
    if not can(request.user, action, found):
        raise Http404
    if action == "delete":
        thanks.delete(thanks=found, by=request.user)
        notes.success(request, _("It is gone."))
    else:
        thanks.show(thanks=found, is_shown="show" in request.POST, by=request.user)
    return redirect("messaging:thanks")
