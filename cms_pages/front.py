"""The site and its front page, with which every address of a page begins: Wagtail asks for both each time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import views
from wagtail.models import Site

from portal.core import freshness

NAME = "site"


class FrontMiddleware:
    """Tells Wagtail which site a request for a page is meant for, if there is only one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        if view is views.serve and (site := only_site()):
            request._wagtail_site = site  # type: ignore[attr-defined]  # where Site.find_for_request() keeps it


def only_site() -> Site | None:
    """Return the site whatever the host, with its front page as what it is; None if there are several."""
    kept = freshness.kept_here(NAME, _only_site)
    if kept is None:
        return None
    site = copy.copy(kept)
    site.root_page = copy.copy(kept.root_page)  # pages keep things in themselves while they are shown
    return site


def _only_site() -> Site | None:
    sites = list(Site.objects.select_related("root_page")[:2])
    if len(sites) != 1 or not sites[0].is_default_site:
        return None
    sites[0].root_page = sites[0].root_page.specific
    return sites[0]
