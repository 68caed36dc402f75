"""Noting what passed with somebody, what is due, and a person's timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentorship.forms.interactions import ContactForm, LaterForm
from mentorship.models import Interaction, Prospect
from mentorship.permissions import can_keep_prospects, can_log_about
from mentorship.selectors import prospects as asking
from mentorship.services import interactions
from mentorship.views import outbox
from mentorship.views.outbox import sent
from mentorship.views.prospects import NEXT_STEPS
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.accounts.services import audit
from portal.core import timeline
from portal.core.exceptions import DomainError
from portal.core.limits import limited, searches
from portal.core.policy import can

PER_PAGE = 20


@login_required
@require_safe
@limited("search", counts=searches)
def contact_new(request: HttpRequest) -> HttpResponse:
    """About whom? Those one most likely means, and a search."""
    text = request.GET.get("q", "")[:80].strip()
    runs = can_run_chapter(request.user)
    context = {
        "q": text,
        "prospects": asking.contact_subjects(request.user, q=text),
        "people": asking.people_to_log(request.user, everybody=runs and bool(text), q=text),
    }
    return render(request, "mentorship/contact_new.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def prospect_contact(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Prospect.objects.visible_to(request.user), public_id=public_id)
    if found.merged_into is not None:
        found = found.merged_into  # a phone may have kept it from before
    return _log(request, found, found.get_absolute_url())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def person_contact(request: HttpRequest, handle: str) -> HttpResponse:
    person = get_object_or_404(User, handle=handle, is_active=True)
    return _log(request, person, reverse("mentorship:timeline", args=[handle]))


def _log(request: HttpRequest, about: Prospect | User, back: str) -> HttpResponse:
    if not can_log_about(request.user, about):
        raise Http404
    key = {"prospect": about} if isinstance(about, Prospect) else {"person": about}
    due = asking.due_steps(request.user, everybody=True).filter(**key).first()
    form = ContactForm(sent(request)[0], due=due)
    if request.method == "POST" and form.is_valid():
        settles = due if form.cleaned_data.get("settles") else None
        try:
            interactions.log(
                about=about,
                by=request.user,
                now=timezone.now(),
                client_id=form.cleaned_data["client_id"],
                settles=settles,
                **form.words,
            )
        except interactions.NotYet as refusal:
            form.add_error("happened_at", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            if outbox.is_late(request):
                return outbox.kept(back)
            messages.success(request, _("Noted."))
            return outbox.kept(back) if outbox.is_fetched(request) else redirect(back)
    if outbox.is_late(request):
        return outbox.refused(form)
    context = {"form": form, "about": about, "back": back, "steps": NEXT_STEPS}
    return render(request, "mentorship/contact.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _seen(request, public_id)
    if not can(request.user, "correct", found):
        raise Http404
    form = ContactForm.of(found, sent(request)[0])
    form.fields.pop("client_id")
    if request.method == "POST" and form.is_valid():
        try:
            interactions.correct(interaction=found, by=request.user, now=timezone.now(), **form.words)
        except interactions.NotYet as refusal:
            form.add_error("happened_at", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Corrected."))
            return redirect(_page_of(found))
    context = {"form": form, "about": found.subject, "back": _page_of(found), "is_edit": True, "steps": NEXT_STEPS}
    return render(request, "mentorship/contact.html", context)


@login_required
@require_POST
def contact_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap: the step is done."""
    found = _to_mind(request, public_id)
    try:
        interactions.complete(interaction=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done: %(step)s") % {"step": found.next_step})
    return redirect(_back(request, found))


@login_required
@require_POST
def contact_later(request: HttpRequest, public_id: str) -> HttpResponse:
    """One tap: the step is due some days later, or on a day."""
    found = _to_mind(request, public_id)
    today = timezone.localdate()
    days = request.POST.get("days", "")
    form = LaterForm(request.POST)
    if days in {"1", "7", "30"}:
        day = today + timedelta(days=int(days))
    elif form.is_valid():
        day = form.cleaned_data["to"]
    else:
        messages.error(request, _("Choose a day."))
        return redirect(_back(request, found))
    try:
        interactions.reschedule(interaction=found, to=day, by=request.user, today=today)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Due on %(day)s: %(step)s") % {"day": day, "step": found.next_step})
    return redirect(_back(request, found))


@login_required
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What waits, whom nothing is planned with, and who has fallen silent."""
    now, runs = timezone.now(), can_run_chapter(request.user)
    everybody = runs and request.GET.get("whose") == "all"
    steps = asking.due_steps(request.user, everybody=everybody)
    planless = asking.without_next_step(request.user, everybody=everybody)
    silent = asking.silent_people(request.user, now=now, everybody=everybody)
    lists = {"due": steps, "planless": planless, "silent": silent}
    shown = request.GET.get("show", "")
    shown = shown if shown in lists else "due"
    pages = {name: Paginator(rows, PER_PAGE) for name, rows in lists.items()}
    names = {"due": _("Due"), "planless": _("No next step"), "silent": _("Silent")}
    whose = "&whose=all" if everybody else ""
    context = {
        "shown": shown,
        "page_obj": pages[shown].get_page(request.GET.get("page")),
        "tabs": [(names[name], f"?show={name}{whose}", name == shown, pages[name].count) for name in lists],
        "runs_chapter": runs,
        "everybody": everybody,
        "today": timezone.localdate(now),
        "now": now,
        "silent_days": asking.SILENT_AFTER.days,
    }
    return render(request, "mentorship/due.html", context)


# Timelines ----------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET"])
def person_timeline(request: HttpRequest, handle: str) -> HttpResponse:
    """Everything about somebody whom the visitor accompanies or, as a coordinator, looks after."""
    person = get_object_or_404(User.objects.select_related("profile"), handle=handle, is_active=True)
    if person == request.user:
        return redirect("mentorship:my_timeline")
    if not can_keep_prospects(request.user) or not (
        can_run_chapter(request.user) or accompanies(request.user, person)
    ):
        raise Http404
    if person.is_minor:
        audit.looked_at(what="timeline", by=request.user, subject=person)
    due_here = asking.due_steps(request.user, everybody=True).filter(person=person)
    return _timeline(request, person, due=list(due_here[:5]))


@login_required
@require_safe
def my_timeline(request: HttpRequest) -> HttpResponse:
    return _timeline(request, request.user, due=[])


def _timeline(request: HttpRequest, person: Any, *, due: list[Interaction]) -> HttpResponse:
    subject = asking.timeline_of_person(person)
    kind = request.GET.get("kind", "")
    told = timeline.page(subject, viewer=request.user, before=request.GET.get("before", ""), kind=kind)
    context = {
        "person": person,
        "told": told,
        "is_own": person == request.user,
        "kind": kind,
        "kinds": _kind_chips(told, kind),
        "due": due,
        "today": timezone.localdate(),
    }
    return render(request, "mentorship/timeline.html", context)


def _kind_chips(told: timeline.Page, now: str) -> list[tuple[Any, str, bool, None]]:
    chosen = now if now in {kind for kind, _label in told.kinds} else ""
    everything = (_("Everything"), "?", not chosen, None)
    return [everything, *((label, f"?kind={kind}", kind == chosen, None) for kind, label in told.kinds)]


# Small things -------------------------------------------------------------------------------------------------


def _seen(request: HttpRequest, public_id: str) -> Interaction:
    rows = Interaction.objects.visible_to(request.user).select_related("prospect", "person", "by")
    return get_object_or_404(rows, public_id=public_id)


def _to_mind(request: HttpRequest, public_id: str) -> Interaction:
    found = _seen(request, public_id)
    if not can(request.user, "change", found):
        raise Http404
    return found


def _page_of(found: Interaction) -> str:
    if found.prospect is not None:
        return found.prospect.get_absolute_url()
    return reverse("mentorship:timeline", args=[found.person.handle if found.person else ""])


def _back(request: HttpRequest, found: Interaction) -> str:
    """Return to the due list as it was, or to the person."""
    wish, own = request.POST.get("next", ""), reverse("mentorship:due")
    return wish if wish == own or wish.startswith(f"{own}?") else _page_of(found)
