"""Tokens by which a person's own programs use the REST API."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.forms.personal_tokens import PersonalTokenForm
from portal.accounts.models import PersonalToken
from portal.accounts.services import personal_tokens
from portal.core.exceptions import DomainError

#: Ended ones are shown for a while; the newest come first.
SHOWN = 40


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens and a form for one more; its key is shown once, in the answer to that form."""
    form, new_key, now = PersonalTokenForm(request.POST or None), "", timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            _token, new_key = personal_tokens.make(**form.cleaned_data, by=request.user, now=now)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            form = PersonalTokenForm()
    rows = PersonalToken.objects.visible_to(request.user).select_related("person").newest_first()[:SHOWN]
    shown = [(token, token.is_good(now)) for token in rows]
    return render(request, "accounts/tokens.html", {"form": form, "new_key": new_key, "tokens": shown})


@login_required
@require_POST
def token_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    token = get_object_or_404(PersonalToken.objects.visible_to(request.user), public_id=public_id)
    personal_tokens.revoke(token=token, by=request.user, now=timezone.now())
    messages.success(request, _("This token opens nothing any more."))
    return redirect("accounts:tokens")
