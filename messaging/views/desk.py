"""The desk of those who look at reports; reporting; and what the person of a case is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mentorship.models import Project, WorkNote
from messaging.desk_forms import AppealForm, DecisionForm, WrongForm
from messaging.models import Case, Decision
from messaging.selectors import desk as questions
from messaging.selectors.thanks import reportable
from messaging.services import desk, reports
from portal.accounts.models import User
from portal.accounts.services import audit
from portal.core.exceptions import DomainError
from portal.core.limits import limited
from shop.models import QuestionWord, Review

PER_PAGE = 25


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What was reported and waits for somebody: a constant number of queries."""
    show = request.GET.get("show", "open")
    show = show if show in questions.FILTERS else "open"
    rows = Paginator(questions.queue(request.user, show=show), PER_PAGE).get_page(request.GET.get("page"))
    names = {"open": _("Waiting"), "claimed": _("Taken"), "appeals": _("Objections"), "closed": _("Decided")}
    tabs = [(name, f"?show={code}", code == show, None) for code, name in names.items()]
    return render(request, "messaging/desk.html", {"page_obj": rows, "tabs": tabs})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """One case: what it is about, what was said and done, and the next step. Each look is noted."""
    found = get_object_or_404(Case.objects.visible_to(request.user).select_related("person"), public_id=public_id)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _STEPS.get(request.POST.get("act", ""), _no_step)(found, request.user, form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            notes.success(request, _("Noted."))
            return redirect("messaging:desk_case", found.public_id)
    audit.looked_at(what="case", by=request.user, subject=found.person, obj=found)
    context = {
        "case": found,
        "thing": questions.thing(found),
        "said": questions.reported_messages(found),
        "asked": questions.reported_question(found),
        "reports": found.reports.order_by("pk"),
        "acts": found.acts.select_related("by").order_by("pk"),
        "decisions": found.decisions.order_by("pk"),
        "suspension": questions.suspension_of(found.person, timezone.now()),
        "is_mine": found.claimed_by_id == request.user.pk,
        "form": form,
    }
    return render(request, "messaging/desk_case.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("message")
def report(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Report a work, words about one, a review, a question, thanks, a person; an unknown handle answers alike."""
    act, name = _reported(request, kind, ref)
    form = WrongForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            notes.success(request, _("Thank you. Somebody looks at it, and does not say who reported it."))
            return redirect("messaging:notices")
    return render(request, "messaging/report.html", {"form": form, "name": name})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """What was decided about something of one's own, and how to object."""
    found = get_object_or_404(Decision.objects.visible_to(request.user).select_related("case"), pk=number)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.appeal(decision=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            notes.success(request, _("Somebody else looks at it now."))
            return redirect("messaging:decision", found.pk)
    return render(request, "messaging/decision.html", {"decision": found, "form": form})


def _reported(request: HttpRequest, kind: str, ref: str) -> tuple[Callable[..., Any], str]:
    """Return what reports the thing, and what it is called."""
    if kind == "work":
        project = get_object_or_404(Project.objects.visible_to(request.user), public_id=ref)
        return lambda **said: reports.of_project(project=project, **said), project.title
    if kind == "review":
        seen = Review.objects.shown().filter(listing__project__in=Project.objects.visible_to(request.user))
        review = get_object_or_404(seen.select_related("listing__project"), pk=int(ref) if _is_number(ref) else 0)
        return lambda **said: reports.of_review(review=review, **said), review.listing.project.title
    if kind == "question":
        asked = QuestionWord.objects.visible_to(request.user).shown().select_related("question__listing__project")
        word = get_object_or_404(asked, pk=int(ref) if _is_number(ref) else 0)
        return lambda **told: reports.of_question_word(word=word, **told), word.question.listing.project.title
    if kind == "note":
        said = get_object_or_404(
            WorkNote.objects.visible_to(request.user).exclude(author=request.user), public_id=ref
        )
        return lambda **told: reports.of_note(said=said, **told), said.author.display_name
    if kind == "thanks":
        given = get_object_or_404(reportable(request.user).select_related("by"), public_id=ref)
        return lambda **told: reports.of_thanks(thanks=given, **told), given.by.display_name
    if kind != "person":
        raise Http404
    person = User.objects.filter(handle=ref, is_active=True).first()
    if person is None:
        return lambda **_said: None, f"@{ref}"
    return lambda **said: reports.of_person(person=person, **said), f"@{ref}"


def _is_number(word: str) -> bool:
    return word.isdecimal() and word.isascii() and len(word) < 10


def _no_step(*_given: Any) -> None:
    raise DomainError(_("This is not possible."))


def _step(act: Callable[..., Any], *names: str) -> Callable[[Case, User, dict[str, Any]], Any]:
    def take(found: Case, by: User, values: dict[str, Any]) -> Any:
        return act(case=found, by=by, now=timezone.now(), **{name: values[name] for name in names})

    return take


_STEPS = {
    "claim": _step(desk.claim),
    "release": _step(desk.release),
    "dismiss": _step(desk.dismiss, "reason"),
    "hide": _step(desk.hide, "reason", "text"),
    "warn": _step(desk.warn, "reason", "text"),
    "suspend": _step(desk.suspend, "reason", "text", "days"),
    "ban": _step(desk.ban, "reason", "text"),
    "restore": _step(desk.restore, "reason"),
}
