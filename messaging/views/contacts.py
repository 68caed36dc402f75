"""Who may write to me, and whom I have blocked."""

from __future__ import annotations

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging.forms import ContactForm
from messaging.models import Block, ContactSetting
from messaging.selectors import reading
from messaging.services import contacts
from portal.accounts.models import User
from portal.core.exceptions import DomainError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact_setting(request: HttpRequest) -> HttpResponse:
    setting = ContactSetting.objects.filter(user=request.user).first()
    handles = setting.listed.order_by("handle").values_list("handle", flat=True) if setting else []
    initial = {
        "who": setting.who if setting else ContactSetting.Who.EVERYBODY,
        "listed": " ".join(handles),
        "shows_reading": reading.agrees(request.user, reading.READING),
        "shows_typing": reading.agrees(request.user, reading.TYPING),
    }
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        contacts.choose(by=request.user, **form.cleaned_data)
        notes.success(request, _("Noted."))
        return redirect("messaging:contact_setting")
    blocks = Block.objects.filter(by=request.user).select_related("person").order_by("-pk")
    return render(request, "messaging/contact_setting.html", {"form": form, "blocks": blocks})


@login_required
@require_POST
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """Block somebody, or end it; a handle that nobody has answers the same way."""
    person = User.objects.filter(handle=handle).first()
    if person is not None:
        try:
            change = contacts.unblock if "end" in request.POST else contacts.block
            change(by=request.user, person=person)
        except DomainError as refusal:
            notes.error(request, refusal.message)
    return redirect("messaging:contact_setting")
