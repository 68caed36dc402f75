"""The button with which a coordinator chooses a work for newcomers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.models import Project
from mentorship.services import featuring
from portal.core.exceptions import DomainError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_feature(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose the work or choose it no longer; merely looked at, lead to its page."""
    project = get_object_or_404(Project.objects.visible_to(request.user), public_id=public_id)
    if request.method == "POST" and request.POST.get("action") == "remove":
        featuring.unfeature(project=project, by=request.user)
        messages.success(request, _("“%(title)s” is no longer shown first.") % {"title": project.title})
    elif request.method == "POST":
        try:
            featuring.feature(project=project, by=request.user, now=timezone.now())
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("“%(title)s” is shown first on the Find page.") % {"title": project.title})
    return redirect(project)
