"""What somebody was handed: the receiver's pages."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mentorship.models import Issue
from mentorship.selectors import resources as questions
from mentorship.services import resources
from portal.core.exceptions import DomainError
from portal.core.policy import can


def _issue(request: HttpRequest, public_id: str) -> Issue:
    return get_object_or_404(questions.issues_for(request.user), public_id=public_id)


@login_required
@require_safe
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """One hand-out; its QR code leads here, and the receiver says yes or no."""
    found = _issue(request, public_id)
    context = {
        "issue": found,
        "is_mine": found.to_id == request.user.pk,
        "can_answer": found.is_offered and can(request.user, "answer", found),
        "today": timezone.localdate(),
    }
    return render(request, "mentorship/issue.html", context)


@login_required
@require_POST
def issue_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _issue(request, public_id)
    try:
        resources.accept(issue=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted: received."))
    return redirect(found)


@login_required
@require_POST
def issue_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _issue(request, public_id)
    reason = request.POST.get("reason", "")[:300]
    try:
        resources.decline(issue=found, by=request.user, now=timezone.now(), reason=reason)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Noted: not taken. It is back in the store."))
    return redirect(found)
