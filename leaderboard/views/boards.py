"""Boards of those who learn, those that are over, and what earned one's own points."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leaderboard.forms_boards import ChoiceForm
from leaderboard.models import Metric, Period
from leaderboard.rules import BY_NAME, RULES
from leaderboard.selectors import boards as questions
from leaderboard.services import boards
from mentorship.models import Cohort
from mentorship.selectors.cohorts import cohorts_of
from portal.accounts import roles

PER_PAGE = 30


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """One board; the address says which, so that it can be passed on. What makes no sense is passed over."""
    which, chosen = _which(request)
    own = questions.choice_of(request.user)
    near_only = bool(own and own.near_only) and request.GET.get("near") != "0"
    found = questions.board(which, request.user, near_only=near_only)
    tag = quote_etag(sha256(repr(found).encode()).hexdigest()[:32])
    context: dict[str, Any] = {"board": found, "tag": tag, "near_only": near_only, "chosen": chosen}
    context["now"] = timezone.now()
    if request.GET.get("part") == "1":
        return _part(request, context)
    context |= {
        "which": which,
        "metrics": [(each.label, _address(chosen, metric=each), each == which.metric, None) for each in Metric],
        "periods": [(each.label, _address(chosen, period=each), each == which.period, None) for each in Period],
        "skills": questions.skills_ranked(),
        "cohorts": list(cohorts_of(request.user)[:PER_PAGE]),
    }
    return render(request, "leaderboard/board.html", context)


def _part(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Only the places, for a page that stands open: 304 as long as none has changed."""
    tag = context["tag"]
    if (unchanged := get_conditional_response(request, etag=tag)) is not None:
        return cast(HttpResponse, unchanged)
    response = render(request, "leaderboard/partials/standings.html", context)
    response.headers["ETag"] = tag
    return response


def _which(request: HttpRequest) -> tuple[questions.Which, dict[str, str]]:
    asked = request.GET
    metric = Metric(asked["metric"]) if asked.get("metric") in Metric.values else Metric.TOTAL
    period = Period(asked["period"]) if asked.get("period") in Period.values else Period.MONTH
    slug = asked.get("skill", "")[:80]
    # Only the total is kept for each skill.
    skill = slug if metric == Metric.TOTAL else ""
    cohort = _cohort(request, asked.get("cohort", "")[:12])
    chosen = {"metric": str(metric), "period": str(period), "skill": skill}
    chosen["cohort"] = cohort.public_id if cohort else ""
    begins = period.begins(timezone.localdate())
    return questions.Which(metric, period, begins, skill, cohort), chosen


def _cohort(request: HttpRequest, public_id: str) -> Cohort | None:
    if not public_id:
        return None
    return Cohort.objects.visible_to(request.user).current().filter(public_id=public_id).first()


def _address(chosen: dict[str, str], **changed: Any) -> str:
    values = {**chosen, **{name: str(value) for name, value in changed.items()}}
    return "?" + urlencode({name: value for name, value in values.items() if value})


@login_required
@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """The first places of a period that is over, as they were then."""
    kept = questions.past_boards()
    names = {f"{period}-{begins.isoformat()}": (period, begins) for period, begins in kept}
    asked = request.GET.get("of", next(iter(names), ""))
    if names and asked not in names:
        raise Http404
    metric = request.GET.get("metric") if request.GET.get("metric") in Metric.values else Metric.TOTAL
    period, begins = names.get(asked, ("", date.min))
    context = {
        "places": list(questions.past_places(str(metric), period, begins)) if names else [],
        "boards": [
            (name, Period(period).label, begins, name == asked) for name, (period, begins) in names.items()
        ],
        "metrics": [(each.label, f"?of={asked}&metric={each}", each == metric, None) for each in Metric],
    }
    return render(request, "leaderboard/past_boards.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_points(request: HttpRequest) -> HttpResponse:
    """What earned one's points, what earns any, and whether one stands on the boards."""
    user: Any = request.user
    if not user.has_role(roles.PARTICIPANT):
        raise Http404
    own = questions.choice_of(user)
    is_on = bool(boards.people().filter(pk=user.pk, may_show=True).exists())
    form = ChoiceForm(request.POST if request.method == "POST" else None, own=own, is_on=is_on)
    if request.method == "POST" and form.is_valid():
        try:
            boards.choose(user=user, by=user, now=timezone.now(), **form.cleaned_data)
        except boards.TooSoon as refusal:
            form.add_error("takes_part", refusal.message)
        else:
            messages.success(request, _("Kept."))
            return redirect("leaderboard:my_points")
    page = Paginator(questions.entries_of(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_on": is_on,
        "page_obj": page,
        "entries": [(entry, BY_NAME[entry.rule].words) for entry in page.object_list if entry.rule in BY_NAME],
        "totals": questions.totals_of(user),
        "rules": RULES,
    }
    return render(request, "leaderboard/my_points.html", context)
