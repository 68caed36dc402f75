"""Looking for a mentor, asking, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.matching import AskMentorForm, DeclineForm, FindMentorsForm, MentorProfileForm
from mentorship.models import MentorProfile, MentorRequest
from mentorship.permissions import can_ask_mentor
from mentorship.selectors import mentoring
from mentorship.services import mentor_profiles, mentor_requests
from portal.core.exceptions import DomainError
from portal.core.limits import limited, searches
from portal.core.policy import can
from portal.core.telling import told

PER_PAGE = 12


@login_required
@require_safe
@limited("search", counts=searches)
def mentor_list(request: HttpRequest) -> HttpResponse:
    form = FindMentorsForm(request.GET)
    rows = mentoring.find_mentors(request.user, **form.chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    waits = mentoring.expected_waits([profile.user_id for profile in page.object_list], now=timezone.now())
    today = timezone.localdate()
    cards = [(profile, waits[profile.user_id], profile.is_paused(on=today)) for profile in page.object_list]
    context = {"form": form, "page_obj": page, "cards": cards, "is_filtered": bool(form.chosen)}
    return render(request, "mentorship/mentors.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("commission")
def mentor(request: HttpRequest, handle: str) -> HttpResponse:
    """One mentor, and a form that asks them to accompany who is reading."""
    now = timezone.now()
    seen = MentorProfile.objects.visible_to(request.user).with_places().select_related("user__profile")
    profile = get_object_or_404(seen.prefetch_related("skills"), user__handle=handle)
    may_ask = can_ask_mentor(request.user, profile, now=now)
    form = AskMentorForm(request.POST or None) if may_ask else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            asked = mentor_requests.ask(mentor=profile.user, by=request.user, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("message", refusal.message)
        else:
            messages.success(request, _("Your request is on its way."))
            return redirect(asked)
    mine = MentorRequest.objects.open().filter(mentor=profile.user, participant=request.user).first()
    context = {
        "profile": profile,
        "wait": mentoring.expected_waits([profile.user_id], now=now)[profile.user_id],
        "is_paused": profile.is_paused(on=timezone.localdate(now)),
        "form": None if mine else form,
        "mine": mine,
    }
    return render(request, "mentorship/mentor.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_mentoring(request: HttpRequest) -> HttpResponse:
    """What a mentor tells those who look for one."""
    profile = MentorProfile.objects.with_places().filter(user=request.user).first()
    form = MentorProfileForm(request.POST or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        try:
            mentor_profiles.update(by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Kept. This is what people see of you."))
            return redirect("mentorship:mentor", request.user.handle)
    return render(request, "mentorship/my_mentoring.html", {"form": form, "profile": profile})


@login_required
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(mentoring.mentor_requests(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "mentorship/mentor_requests.html", {"page_obj": page})


@login_required
@require_safe
def mentor_request(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _seen(request, public_id))


@login_required
@require_POST
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _seen(request, public_id)
    try:
        mentor_requests.accept(request=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(found)
    words = _("You accompany %(name)s now. Say hello soon.")
    messages.success(request, words % {"name": found.participant.display_name})
    return redirect("mentorship:mentee_tasks", found.participant.handle)


@login_required
@require_POST
def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _seen(request, public_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        mentor_requests.decline(request=found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except mentor_requests.NoWords as refusal:
        form.add_error("answer", refusal.message)
        return _page(request, found, form)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Declined. They are told why."))
    return redirect("mentorship:mentor_requests")


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _seen(request, public_id)
    with told(request, _("You ask no longer.")):
        mentor_requests.withdraw(request=found, by=request.user, now=timezone.now())
    return redirect("mentorship:mentor_requests")


def _seen(request: HttpRequest, public_id: str) -> MentorRequest:
    seen = (
        MentorRequest.objects.visible_to(request.user)
        .with_place()
        .select_related("mentor", "participant__profile")
    )
    return get_object_or_404(seen, public_id=public_id)


def _page(request: HttpRequest, found: MentorRequest, form: DeclineForm | None = None) -> HttpResponse:
    may_answer = found.is_open and can(request.user, "answer", found)
    context: dict[str, Any] = {
        "asked": found,
        "form": (form or DeclineForm()) if may_answer else None,
        "is_refused": form is not None,
        "may_withdraw": found.is_open and can(request.user, "withdraw", found),
    }
    return render(request, "mentorship/mentor_request.html", context)
