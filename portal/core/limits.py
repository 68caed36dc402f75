"""Limits to how often somebody may do something; a refusal keeps what they typed and says when to go on."""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import logging
import math
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from portal.core import problems

logger = logging.getLogger(__name__)

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
#: Hosts are given whole networks of this size, in which they can choose addresses as they like.
IPV6_NETWORK = 64
WITH_PORT = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[0-9.]+))(?::[0-9]+)?")
#: What is never sent back in a page, nor are more or longer values than a person types.
SECRET = re.compile(r"password|secret|token|code|card|cvc", re.IGNORECASE)
CSRF_FIELD = "csrfmiddlewaretoken"
KEPT_FIELDS = 60
KEPT_LENGTH = 50_000
#: When nothing tells how long a limit lasts (allauth's do not): theirs mostly last a minute.
USUAL_WAIT = 60


def always(request: HttpRequest) -> bool:
    """Whether the request counts: each does, as where one could try addresses that are secret."""
    return True


def sends(request: HttpRequest) -> bool:
    """Whether the request is to change something."""
    return request.method not in ("GET", "HEAD", "OPTIONS")


def sends_files(request: HttpRequest) -> bool:
    return sends(request) and bool(request.FILES)


def searches(request: HttpRequest) -> bool:
    """Whether the request asks a list for words; turning its pages or narrowing it by a choice is no search."""
    return bool(request.GET.get("q", "").strip())


def plain_address(address: str) -> str:
    """Return `address` without what a server or proxy writes around it; "" if it is none.

    Whoever listens for both kinds writes 192.0.2.1 as ::ffff:192.0.2.1: all of these would be one network. Some
    add the port, with which one visitor would be somebody new each time.
    """
    found = WITH_PORT.fullmatch(address.strip())
    try:
        parsed = ipaddress.ip_address((found["six"] or found["four"]) if found else address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.IPv6Address(int(parsed)))
    return str(parsed)


def address_of(request: Any) -> str:
    """Return the visitor's address as far as our own proxies (TRUSTED_PROXIES) wrote it; "" if nobody tells it.

    Whoever comes through fewer proxies than the settings name, say from within, is no fault: the farthest counts.
    """
    return plain_address(BaseThrottle().get_ident(request) or "")


class Limit(SimpleRateThrottle):  # type: ignore[misc]  # REST framework has no types
    """Counts what one person does of `scope`, in spans of time that are the same for everybody."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def get_rate(self) -> str:
        return settings.RATE_LIMITS[self.scope]

    def parse_rate(self, rate: str) -> tuple[int, int]:
        """Read "60/10m" as (60, 600)."""
        number, _slash, length = rate.partition("/")
        return int(number), int(length[:-1] or 1) * SECONDS[length[-1]]

    def get_ident(self, request: Any) -> str:
        address = address_of(request)
        if ":" not in address:
            return address
        return str(ipaddress.IPv6Network((address, IPV6_NETWORK), strict=False))

    def get_cache_key(self, request: Any, view: Any = None) -> str:
        user = getattr(request, "user", None)
        who = f"person {user.pk}" if user and user.is_authenticated else f"address {self.get_ident(request)}"
        named = hashlib.sha256(who.encode()).hexdigest()[:32]
        return f"limit:{self.scope}:{named}:{int(self.timer() // self.duration)}"

    def allow_request(self, request: Any, view: Any = None) -> bool:
        """Count in one step: what is read first and written then lets requests through that come at once.

        Without its cache the site goes on without limits; those of the log-in are allauth's and close.
        """
        key = self.get_cache_key(request, view)
        try:
            self.cache.add(key, 0, 2 * self.duration)
            return bool(self.cache.incr(key) <= self.num_requests)
        except Exception:  # whatever the cache's library raises while its server is away
            logger.exception("Cannot count for the limit of %s", self.scope)
            return True

    def wait(self) -> float:
        """Seconds until the next span of time begins."""
        return float(self.duration - self.timer() % self.duration)


def limited(
    scope: str, *, counts: Callable[[HttpRequest], bool] = sends
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Decorate a view: of the requests that `counts` says yes to, one person has settings.RATE_LIMITS[scope]."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = refusal(request, scope) if counts(request) else None
            return refused or view(request, *args, **kwargs)

        limited_view.limits_sending = counts is not searches  # type: ignore[attr-defined]  # for core.api_schema
        return limited_view

    return decorate


class LimitMiddleware:
    """Limits the libraries' views that settings.LIMITED_VIEWS names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        scope = settings.LIMITED_VIEWS.get(match.view_name) if match else None
        return refusal(request, scope) if scope and sends(request) else None


def refusal(request: HttpRequest, scope: str) -> HttpResponse | None:
    """Count `request`, and answer it if it is one too many."""
    limit = Limit(scope)
    return None if limit.allow_request(request) else too_many(request, wait=limit.wait())


def too_many(request: HttpRequest, *, wait: float = USUAL_WAIT) -> HttpResponse:
    """Say when to go on, and hand back what was typed, ready to be sent again; files must be chosen anew."""
    seconds = max(1, math.ceil(wait))
    headers = {"Retry-After": str(seconds), "Cache-Control": "private, no-store"}
    if problems.is_for_programs(request):
        return problems.problem(429, headers=headers)
    if not request.accepts("text/html"):
        return JsonResponse({"message": _("That was too often. Try again later.")}, status=429, headers=headers)
    typed, is_whole = _typed(request)
    context = {
        "minutes": math.ceil(seconds / 60),
        "typed": typed,
        "is_whole": is_whole,
        "passages": [value for _name, value in typed if " " in value.strip()],
        "here": request.get_full_path(),
    }
    response = render(request, "429.html", context, status=429)
    for name, value in headers.items():
        response[name] = value
    return response


def _typed(request: HttpRequest) -> tuple[list[tuple[str, str]], bool]:
    """Return what of the form may come back, as names and values, and whether that is all that was sent."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    kept = [(name, value) for name, value in sent if not SECRET.search(name)]
    if len(kept) > KEPT_FIELDS or sum(len(value) for _name, value in kept) > KEPT_LENGTH:
        return [], False
    return kept, len(kept) == len(sent) and bool(sent) and not request.FILES
