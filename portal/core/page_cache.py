"""Whole pages for visitors who are nobody in particular, kept as long as nothing in them has changed.

Of the addresses in settings.PAGE_CACHE_NAMES: answers to GET, without a session, a basket or any cookie we do not
know, with parameters that we know. What a page was made of decides whether it still holds (portal.core.freshness);
after PAGE_CACHE_SECONDS it is made anew in any case. One request makes a page, the others meanwhile get the one
that is only too old, or wait a moment. A page with forms is kept without its token, and gets each visitor's own.

While the cache is away every page is made as if there were none.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from portal.core import delivery, freshness, language
from portal.core.gate import address_name

logger = logging.getLogger(__name__)

#: To be raised with the shape of Kept: what an older release has kept is not understood, and not asked for.
FORMAT = 1
#: The longest value of a parameter, and the largest page, that are kept.
LONGEST, LARGEST = 40, 512 * 1024
#: How long an outdated page is still served while somebody makes the new one.
GRACE = 30
#: How long one request may take to make a page before another tries, and how long others wait for it.
MAKING, PATIENCE, NAP = 10, 1.0, 0.02
#: For how long the cache is not asked after it has failed.
REST = 5
#: What a page may differ by; all of it is in the key, or excluded.
VARIES_BY = frozenset({"accept-language", "cookie", "origin"})
KINDS = ("text/html", "application/rss+xml", "application/atom+xml", "application/xml", "text/plain")
#: Told anew with each answer.
NOT_KEPT = frozenset({"content-length", "etag", "set-cookie"})
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{32,64}(")')
TOKEN_FIELD = b"csrfmiddlewaretoken"
MARK = b"%token-of-the-visitor%"


@dataclass(frozen=True)
class Kept:
    """A page as it lies in the cache."""

    body: bytes
    headers: list[tuple[str, str]]
    etag: str
    made_at: float
    made_of: dict[str, int]
    has_forms: bool


#: Stands where the answer to an address cannot be kept: nobody waits for it.
REFUSED = "refused"


class PageCacheMiddleware:
    """Answers from the cache where that is right. Stands before everything that knows people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._rests_until = 0.0
        #: Of which tables this process has last seen each page made: their tokens come along with it.
        self._made_of: dict[str, tuple[str, ...]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PAGE_CACHE or time.monotonic() < self._rests_until or not is_anybodys(request):
            return self.get_response(request)
        key = key_of(request)
        kept, holds = self._find(key)
        age = time.time() - kept.made_at if isinstance(kept, Kept) else 0.0
        if holds and age <= settings.PAGE_CACHE_SECONDS:
            return answer(request, kept, "hit")
        if kept == REFUSED or not may_keep(request):
            return self.get_response(request)
        if self._ask(lambda: caches[freshness.CACHE].add(f"{key}:making", 1, MAKING)):
            return self._make(request, key)
        found = kept if holds else self._wait(key)
        return answer(request, found, "hit; detail=waited") if found else self.get_response(request)

    def _find(self, key: str) -> tuple[Any, bool]:
        """Return what is kept, and whether it holds. One question to the cache, two for a page not met before."""
        tokens = freshness.keys_of(self._made_of.get(key, ()))
        found = self._ask(lambda: caches[freshness.CACHE].get_many([key, *tokens])) or {}
        kept = found.get(key)
        if not isinstance(kept, Kept):
            return kept, False
        if len(self._made_of) > settings.PAGE_CACHE_MOST:
            self._made_of.clear()
        self._made_of[key] = tuple(kept.made_of)
        return kept, bool(self._ask(lambda: freshness.holds(kept.made_of, found)))

    def _make(self, request: HttpRequest, key: str) -> HttpResponse:
        """Make the page, and keep it if that is right."""
        try:
            noted = self._ask(freshness.Reading)
            if noted is None:
                return self.get_response(request)
            asked = _without_conditions(request)
            made_at = time.time()
            with freshness.noting(noted):
                response = self.get_response(request)
            request.META.update(asked)
            if response.status_code != HTTPStatus.OK:
                return response
            why = refusal(request, response, noted)
            kept = None if why else keep(request, response, noted, made_at)
            if kept is None or not self._ask(lambda: put(key, kept, is_usual(request))):
                logger.debug("%s is not kept: %s", request.path, why or "there is no room")
                self._ask(lambda: caches[freshness.CACHE].set(key, REFUSED, settings.PAGE_CACHE_SECONDS))
                return response
            return _told(request, response, kept, "fwd=miss; stored")
        finally:
            self._ask(lambda: caches[freshness.CACHE].delete(f"{key}:making"))

    def _wait(self, key: str) -> Kept | None:
        """Wait for who makes the page; None if that takes long or comes to nothing."""
        patient_until = time.monotonic() + PATIENCE
        while time.monotonic() < patient_until:
            time.sleep(NAP)
            found = self._ask(lambda: caches[freshness.CACHE].get_many([key, f"{key}:making"])) or {}
            kept = found.get(key)
            if isinstance(kept, Kept) and self._ask(lambda: freshness.holds(kept.made_of)):  # noqa: B023  asked at once
                return kept
            if f"{key}:making" not in found:
                return None
        return None

    def _ask(self, question: Callable[[], Any]) -> Any:
        """Ask the cache; None, and some rest, if it is away."""
        try:
            return question()
        except Exception:  # whatever the cache's library raises while its server is away
            logger.exception("Pages are made without the cache for %d seconds", REST)
            self._rests_until = time.monotonic() + REST
            return None


# What may be asked of the cache ------------------------------------------------------------------------------


def is_anybodys(request: HttpRequest) -> bool:
    """Whether `request` comes from nobody in particular, and asks for nothing that we do not know."""
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(settings.PAGE_CACHE_NEVER)
        and request.COOKIES.keys() <= {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
        and "HTTP_AUTHORIZATION" not in request.META
        and delivery.READ_HERE not in request.META
        and _query(request) is not None
    )


def may_keep(request: HttpRequest) -> bool:
    """Whether the answer may be one that is kept; what was asked with somebody's label is not."""
    if request.method != "GET" or request.GET.keys() & settings.PAGE_CACHE_LABELS:
        return False
    try:
        return address_name(resolve(request.path_info)) in settings.PAGE_CACHE_NAMES
    except Resolver404:
        return False


def key_of(request: HttpRequest) -> str:
    """Return under which key lies the page that `request` asks for."""
    told = (
        FORMAT,
        getattr(staticfiles_storage, "manifest_hash", ""),  # pages name files of their own release
        request.scheme,
        request.get_host(),
        request.path,
        _query(request),
        language.preferred(request),
    )
    return hashlib.blake2b(repr(told).encode(errors="backslashreplace"), digest_size=20).hexdigest()


def _query(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return the parameters that a page may differ by; None if there is one that we do not know."""
    if not request.META.get("QUERY_STRING"):
        return []
    known = []
    for name, values in request.GET.lists():
        if name in settings.PAGE_CACHE_LABELS:
            continue
        if len(values) > 1 or len(values[0]) > LONGEST:
            return None
        if name not in settings.PAGE_CACHE_QUERY and values[0]:
            return None
        known.append((name, values[0]))
    return sorted(known)


def _without_conditions(request: HttpRequest) -> dict[str, str]:
    """Let the whole page be made, whatever the visitor has of it; return what was asked."""
    names = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
    asked = {name: request.META.pop(name) for name in names if name in request.META}
    request.__dict__.pop("headers", None)  # Django keeps what it has read
    return asked


# What may be kept --------------------------------------------------------------------------------------------


def refusal(request: HttpRequest, response: HttpResponse, noted: freshness.Reading) -> str:
    """Say why `response` is not for everybody; "" if it is."""
    told = {part.strip().partition("=")[0] for part in response.get("Cache-Control", "").lower().split(",")}
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    reasons = {
        "another address": not _is_listed(request, settings.PAGE_CACHE_NAMES),
        "no page": response.streaming or not response.get("Content-Type", "").startswith(KINDS),
        "encoded": response.has_header("Content-Encoding"),
        "it says so": bool(told & {"private", "no-store"}),
        "it varies": not vary <= VARIES_BY,
        "it sets cookies": not response.cookies.keys() <= {settings.CSRF_COOKIE_NAME},
        "a form": bool(response.cookies) and not _is_listed(request, settings.PAGE_CACHE_WITH_FORMS),
        "the session": request.session.modified,
        "somebody": request.user.is_authenticated,
        "a message": getattr(getattr(request, "_messages", None), "added_new", False),
        "a nonce": bool(getattr(request, "_csp_nonce", None)),
        "the cache": not noted.is_whole,
        f"tables that nobody watches {sorted(noted.unwatched)}": bool(noted.unwatched),
    }
    return ", ".join(why for why, holds in reasons.items() if holds)


def _is_listed(request: HttpRequest, names: frozenset[str]) -> bool:
    match = request.resolver_match
    return match is not None and address_name(match) in names


def keep(request: HttpRequest, response: HttpResponse, noted: freshness.Reading, made_at: float) -> Kept | None:
    """Return what to keep of `response`; None if it is too large, or a token of somebody would stay in it."""
    body, forms = TOKEN.subn(rb"\1" + MARK + rb"\2", response.content)
    if len(body) > LARGEST or forms != body.count(TOKEN_FIELD) or bool(forms) != bool(response.cookies):
        return None
    own = quote_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
    headers = [(name, value) for name, value in response.items() if name.lower() not in NOT_KEPT]
    return Kept(body, headers, response.get("ETag", own), made_at, noted.made_of, bool(forms))


def is_usual(request: HttpRequest) -> bool:
    """Whether links lead here. Of what anybody can make up, parameters and ports, there is no end."""
    host = request.get_host()
    is_ours = host in settings.ALLOWED_HOSTS or host == urlsplit(settings.SITE_URL).netloc
    return is_ours and not _query(request)


def put(key: str, kept: Kept, usual: bool) -> bool:
    """Put a page into the cache; False if there are enough of its kind."""
    cache, seconds = caches[freshness.CACHE], settings.PAGE_CACHE_SECONDS + GRACE
    kind, most = ("usual", settings.PAGE_CACHE_MOST) if usual else ("asked", settings.PAGE_CACHE_MOST_ASKED)
    count = f"count:{kind}:{int(kept.made_at // seconds)}"
    cache.add(count, 0, 2 * seconds)
    if cache.incr(count) > most:
        return False
    cache.set(key, kept, seconds)
    return True


# What the visitor gets ---------------------------------------------------------------------------------------


def answer(request: HttpRequest, kept: Kept, how: str) -> HttpResponse:
    """Answer with a page that was kept."""
    response = HttpResponse(kept.body)
    for name, value in kept.headers:
        response.headers[name] = value
    if kept.has_forms:
        _give_token(request, response)
    response.headers["Content-Length"] = str(len(response.content))
    return _told(request, response, kept, how)


def _give_token(request: HttpRequest, response: HttpResponse) -> None:
    """Put the visitor's own token into the forms, as if the page had been made for them."""
    guard = CsrfViewMiddleware(lambda _request: response)
    guard.process_request(request)
    response.content = response.content.replace(MARK, get_token(request).encode())
    guard.process_response(request, response)


def _told(request: HttpRequest, response: HttpResponse, kept: Kept, how: str) -> HttpResponse:
    """Tell browsers and caches in between what they may do with the page."""
    response.headers["Cache-Status"] = f"portal; {how}"
    if kept.has_forms:
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Cookie",))
        return response
    response.headers["ETag"] = kept.etag
    response.headers.setdefault("Cache-Control", settings.PAGE_CACHE_CONTROL)
    if settings.CDN_TAG_HEADER:
        response.headers[settings.CDN_TAG_HEADER] = ",".join(sorted(map(freshness.tag_of, kept.made_of)))
    return get_conditional_response(request, etag=kept.etag, response=response) or response
