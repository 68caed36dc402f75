"""A person's data: taking a copy along, and closing the account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.services import closures, exports
from portal.core import privacy
from portal.core.exceptions import DomainError
from portal.core.limits import limited


@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/data.html", {"days": settings.ACCOUNT_CLOSURE_GRACE_DAYS})


@login_required
@require_POST
@limited("export")
def data_download(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    try:
        archive = exports.build(user=request.user, by=request.user, now=now)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:data")
    name = f"{request.user.handle}-{now:%Y-%m-%d}.zip"
    response = FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """Ask once more, the password having just been typed, then close."""
    if request.method == "POST":
        try:
            closure = closures.begin(user=request.user, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("accounts:data")
        logout(request)
        return render(request, "accounts/closed.html", {"closure": closure})
    context = {"days": settings.ACCOUNT_CLOSURE_GRACE_DAYS, "obstacles": privacy.obstacles_of(request.user)}
    return render(request, "accounts/close.html", context)
