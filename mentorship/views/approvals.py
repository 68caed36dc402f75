"""Showing works of those whose works are looked at first."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mentorship.models import Project
from mentorship.services import projects
from portal.core.exceptions import DomainError
from portal.core.policy import can


@login_required
@require_POST
def project_show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a work to everybody for its maker."""
    return _change(request, public_id, Project.Visibility.PUBLIC, _("Everybody sees this work now."))


@login_required
@require_POST
def project_hide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let only the maker's mentors see a work again."""
    return _change(
        request, public_id, Project.Visibility.MENTOR, _("Only the maker and their mentors see this work.")
    )


def _change(request: HttpRequest, public_id: str, visibility: str, done: str) -> HttpResponse:
    seen = Project.objects.visible_to(request.user).select_related("owner")
    project = seen.filter(public_id=public_id).first()
    if project is None or not can(request.user, "show", project):
        raise Http404
    try:
        projects.change_visibility(project=project, visibility=visibility, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(project)
