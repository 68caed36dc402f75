"""What mentors and coordinators keep about the people they answer for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.consent_rows import consent_rows
from portal.accounts.forms.safeguarding import AgeForm, GuardianForm, GuardiansConsentForm
from portal.accounts.models import User
from portal.accounts.services import audit, consents, people
from portal.core.exceptions import DomainError


@login_required
@require_safe
def safeguarding(request: HttpRequest, handle: str) -> HttpResponse:
    return _page(request, _person(request, handle))


@login_required
@require_POST
def person_age_set(request: HttpRequest, handle: str) -> HttpResponse:
    person = _person(request, handle)
    form = AgeForm(request.POST)
    if not form.is_valid():
        return _page(request, person, age_form=form)
    try:
        people.set_age_band(user=person, by=request.user, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("age_band", refusal.message)
        return _page(request, person, age_form=form)
    return _done(request, person, _("The age is noted."))


@login_required
@require_POST
def guardian_add(request: HttpRequest, handle: str) -> HttpResponse:
    person = _person(request, handle)
    form = GuardianForm(request.POST)
    if not form.is_valid():
        return _page(request, person, guardian_form=form)
    consents.record_guardian(user=person, by=request.user, **form.cleaned_data)
    return _done(request, person, _("The guardian is noted."))


@login_required
@require_POST
def guardian_remove(request: HttpRequest, handle: str, number: int) -> HttpResponse:
    person = _person(request, handle)
    guardian = get_object_or_404(selectors.guardians_of(person), pk=number)
    consents.remove_guardian(guardian=guardian, by=request.user, now=timezone.now())
    return _done(request, person, _("The guardian is removed."))


@login_required
@require_POST
def guardian_consent(request: HttpRequest, handle: str) -> HttpResponse:
    person = _person(request, handle)
    form = GuardiansConsentForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, person, consent_form=form)
    consents.give_consent(user=person, by=request.user, now=timezone.now(), **form.cleaned_data)
    return _done(request, person, _("The consent is noted."))


@login_required
@require_POST
def person_consent_withdraw(request: HttpRequest, handle: str, kind: str) -> HttpResponse:
    person = _person(request, handle)
    try:
        consents.withdraw_consent(user=person, kind=kind, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:safeguarding", person.handle)
    return _done(request, person, _("The consent has ended. What it allowed is hidden."))


def _person(request: HttpRequest, handle: str) -> User:
    person = selectors.person_to_safeguard(request.user, handle)
    if person is None:
        raise Http404
    return person


def _done(request: HttpRequest, person: User, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounts:safeguarding", person.handle)


def _page(request: HttpRequest, person: User, **forms: Any) -> HttpResponse:
    audit.looked_at(what="safeguarding", by=request.user, subject=person)
    guardians = list(selectors.guardians_of(person))
    known = {} if person.age_band == User.AgeBand.UNKNOWN else {"age_band": person.age_band}
    context = {
        "person": person,
        "guardians": guardians,
        "consents": consent_rows(person),
        "age_form": forms.get("age_form") or AgeForm(initial=known),
        "guardian_form": forms.get("guardian_form") or GuardianForm(),
        "consent_form": forms.get("consent_form") or GuardiansConsentForm(person=person),
    }
    return render(request, "accounts/safeguarding.html", context)
