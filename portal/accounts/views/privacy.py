"""What somebody has agreed to, and what they can take back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.consent_rows import consent_rows
from portal.accounts.forms.safeguarding import AgeForm
from portal.accounts.services import consents, people
from portal.core.telling import told


@login_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, AgeForm() if request.user.age_band == "unknown" else None)


@login_required
@require_POST
def age_set(request: HttpRequest) -> HttpResponse:
    form = AgeForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    with told(request, _("Thank you.")):
        people.set_age_band(user=request.user, by=request.user, **form.cleaned_data)
    return redirect("accounts:privacy")


@login_required
@require_POST
def consent_give(request: HttpRequest, kind: str) -> HttpResponse:
    with told(request, _("Your consent is noted. You can take it back here at any time.")):
        consents.give_consent(user=request.user, kind=kind, by=request.user, now=timezone.now())
    return redirect("accounts:privacy")


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, kind: str) -> HttpResponse:
    with told(request, _("The consent has ended. What it allowed is hidden.")):
        consents.withdraw_consent(user=request.user, kind=kind, by=request.user, now=timezone.now())
    return redirect("accounts:privacy")


def _page(request: HttpRequest, age_form: AgeForm | None) -> HttpResponse:
    context = {
        "age_form": age_form,
        "guardians": list(selectors.guardians_of(request.user)),
        "consents": consent_rows(request.user),
    }
    return render(request, "accounts/privacy.html", context)
