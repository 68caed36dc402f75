"""A person's page about the site they take along, and the page that checks signed statements."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms_pages.export import builder, statements
from cms_pages.export.forms import ExportForm, StatementForm
from cms_pages.models import Export
from cms_pages.services import exports
from portal.core import ranges
from portal.core.exceptions import DomainError
from portal.core.limits import limited


@login_required
@limited("export")
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest) -> HttpResponse:
    """Show how the person's site is doing; sent, ask for a new one."""
    newest = Export.objects.of(request.user).first()
    sent = request.POST if request.method == "POST" else None
    form = ExportForm(sent, initial={"base_url": newest.base_url if newest else ""})
    if form.is_valid():
        try:
            exports.request(person=request.user, by=request.user, now=timezone.now(), **form.cleaned_data)
        except builder.BadBaseUrl as refusal:
            form.add_error("base_url", refusal.message)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("cms_pages:export_site")
        else:
            messages.success(request, _("Your site is being built. You can leave this page."))
            return redirect("cms_pages:export_site")
    context = {"form": form, "newest": newest, "built": Export.objects.visible_to(request.user).built()}
    return render(request, "cms_pages/export_site.html", context)


@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Answer with a built site of the person; nobody else's exists."""
    export = get_object_or_404(Export.objects.of(request.user).built(), public_id=public_id)
    try:
        stored = export.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = ranges.answer(
        request, stored, size=stored.size, content_type="application/zip", etag=f'"{export.sha256}"'
    )
    name = f"{request.user.handle}-{export.finished_at:%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def statement_check(request: HttpRequest) -> HttpResponse:
    """Say whether a statement that somebody pastes was signed by this site."""
    form = StatementForm(request.POST if request.method == "POST" else None)
    text = statements.check(form.cleaned_data["statement"]) if form.is_valid() else None
    context = {"form": form, "text": text, "is_checked": text is not None, "keys": statements.keys()}
    return render(request, "cms_pages/statement_check.html", context)


@require_safe
def statement_keys(request: HttpRequest) -> JsonResponse:
    """The public keys with which anybody checks statements without asking us."""
    return JsonResponse({"algorithm": "Ed25519", "keys": statements.keys()}, json_dumps_params={"indent": 1})
