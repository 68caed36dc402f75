"""Inviting people, and looking what became of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import selectors
from portal.accounts.forms.invitations import InviteForm, InviteSeveralForm, LinkForm
from portal.accounts.models import Invitation, InvitationLink
from portal.accounts.services import invitations, joining
from portal.core.exceptions import DomainError
from portal.core.limits import limited

PER_PAGE = 24


@login_required
@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = selectors.invitations_seen_by(request.user, state, now=timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("accounts:invitations")
    choices = [("", _("All")), ("waiting", _("Waiting")), ("accepted", _("Accepted")), ("expired", _("Run out"))]
    chips = [(words, f"{here}?state={value}" if value else here, value == state, None) for value, words in choices]
    return render(request, "accounts/invitations.html", {"page_obj": page, "chips": chips, "state": state})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(**form.cleaned_data, by=request.user, now=timezone.now())
        except invitations.AlreadyInvited as refusal:
            form.add_error("email", refusal.message)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            words = _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]}
            messages.success(request, words)
            return redirect("accounts:invitations")
    return _page(request, "invite", form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
def invite_several(request: HttpRequest) -> HttpResponse:
    """Invite everybody in a list, or nobody when a row of it is wrong."""
    form = InviteSeveralForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        roles = form.cleaned_data["roles"]
        try:
            sent = invitations.invite_many(guests=form.guests, roles=roles, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error("people", refusal.message)
        else:
            words = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", len(sent))
            messages.success(request, words % {"n": len(sent)})
            return redirect("accounts:invitations")
    return _page(request, "invite_several", form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("invitation")
def links(request: HttpRequest) -> HttpResponse:
    """Links and a form for one more; its address is shown once, in the answer to that form."""
    form = LinkForm(request.POST or None, by=request.user)
    new_address = ""
    if request.method == "POST" and form.is_valid():
        try:
            _link, key = joining.make_link(**form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            new_address = settings.SITE_URL.rstrip("/") + reverse("accounts:invited_by_link", args=[key])
            form = LinkForm(by=request.user)
    rows = InvitationLink.objects.visible_to(request.user).select_related("invited_by").order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, "invitation_links", form, page_obj=page, new_address=new_address)


@login_required
@require_POST
def link_end(request: HttpRequest, public_id: str) -> HttpResponse:
    link = get_object_or_404(InvitationLink.objects.visible_to(request.user), public_id=public_id)
    joining.revoke_link(link=link, by=request.user, now=timezone.now())
    messages.success(request, _("Nobody joins by this link any more."))
    return redirect("accounts:invitation_links")


@login_required
@require_POST
@limited("invitation")
def resend(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = _seen(request, public_id)
    try:
        invitations.resend(invitation=invitation, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("Sent again to %(email)s; what was mailed before opens nothing any more.")
        messages.success(request, words % {"email": invitation.email})
    return redirect("accounts:invitations")


@login_required
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = _seen(request, public_id)
    try:
        invitations.revoke(invitation=invitation, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("accounts:invitations")


def _seen(request: HttpRequest, public_id: str) -> Invitation:
    return get_object_or_404(Invitation.objects.visible_to(request.user), public_id=public_id)


def _page(request: HttpRequest, name: str, form: Any, **more: Any) -> HttpResponse:
    names = {"invite": _("One person"), "invite_several": _("Several"), "invitation_links": _("By a link")}
    tabs = [(words, reverse(f"accounts:{each}"), each == name, None) for each, words in names.items()]
    return render(request, f"accounts/{name}.html", {"form": form, "tabs": tabs, **more})
