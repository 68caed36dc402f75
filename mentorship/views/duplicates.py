"""Notes that may be about one person: shown, put together or told apart."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.prospects import MergeForm
from mentorship.models import Prospect
from mentorship.selectors import prospects as asking
from mentorship.services import merging
from mentorship.views.outbox import sent
from portal.core.exceptions import DomainError
from portal.core.policy import can
from portal.core.telling import told

PER_PAGE = 20


@login_required
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    page = Paginator(asking.alike_pairs(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/duplicates.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Put `other_id` into `public_id`: where they differ, one chooses."""
    keep, other = _both(request, public_id, other_id)
    form = MergeForm(
        sent(request)[0], keep=keep, other=other, names=merging.FIELDS, nothing=merging.NOTHING
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge(keep=keep, other=other, by=request.user, now=timezone.now(), take=form.taken)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("They are one note now, with both histories."))
            return redirect(keep)
    counts = [
        (each, each.interactions.count(), each.assessments.count(), each.stage_changes.count())
        for each in (keep, other)
    ]
    return render(
        request, "mentorship/merge.html", {"form": form, "keep": keep, "other": other, "counts": counts}
    )  # fmt: skip


@login_required
@require_POST
def tell_apart(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    first, second = _both(request, public_id, other_id)
    with told(request, _("Two people, then. You are not asked about them again.")):
        merging.tell_apart(first=first, second=second, by=request.user, now=timezone.now())
    return redirect("mentorship:duplicates")


def _both(request: HttpRequest, public_id: str, other_id: str) -> tuple[Prospect, Prospect]:
    rows = Prospect.objects.visible_to(request.user).standing().select_related("mentor", "onboarded_user")
    keep, other = (get_object_or_404(rows, public_id=each) for each in (public_id, other_id))
    if not (can(request.user, "change", keep) and can(request.user, "change", other)):
        raise Http404
    return keep, other
