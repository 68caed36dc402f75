"""Certificates: one's own, and the page on which anybody checks one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from leaderboard import credentials, printing, selectors
from leaderboard.forms import RevokeForm
from leaderboard.models import BadgeAward, Certificate
from leaderboard.services import certificates
from portal.core.exceptions import DomainError
from portal.core.policy import can

PER_PAGE = 24


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_certificates(request: HttpRequest) -> HttpResponse:
    """Show what mentors confirmed of one, each with its certificate or the button that makes it."""
    levels = selectors.confirmed_with_certificates(request.user)
    if request.method == "POST":
        wanted = str(request.POST.get("level", ""))
        confirmation = get_object_or_404(levels, pk=int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0)
        try:
            made = certificates.issue(confirmation=confirmation, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.get_full_path())
        return redirect(made)
    page = Paginator(levels, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "levels": page.object_list}
    return render(request, "leaderboard/my_certificates.html", context)


@require_safe
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say to whoever has the address what was certified, and whether it still counts."""
    return _page(request, _found(request, public_id), RevokeForm())


def _page(request: HttpRequest, found: Certificate, form: RevokeForm) -> HttpResponse:
    person = request.user
    context = {
        "certificate": found,
        "said": found.confirmation,
        "form": form,
        "is_mine": found.user_id == person.pk,
        "may_revoke": person.is_authenticated and found.stands and can(person, "revoke", found),
    }
    return _private(render(request, "leaderboard/certificate.html", context))


@login_required
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _found(request, public_id)
    if not can(request.user, "revoke", found):
        raise Http404
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        certificates.revoke(
            certificate=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        form.add_error("reason", refusal.message)
        return _page(request, found, form)
    messages.success(request, _("The certificate counts no longer."))
    return redirect(found)


@require_safe
def download(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Hand out what stands: on paper, or as the token that wallets and employers take in."""
    found = _found(request, public_id)
    if not found.stands:
        raise Http404
    if kind == "pdf":
        response = HttpResponse(printing.as_pdf(found), content_type="application/pdf")
    else:
        response = HttpResponse(credentials.as_token(found), content_type="application/jwt")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{found.public_id}.{kind}"'
    return _private(response)


@require_safe
def revoked(request: HttpRequest) -> JsonResponse:
    """List what counts no longer, for those who check credentials. Two queries."""
    is_gone = {"revoked_at__isnull": False}
    certificates_gone, awards_gone = Certificate.objects.filter(**is_gone), BadgeAward.objects.filter(**is_gone)
    return JsonResponse(credentials.revocation_list(certificates_gone, awards_gone))


@require_GET
def key(request: HttpRequest, name: str) -> JsonResponse:
    found = credentials.key(name)
    if not found:
        raise Http404
    return JsonResponse(found)


def _found(request: HttpRequest, public_id: str) -> Certificate:
    rows = Certificate.objects.visible_to(request.user, public_id).with_grounds()
    return get_object_or_404(rows, public_id=public_id)


def _private(response: HttpResponse) -> HttpResponse:
    """Whoever has the address reads it; no search engine lists it, no cache keeps what may be revoked."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response
