"""Handing out, taking back, answering requests: the pages of mentors and coordinators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.forms.supplies import HandOutForm, RequestAnswerForm, SettleForm
from mentorship.models import Issue, Location
from mentorship.selectors import resources as questions
from mentorship.services import resources
from portal.core.exceptions import DomainError
from portal.core.policy import can

PER_PAGE = 24
OPEN, ALL = "open", "all"


@login_required
@require_safe
def handout_list(request: HttpRequest) -> HttpResponse:
    """Who has what, of the people whom one hands out to."""
    show = request.GET.get("show", OPEN)
    rows = questions.issues_for(request.user).exclude(to=request.user)
    if show != ALL:
        rows = rows.filter(state__in=Issue.OPEN)
    here = reverse("mentorship:handouts")
    context = {
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": [
            (_("Still out"), here, show != ALL, None),
            (_("All"), f"{here}?show={ALL}", show == ALL, None),
            (_("Overdue"), reverse("mentorship:overdue"), False, None),
            (_("Requests"), reverse("mentorship:supply_requests"), False, None),
        ],
        "today": timezone.localdate(),
    }
    return render(request, "mentorship/handouts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handout_new(request: HttpRequest) -> HttpResponse:
    """Hand out in one step: to whom, which kit, how much."""
    stores = list(questions.locations())
    chosen = [each for each in stores if str(each.pk) == request.GET.get("store")]
    store = chosen[0] if chosen else questions.usual_store(request.user)
    if store is None:
        return render(request, "mentorship/handout_new.html", {"form": None})
    form = HandOutForm(
        request.POST or None,
        initial={"to": request.GET.get("to"), "kit": request.GET.get("kit")},
        people=questions.receivers(request.user),
        kits=questions.kits_in(store),
        there=questions.stock_in(store),
    )
    if request.method == "POST" and form.is_valid():
        made = _hand_out(form, store, request.user)
        if made:
            messages.success(request, _("Handed out. Let them scan the code or tap “Yes, received”."))
            return redirect(made)
    to = request.GET.get("to", "")
    tabs = [(each.name, f"?store={each.pk}&to={to}", each == store, None) for each in stores]
    return render(request, "mentorship/handout_new.html", {"form": form, "store": store, "tabs": tabs})


def _hand_out(form: HandOutForm, store: Location, by: Any) -> Issue | None:
    words = {name: form.cleaned_data.get(name) for name in ("to", "kit", "partial", "note", "submission")}
    try:
        return resources.issue(lines=form.wanted, location=store, by=by, now=timezone.now(), **words)
    except resources.NotEnough as refusal:
        form.refuse(refusal)
    except DomainError as refusal:
        form.add_error(None, refusal.message)
    return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue_settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take things back and note what was used or lost."""
    found = get_object_or_404(questions.issues_for(request.user), public_id=public_id)
    if not (found.is_open and can(request.user, "take_back", found)):
        return redirect(found)
    form = SettleForm(request.POST or None, issue=found, lines=found.lines.all())
    if request.method == "POST" and form.is_valid():
        words = {"location": form.cleaned_data["location"], "by": request.user, "now": timezone.now()}
        try:
            resources.settle(issue=found, changes=form.changes, **words)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted."))
            return redirect(found)
    return render(request, "mentorship/issue_settle.html", {"form": form, "issue": found})


@login_required
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = Paginator(questions.overdue_lines(request.user, today), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(line, (today - line.due_date).days) for line in page.object_list]
    return render(request, "mentorship/overdue.html", {"page_obj": page, "rows": rows})


@login_required
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    rows = questions.requests_for(request.user).exclude(person=request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/supply_requests.html", {"page_obj": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = questions.requests_for(request.user).exclude(person=request.user)
    wish = get_object_or_404(rows, public_id=public_id)
    form = RequestAnswerForm(request.POST or None) if wish.is_waiting else None
    if request.method == "POST" and form and form.is_valid():
        try:
            done = resources.answer_request(request=wish, by=request.user, now=timezone.now(), **form.cleaned_data)
        except resources.NotEnough as refusal:
            form.add_error("location", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Answered."))
            return redirect(done.issue or "mentorship:supply_requests")
    return render(request, "mentorship/supply_request.html", {"form": form, "wish": wish})
