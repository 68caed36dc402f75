"""Feeds. A reader that asks with the tag of what it has gets an empty 304."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from cms_pages import feeds, selectors
from cms_pages.models import BlogPage, HomePage, PortfolioPage, StoriesIndexPage

TYPES = {"rss": "application/rss+xml; charset=utf-8", "atom": "application/atom+xml; charset=utf-8"}


@require_safe
def journal(request: HttpRequest, handle: str, kind: str) -> HttpResponseBase:
    """The journal of one person."""
    portfolio = _portfolio(handle)
    blog = get_object_or_404(BlogPage.objects.listed().child_of(portfolio))
    blog._portfolio = portfolio
    return _answer(request, feeds.journal(blog, path=_own_path(request)), kind)


@require_safe
def works_of(request: HttpRequest, handle: str, kind: str) -> HttpResponseBase:
    """The works of one person."""
    return _answer(request, feeds.works_of(_portfolio(handle), path=_own_path(request)), kind)


@require_safe
def chapter_journal(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """A journal of the chapter itself."""
    found = BlogPage.objects.listed().filter(slug=slug, depth=_home().depth + 1)
    return _answer(request, feeds.journal(get_object_or_404(found), path=_own_path(request)), kind)


@require_safe
def stories(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The stories of everybody."""
    page = StoriesIndexPage.objects.listed().first()
    if page is None:
        raise Http404
    feed = feeds.stories(
        page_path=page.get_url() or "/", path=_own_path(request), begun_at=page.first_published_at
    )
    return _answer(request, feed, kind)


@require_safe
def works(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The works of everybody."""
    begun_at = _home().first_published_at
    page_path = reverse("mentorship:project_list")
    return _answer(
        request, feeds.newest_works(page_path=page_path, path=_own_path(request), begun_at=begun_at), kind
    )


def _home() -> HomePage:
    home: HomePage = get_object_or_404(HomePage.objects.listed(), locale__language_code=settings.LANGUAGE_CODE)
    return home


def _portfolio(handle: str) -> PortfolioPage:
    portfolio: PortfolioPage = get_object_or_404(selectors.makers(), owner_person__handle=handle)
    return portfolio


def _own_path(request: HttpRequest) -> str:
    return request.path.rpartition(".")[0]


def _answer(request: HttpRequest, feed: feeds.Feed, kind: str) -> HttpResponseBase:
    """Answer with `feed`. The tag alone decides: what was hidden leaves the rest with an older date."""
    written = feeds.write(feed, kind)
    tag = quote_etag(hashlib.blake2b(written, digest_size=12).hexdigest())
    changed_at = max((entry.updated_at for entry in feed.entries), default=feed.begun_at)
    response = HttpResponse(written, content_type=TYPES[kind])
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    response.headers["Cache-Control"] = "no-cache"
    answer = get_conditional_response(request, etag=tag, response=response)
    return answer or response
