"""Pictures for social sites."""

from __future__ import annotations

import hashlib

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from cms_pages import selectors, sharing
from cms_pages.models import PortfolioPage
from mentorship.models import Project, ProjectFile


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponseBase:
    """The picture of a public portfolio; whoever is not to be found has none."""
    portfolio: PortfolioPage = get_object_or_404(selectors.makers(), owner_person__handle=handle)
    work = Project.objects.public().filter(owner=portfolio.owner_person).with_card().newest_first().first()
    cover = work.cover if work else None
    name, line = portfolio.owner_person.display_name, portfolio.tagline
    version = hashlib.blake2b(f"{name}|{line}|{cover and cover.public_id}".encode(), digest_size=12).hexdigest()
    drawn = caches["default"].get_or_set(
        f"share-person-{version}",
        lambda: sharing.card(name=name, line=line, picture=_bytes_of(cover)),
        timeout=3600,
    )
    response = HttpResponse(drawn, content_type="image/jpeg")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = tag = quote_etag(version)
    return get_conditional_response(request, etag=tag, response=response) or response


def _bytes_of(cover: ProjectFile | None) -> bytes | None:
    """The bytes of a middle-sized JPEG of `cover`; None when it has gone astray."""
    jpegs = [each for each in cover.renditions if each["format"] == "jpeg"] if cover else []
    if cover is None or not jpegs:
        return None
    path = min(jpegs, key=lambda each: abs(each["width"] - 800))["path"]
    storage = cover.original.storage
    if not storage.exists(path):
        return None
    with storage.open(path) as stored:
        return bytes(stored.read())
