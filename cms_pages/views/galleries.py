"""Who sees galleries, for those whose they are and those who decide with them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cms_pages import selectors
from cms_pages.models import GalleryPage
from cms_pages.services import galleries
from mentorship.views import sharing
from portal.core.limits import limited
from portal.core.policy import can


@login_required
@require_safe
def my_galleries(request: HttpRequest) -> HttpResponse:
    return render(request, "cms_pages/my_galleries.html", {"galleries": selectors.galleries_of(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("sharing")
def gallery_sharing(request: HttpRequest, pk: int) -> HttpResponse:
    seen = GalleryPage.objects.visible_to(request.user)
    gallery: GalleryPage = get_object_or_404(seen, pk=min(pk, sharing.LARGEST_KEY))
    if not can(request.user, "share", gallery):
        raise Http404

    def show(visibility: str) -> None:
        galleries.change_visibility(gallery=gallery, visibility=visibility, by=request.user, now=timezone.now())

    return sharing.page_of(request, gallery, show=show, template="cms_pages/gallery_sharing.html")
