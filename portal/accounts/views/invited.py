"""Where somebody who was invited joins. The key in the address opens it; log-ins go through allauth."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.adapter import JOINING
from portal.accounts.forms.invitations import JoinForm
from portal.accounts.models import Invitation
from portal.accounts.services import invitations, joining
from portal.core.exceptions import DomainError
from portal.core.limits import limited


def always(request: HttpRequest) -> bool:
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invited", counts=always)
def invited(request: HttpRequest, key: str) -> HttpResponseBase:
    """The page of one person's invitation: a form for a new account, or a button for an old one."""
    try:
        invitation = invitations.find(key=key, now=timezone.now())
    except invitations.Gone as refusal:
        return _gone(request, refusal)
    if request.user.is_authenticated:
        return _for_member(request, invitation, key)
    if invitations.owner_of(invitation):
        return render(request, "accounts/invited.html", {"invitation": invitation, "must_log_in": True})
    form = JoinForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.join(key=key, now=timezone.now(), **form.values)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Welcome! Your account is ready."))
            return perform_login(
                request, user, email_verification="none", redirect_url=reverse("accounts:home"), signup=True
            )
    return render(request, "accounts/invited.html", {"invitation": invitation, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invited", counts=always)
def by_link(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind a link for several: who has an account joins by a button, all others sign up first."""
    try:
        link = joining.find_link(key=key, now=timezone.now())
    except joining.LinkGone as refusal:
        request.session.pop(JOINING, None)
        return _gone(request, refusal)
    if request.method == "POST" and request.user.is_authenticated:
        request.session.pop(JOINING, None)
        joining.join_by_link(key=key, by=request.user, now=timezone.now())
        messages.success(request, _("Welcome! You have joined."))
        return redirect("accounts:home")
    if not request.user.is_authenticated:
        request.session[JOINING] = key
    return render(request, "accounts/invited_by_link.html", {"link": link})


def _for_member(request: HttpRequest, invitation: Invitation, key: str) -> HttpResponse:
    if not invitations.is_for(invitation, request.user):
        words = invitations.SomebodyElses.message
        return render(request, "accounts/invited.html", {"invitation": invitation, "refusal": words}, status=403)
    if request.method == "POST":
        invitations.accept(key=key, by=request.user, now=timezone.now())
        messages.success(request, _("Welcome! You have joined."))
        return redirect("accounts:home")
    return render(request, "accounts/invited.html", {"invitation": invitation})


def _gone(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return render(request, "accounts/invited_gone.html", {"words": refusal.message}, status=404)
