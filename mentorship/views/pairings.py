"""Who accompanies whom, for coordinators."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship import selectors
from mentorship.forms.matching import ChangeMentorForm, PairForm
from mentorship.selectors import mentoring
from mentorship.services import pairings
from portal.core.exceptions import DomainError

PER_PAGE = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_list(request: HttpRequest) -> HttpResponse:
    """Everybody who is paired now, and a form that pairs two people."""
    person = request.GET.get("person", "")[:40]
    wish = {"mentor": person, "participant": person}  # whichever list does not hold the person stays open
    form = PairForm(request.POST) if request.method == "POST" else PairForm(initial=wish)
    if request.method == "POST" and form.is_valid():
        try:
            pairings.begin(**form.cleaned_data, by=request.user, now=timezone.now())
        except pairings.Full as refusal:
            form.add_error("over_capacity", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("They are paired now."))
            return redirect("mentorship:pairings")
    page = Paginator(selectors.current_pairings(request.user, person), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "is_filtered": bool(person), "person": person}
    return render(request, "mentorship/pairings.html", context)


@login_required
@require_safe
def pairing_history(request: HttpRequest) -> HttpResponse:
    """Every pairing there was, or those of one person."""
    person = request.GET.get("person", "")[:40]
    page = Paginator(mentoring.pairing_history(person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentorship/pairing_history.html", {"page_obj": page, "person": person})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_end(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        pairing = get_object_or_404(selectors.current_pairings(request.user), pk=pk)
        pairings.end(pairing=pairing, by=request.user, now=timezone.now())
        names = {"mentor": pairing.mentor, "participant": pairing.participant}
        messages.success(request, _("%(mentor)s no longer accompanies %(participant)s.") % names)
    return redirect("mentorship:pairings")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pairing_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another mentor go on with somebody."""
    pairing = get_object_or_404(selectors.current_pairings(request.user), pk=pk)
    form = ChangeMentorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pairings.change_mentor(pairing=pairing, by=request.user, now=timezone.now(), **form.cleaned_data)
        except pairings.Full as refusal:
            form.add_error("over_capacity", refusal.message)
        except DomainError as refusal:
            form.add_error("mentor", refusal.message)
        else:
            names = {"mentor": form.cleaned_data["mentor"], "participant": pairing.participant}
            messages.success(request, _("%(mentor)s accompanies %(participant)s from now on.") % names)
            return redirect("mentorship:pairings")
    return render(request, "mentorship/pairing_change.html", {"pairing": pairing, "form": form})
