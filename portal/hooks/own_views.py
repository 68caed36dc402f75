"""Webhooks of one's own, on the site: what they are told concerns their owner."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.exceptions import DomainError
from portal.core.limits import limited
from portal.hooks import services
from portal.hooks.forms import ChangeForm, EndpointForm
from portal.hooks.models import Attempt, Delivery, Endpoint, EndpointQuerySet
from portal.hooks.signing import secret_of

PER_PAGE = 20


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("webhook")
def index(request: HttpRequest) -> HttpResponse:
    """One's webhooks and a form for one more; its secret is shown once, in the answer to that form."""
    form, new_secret = EndpointForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            new_secret = secret_of(services.add_own(**form.cleaned_data, by=request.user))
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            form = EndpointForm()
    endpoints = _own(request).order_by("pk")
    return render(request, "hooks/own.html", {"form": form, "new_secret": new_secret, "endpoints": endpoints})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: HttpRequest, public_id: str) -> HttpResponse:
    """One webhook: what it is told, and what became of what it was sent. Queries do not grow."""
    found = _one(request, public_id)
    now = {"url": found.url, "events": found.events, "is_on": found.is_on}
    form = ChangeForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(endpoint=found, **form.cleaned_data, by=request.user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Kept."))
            return redirect("own_webhooks:endpoint", public_id)
    tries = Prefetch("tries", Attempt.objects.order_by("-pk"))
    rows = found.deliveries.newest_first().prefetch_related(tries)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "hooks/own_endpoint.html", {"form": form, "endpoint": found, "page_obj": page})


@never_cache
@login_required
@require_POST
def rotate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer with the new secret, which is shown this once."""
    found = services.rotate(endpoint=_one(request, public_id), by=request.user, now=timezone.now())
    return render(request, "hooks/own_secret.html", {"endpoint": found, "new_secret": secret_of(found)})


@login_required
@require_POST
@limited("webhook")
def try_out(request: HttpRequest, public_id: str) -> HttpResponse:
    services.try_out(endpoint=_one(request, public_id), by=request.user, now=timezone.now())
    messages.success(request, _("A test is on its way. Look here again in a moment."))
    return redirect("own_webhooks:endpoint", public_id)


@login_required
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    services.remove(endpoint=_one(request, public_id), by=request.user, now=timezone.now())
    messages.success(request, _("Nothing is told there any more."))
    return redirect("own_webhooks:index")


@login_required
@require_POST
@limited("webhook")
def replay(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Delivery.objects.filter(endpoint__in=_own(request)).select_related("endpoint")
    delivery = get_object_or_404(rows, public_id=public_id)
    services.replay(delivery=delivery, by=request.user, now=timezone.now())
    messages.success(request, _("It is sent once more, under the same id."))
    return redirect("own_webhooks:endpoint", delivery.endpoint.public_id)


def _own(request: HttpRequest) -> EndpointQuerySet:
    return Endpoint.objects.standing().filter(owner=request.user)


def _one(request: HttpRequest, public_id: str) -> Endpoint:
    return get_object_or_404(_own(request), public_id=public_id)
