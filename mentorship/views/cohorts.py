"""Cohorts: those one is in or leads, who is in them, and one task for all."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.cohorts import AddMembersForm, CohortForm, CohortTaskForm
from mentorship.models import Cohort, TaskTemplate
from mentorship.selectors import cohorts as questions
from mentorship.services import cohorts
from mentorship.views.tasks import PROPOSED, proposed, tell_refusal
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core.exceptions import DomainError
from portal.core.policy import can

PER_PAGE = 20


@login_required
@require_safe
def cohort_list(request: HttpRequest) -> HttpResponse:
    is_ended = request.GET.get("state") == "ended"
    found = questions.cohorts_of(request.user, is_ended=is_ended)
    chips = [(_("Going on"), "?", not is_ended, None), (_("Ended"), "?state=ended", is_ended, None)]
    context = {
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "chips": chips,
        "is_ended": is_ended,
        "may_begin": can(request.user, "create", Cohort),
        "may_end": not is_ended and can_run_chapter(request.user),
        "open_ones": [] if is_ended else list(questions.open_to(request.user, timezone.localdate())[:PER_PAGE]),
    }
    return render(request, "mentorship/cohorts.html", context)


@login_required
@require_POST
def cohort_join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Join an open cohort by oneself."""
    found = get_object_or_404(questions.open_to(request.user, timezone.localdate()), public_id=public_id)
    try:
        cohorts.join(cohort=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("mentorship:cohorts")
    messages.success(request, _("You are in it now. Its tasks stand among yours."))
    return redirect(found)


@login_required
@require_POST
def cohorts_end(request: HttpRequest) -> HttpResponse:
    """End those that were chosen, or all that go on, on whichever page of the list they stand."""
    if not can_run_chapter(request.user):
        raise Http404
    found = questions.cohorts_of(request.user)
    if request.POST.get("all") != "on":
        found = found.filter(public_id__in=[each[:12] for each in request.POST.getlist("cohort")])
    if not found:
        messages.error(request, _("Choose the cohorts that shall end."))
        return redirect("mentorship:cohorts")
    number = cohorts.end_several(cohorts=found, by=request.user, now=timezone.now())
    messages.success(
        request, ngettext("%(n)s cohort has ended.", "%(n)s cohorts have ended.", number) % {"n": number}
    )
    return redirect("mentorship:cohorts")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_new(request: HttpRequest) -> HttpResponse:
    form = CohortForm(request.POST or None, by=request.user, initial={"led_by": request.user})
    if request.method == "POST" and form.is_valid():
        try:
            made = cohorts.begin(by=request.user, **{"led_by": request.user, **form.cleaned_data})
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The cohort is there. Now say who is in it."))
            return redirect(made)
    return render(request, "mentorship/cohort_edit.html", {"form": form})


@login_required
@require_safe
def cohort(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _seen(request, public_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _led(request, public_id)
    first_day = found.starts_on
    form = CohortForm(request.POST or None, by=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        lead = {"led_by": User.objects.get(pk=found.led_by_id)}
        try:
            changed = cohorts.change(cohort=found, by=request.user, **{**lead, **form.cleaned_data})
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("Changed."))
            _tell_of_plan(request, changed, first_day)
            return redirect(found)
    return render(request, "mentorship/cohort_edit.html", {"form": form, "cohort": found})


@login_required
@require_POST
def cohort_add(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _led(request, public_id)
    form = AddMembersForm(request.POST, cohort=found, by=request.user)
    if form.is_valid():
        people = list(form.cleaned_data["people"])
        try:
            number = cohorts.add(cohort=found, people=people, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error("people", refusal.message)
        else:
            words = ngettext("%(n)s person joined.", "%(n)s people joined.", number) % {"n": number}
            messages.success(request, words)
            return redirect(found)
    return _page(request, found, add_form=form)


@login_required
@require_POST
def cohort_remove(request: HttpRequest, public_id: str, handle: str) -> HttpResponse:
    """Take somebody out, or leave."""
    found = _seen(request, public_id)
    person = get_object_or_404(User, pk__in=found.members.current().values("person"), handle=handle)
    if not (person == request.user or can(request.user, "change", found)):
        raise Http404
    cohorts.remove(cohort=found, person=person, by=request.user, now=timezone.now())
    if person == request.user:
        messages.success(request, _("You have left %(name)s.") % {"name": found.name})
        return redirect("mentorship:cohorts")
    messages.success(request, _("%(name)s is not in it any more.") % {"name": person.display_name})
    return redirect(found)


@login_required
@require_POST
def cohort_end(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _led(request, public_id)
    try:
        cohorts.end(cohort=found, by=request.user, now=timezone.now())
    except cohorts.Ended as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The cohort has ended. What was done in it stays."))
    return redirect("mentorship:cohorts")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_task(request: HttpRequest, public_id: str) -> HttpResponse:
    """One task for all who are in it, or for some of them."""
    found = _led(request, public_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CohortTaskForm(*sent, cohort=found, by=request.user, initial=proposed(request))
    if request.method == "POST" and form.is_valid():
        try:
            given = cohorts.give_task(
                cohort=found, people=form.others, by=request.user, now=timezone.now(), **form.given
            )
        except DomainError as refusal:
            tell_refusal(form, refusal)
        else:
            words = ngettext("%(n)s person has the task now.", "%(n)s people have the task now.", len(given))
            messages.success(request, words % {"n": len(given)})
            return redirect(found)
    templates = TaskTemplate.objects.offered().visible_to(request.user).select_related("skill")
    proposals = templates.order_by("skill__name", "level", "position", "pk")[:PROPOSED]
    context = {"cohort": found, "form": form, "proposals": proposals}
    return render(request, "mentorship/cohort_task.html", context)


def _tell_of_plan(request: HttpRequest, cohort: Cohort, first_day: date | None) -> None:
    """Say that planned tasks moved with the first day, and that given ones did not."""
    number = cohort.plan.count()
    if not (number and first_day and cohort.starts_on and cohort.starts_on != first_day):
        return
    words = ngettext(
        "%(n)s planned task moved with the first day, by %(days)s days. What people have already keeps its day.",
        "%(n)s planned tasks moved with the first day, by %(days)s days. What people have already keeps its day.",
        number,
    )
    messages.info(request, words % {"n": number, "days": f"{(cohort.starts_on - first_day).days:+d}"})


def _seen(request: HttpRequest, public_id: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("led_by"), public_id=public_id)


def _led(request: HttpRequest, public_id: str) -> Cohort:
    found = _seen(request, public_id)
    if not can(request.user, "change", found):
        raise Http404
    return found


def _tell(form: CohortForm, refusal: DomainError) -> None:
    fields: dict[type[DomainError], str] = {
        cohorts.NoName: "name",
        cohorts.TooFarAway: "starts_on",
        cohorts.EndsBeforeItStarts: "ends_on",
        cohorts.CannotLead: "led_by",
        cohorts.NoFirstDay: "starts_on",
        cohorts.OpenNeedsCoordinator: "is_open",
    }
    name = fields.get(type(refusal))
    form.add_error(name if name in form.fields else None, refusal.message)


def _page(request: HttpRequest, found: Cohort, add_form: AddMembersForm | None = None) -> HttpResponse:
    me, goes_on = request.user, not found.is_ended
    leads = can(me, "change", found)
    form = add_form or (AddMembersForm(cohort=found, by=me) if leads and goes_on else None)
    context: dict[str, Any] = {
        "cohort": found,
        "leads": leads,
        "is_over": found.is_over(timezone.localdate()),
        "members": list(questions.members_shown(found, me)),
        "add_form": form,
        "tasks": list(questions.tasks_given(found)[:PER_PAGE]) if leads else [],
        "plan": list(found.plan.select_related("template").order_by("due_on", "pk")) if leads else [],
        "page_obj": Paginator(questions.shown_to(found, me), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "mentorship/cohort.html", context)
