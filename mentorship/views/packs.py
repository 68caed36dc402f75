"""Loading a pack in two steps, taking one along, and what belongs to rubrics and tasks in the admin."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from mentorship.forms.packs import PackForm
from mentorship.models import Rubric, SkillPack, TaskTemplate
from mentorship.packs import archive
from mentorship.packs.checking import Pack
from mentorship.packs.faults import PackRefused
from mentorship.services import pack_exports, pack_sources, packs, rubrics
from mentorship.services.pack_changes import InTheWay
from portal.core import delivery
from portal.core.exceptions import DomainError
from portal.core.policy import visible_to


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Choose a pack; then see what it would change, or everything that is wrong with it."""
    if request.method != "POST":
        return _choose(request, PackForm())
    if "shipped" in request.POST:
        return _preview(request, *_shipped(request.POST["shipped"]))
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choose(request, form)
    try:
        pack, ticket = pack_sources.keep(file=form.cleaned_data["file"], by=request.user, now=timezone.now())
    except PackRefused as refused:
        return _choose(request, form, refused)
    return _preview(request, pack, ticket)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Load what was looked at."""
    try:
        pack = pack_sources.again(ticket=request.POST.get("ticket", ""), by=request.user)
    except pack_sources.Gone as error:
        messages.error(request, error.message)
        return redirect("mentorship_pack:load")
    try:
        loaded = packs.load(pack=pack, by=request.user, now=timezone.now())
    except DomainError as error:
        return _refused(request, pack, error)
    pack_sources.forget(ticket=request.POST["ticket"])
    words = {"name": loaded.row.name, "version": loaded.row.version}
    messages.success(request, _("“%(name)s” %(version)s is here.") % words)
    return redirect("mentorship_pack:inspect", loaded.row.pk)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a pack, as the craft is here now, as a zip file."""
    row = get_object_or_404(visible_to(request.user, SkillPack.objects.all()), pk=pk)
    pack = pack_exports.export(slug=row.slug, by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{pack.slug}-{pack.version}.zip"'}
    return HttpResponse(archive.zipped(pack), content_type="application/zip", headers=headers)


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the picture of a task to give."""
    task = get_object_or_404(visible_to(request.user, TaskTemplate.objects.exclude(picture="")), pk=pk)
    return delivery.send(
        request,
        task.picture.name,
        content_type="image/png",
        filename=f"{task.slug}.png",
        attachment=False,
        etag=f'"{task.picture.name.rpartition("/")[0][-32:]}"',
        cache_control=delivery.NO_STORE,
    )


@require_POST
def begin_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a new version of a rubric that was used."""
    rubric = get_object_or_404(visible_to(request.user, Rubric.objects.all()), pk=pk)
    newest = rubrics.begin_version(rubric=rubric, by=request.user)
    return redirect("mentorship_rubric:edit", newest.pk)


def _shipped(slug: str) -> tuple[Pack, str]:
    if slug not in pack_sources.shipped():
        raise Http404
    return pack_sources.of_shipped(slug)


def _preview(request: HttpRequest, pack: Pack, ticket: str) -> HttpResponse:
    try:
        changes = packs.preview(pack=pack, by=request.user, now=timezone.now())
    except DomainError as error:
        return _refused(request, pack, error)
    context = {"pack": pack, "manifest": pack.manifest, "changes": changes, "ticket": ticket}
    return _page(request, "preview.html", _("Look before you load"), context)


def _choose(request: HttpRequest, form: PackForm, refused: PackRefused | None = None) -> HttpResponse:
    context = {"form": form, "refused": refused, "shipped": pack_sources.shipped_and_not_here()}
    status = 200 if request.method != "POST" else 422
    return _page(request, "load.html", _("Load a pack"), context, status=status)


def _refused(request: HttpRequest, pack: Pack, error: DomainError) -> HttpResponse:
    reasons = error.reasons if isinstance(error, InTheWay) else [error.message]
    context = {"manifest": pack.manifest, "reasons": reasons}
    return _page(request, "refused.html", _("This cannot be loaded"), context, status=409)


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    trail = [
        {"url": reverse("mentorship_pack:index"), "label": capfirst(SkillPack._meta.verbose_name_plural)},
        {"url": "", "label": title},
    ]
    frame = {"breadcrumbs_items": trail, "header_title": title, "header_icon": "download", "page_title": title}
    return render(request, f"wagtailadmin/skill_packs/{template}", {**frame, **context}, status=status)
