"""The public pages: all works, and one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from mentorship import selectors
from mentorship.forms import FilterForm
from mentorship.models import Project, ProjectFile
from mentorship.permissions import can_show_for_owner
from portal.accounts.models import User
from portal.core.limits import limited, searches

PER_PAGE = 24
#: Longest text that is shown within the page; the file itself has all of it.
TEXT_SHOWN = 60_000


@require_safe
@limited("search", counts=searches)
def project_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    works = selectors.find_works(
        request.user,
        text=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        discipline=chosen.get("discipline"),
        maker=chosen.get("maker", ""),
    )
    page = Paginator(works, PER_PAGE).get_page(request.GET.get("page"))
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
        .prefetch_related("files", "skills__discipline")
        .first()
    )
    if project is None:
        raise Http404
    if slug != (slugify(project.title) or "work"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponsePermanentRedirect(project.get_absolute_url() + query)
    if token and token == project.link_token:
        project.opened_with = token
    response = render(request, "mentorship/project_detail.html", _detail(request, project))
    if not project.is_public:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _detail(request: HttpRequest, project: Project) -> dict[str, Any]:
    files = list(project.files.all())
    for file in files:
        if file.kind in (ProjectFile.Kind.TEXT, ProjectFile.Kind.CODE):
            file.shown_text = _text(file)  # type: ignore[attr-defined]  # for the template only
    return {
        "project": project,
        "files": files,
        "image": project.image,
        "is_hidden": not project.is_public,
        "is_own": request.user == project.owner,
        "can_show": request.user.is_authenticated and can_show_for_owner(request.user, project),
        "more": selectors.works_of(project.owner, request.user).exclude(pk=project.pk)[:4],
    }


def _text(file: ProjectFile) -> str:
    """The beginning of a text, which was proven to be UTF-8 when it was uploaded; "" when it has gone astray."""
    try:
        with file.original.open("rb") as stored:
            return str(stored.read(TEXT_SHOWN).decode(errors="ignore"))
    except FileNotFoundError:
        return ""
