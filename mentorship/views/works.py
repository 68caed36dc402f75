"""The public pages: all works, and one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from mentorship import reading, selectors
from mentorship.forms import FilterForm
from mentorship.models import Project, ProjectFile
from mentorship.models.sharing import key_in
from mentorship.permissions import can_ask_for
from mentorship.permissions.notes import can_sign, can_write_about
from mentorship.selectors import notes
from mentorship.services import sharing
from portal.accounts.models import User
from portal.core import freshness
from portal.core.limits import limited, searches
from portal.core.policy import can

PER_PAGE = 24


@require_safe
@limited("search", counts=searches)
def project_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    works = selectors.find_works(
        request.user,
        text=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        discipline=chosen.get("discipline", ""),
        maker=chosen.get("maker", ""),
    )
    pages = Paginator(works, PER_PAGE)
    if not (request.user.is_authenticated or any(chosen.values())):
        pages.count = freshness.kept_count("works", lambda: works)
    page = pages.get_page(request.GET.get("page"))
    maker = User.objects.filter(handle=chosen["maker"], is_active=True).first() if chosen.get("maker") else None
    context = {"form": form, "page_obj": page, "is_filtered": any(chosen.values()), "maker": maker}
    return render(request, "mentorship/project_list.html", context)


@require_safe
def project_detail(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    token = request.GET.get("key", "")
    project = (
        Project.objects.visible_to(request.user, token)
        .filter(public_id=public_id)
        .select_related("owner__profile")
        .prefetch_related("files", "skills")
        .first()
    )
    if project is None:
        raise Http404
    if slug != (slugify(project.title) or "work"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponsePermanentRedirect(project.get_absolute_url() + query)
    if project.visibility == Project.Visibility.LINK and key_in(token):
        project.opened_with = token
        sharing.note_use(thing=project, token=token, now=timezone.now())
    response = render(request, "mentorship/project_detail.html", _detail(request, project))
    if not project.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _detail(request: HttpRequest, project: Project) -> dict[str, Any]:
    files = list(project.files.all())
    readings = reading.readings(files)
    for file in files:
        file.reading = readings.get(file.pk)  # type: ignore[attr-defined]  # for the template only
    kinds = {file.kind for file in files}
    others = [] if project.opened_with else selectors.near(project, request.user)
    return {
        "project": project,
        "files": [file for file in files if not file.is_process],
        "process": [file for file in files if file.is_process],
        "has_pictures": ProjectFile.Kind.IMAGE in kinds,
        "has_players": bool(kinds & {ProjectFile.Kind.AUDIO, ProjectFile.Kind.VIDEO}),
        "image": project.image,
        "is_hidden": not project.is_public,
        "is_own": request.user == project.owner,
        "can_ask": can_ask_for(request.user, project),
        **_said(request.user, project),
        "can_show": can(request.user, "show", project),
        "more": [work for work in others if work.owner_id == project.owner_id],
        "related": [work for work in others if work.owner_id != project.owner_id],
    }


def _said(reader: Any, project: Project) -> dict[str, Any]:
    """What members say about a public work. Two queries for visitors."""
    if not project.is_public:
        return {}
    return {
        "notes": notes.about(project, reader),
        "signs": notes.signs(project, reader),
        "can_write": can_write_about(reader, project),
        "can_sign": can_sign(reader, project),
    }
