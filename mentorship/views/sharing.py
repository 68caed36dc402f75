"""Who sees a thing, for its owner: one page for works, and for galleries above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.forms import NewLinkForm, VisibilityForm
from mentorship.models import Project
from mentorship.services import projects, sharing
from portal.core.exceptions import DomainError
from portal.core.limits import limited

LARGEST_KEY = 2**63 - 1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("sharing")
def project_sharing(request: HttpRequest, public_id: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.select_related("owner"), public_id=public_id, owner=request.user)

    def show(visibility: str) -> None:
        projects.change_visibility(project=project, visibility=visibility, by=request.user)

    return page_of(request, project, show=show, template="mentorship/project_sharing.html")


def page_of(request: HttpRequest, thing: Any, *, show: Callable[[str], None], template: str) -> HttpResponse:
    """Say who sees `thing`, and do what the pressed button says; a refusal stands beside its field."""
    chosen = VisibilityForm(initial={"visibility": thing.visibility})
    link_form = NewLinkForm()
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "end":
            _end(request, thing)
            return redirect(request.path)
        try:
            if action == "make":
                link_form = NewLinkForm(request.POST)
                done = link_form.is_valid() and _make(request, thing, link_form)
            else:
                chosen = VisibilityForm(request.POST)
                done = chosen.is_valid() and _show(request, chosen, show)
        except DomainError as refusal:
            (link_form if action == "make" else chosen).add_error(None, refusal.message)
            done = False
        if done:
            return redirect(request.path)
    thing.refresh_from_db(fields=["visibility"])
    context = {
        "thing": thing,
        "form": chosen,
        "link_form": link_form,
        "links": list(thing.share_links.select_related("created_by")),
        "by_link": thing.visibility == Project.Visibility.LINK,
        "is_own": thing.maker == request.user,
    }
    return render(request, template, context)


def _show(request: HttpRequest, form: VisibilityForm, show: Callable[[str], None]) -> bool:
    show(form.cleaned_data["visibility"])
    messages.success(request, _("Your choice holds from now on."))
    return True


def _make(request: HttpRequest, thing: Any, form: NewLinkForm) -> bool:
    sharing.make_link(
        thing=thing,
        by=request.user,
        now=timezone.now(),
        label=form.cleaned_data["label"],
        lasts=form.cleaned_data["lasts"],
    )
    messages.success(request, _("Here is your new link. Send it to those who are to see this."))
    return True


def _end(request: HttpRequest, thing: Any) -> None:
    number = request.POST.get("link", "")
    if not (number.isascii() and number.isdigit()) or int(number[:20]) > LARGEST_KEY:
        raise Http404
    link = get_object_or_404(thing.share_links, pk=int(number))
    sharing.revoke_link(link=link, by=request.user, now=timezone.now())
    messages.success(request, _("The link opens nothing any more."))
