"""One line for each request, job and socket, and the numbers that alerts are made of."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from portal.core import logs
from portal.core.gate import address_name
from portal.core.tally import Tally

requests_log = logging.getLogger("portal.requests")
jobs_log = logging.getLogger("portal.jobs")
queries_log = logging.getLogger("portal.slow_queries")

HEADER = "X-Request-ID"
_FIT = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d{5,}\b")
LONGEST_QUERY = 1000
#: Asked every few seconds by proxies: a line for each would bury the others.
QUIET = ("/static/", "/healthz", "/readyz", "/metrics")

#: What is counted apart, by the first part of the address; all else is the site.
AREAS = ("account", "api", "chapter", "cms", "media", "my", "shop", "static")
SITE = "site"
STATUSES = ("2xx", "3xx", "4xx", "429", "5xx", "503")
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_areas = (*AREAS, SITE)
tally = Tally(
    [
        *(f"requests {area} {status}" for area in _areas for status in STATUSES),
        *(f"seconds {area} {limit}" for area in _areas for limit in BUCKETS),
        *(f"{name} {area}" for name in ("seconds_sum", "seconds_count", "queries") for area in _areas),
        *(
            "errors",
            "turned_away",
            "slow_queries",
            "sockets",
            "sockets_open",
            "jobs_done",
            "jobs_failed",
            "job_seconds",
        ),
    ],
    live=["sockets_open"],
)


class Asked:
    """How many questions a request or job asked the database, and for how many seconds."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def asking() -> Iterator[Asked]:
    before, own = _asked.get(), Asked()
    _asked.set(own)
    try:
        yield own
    finally:
        _asked.set(before)


# Questions to the database ----------------------------------------------------------------------------------


def watch_queries(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Look at each question of a new connection. In front: who adds a wrapper for a while takes the last away."""
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, timed)


def timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = time.perf_counter() - begun
        if (asked := _asked.get()) is not None:
            asked.count += 1
            asked.seconds += took
        if 0 < settings.SLOW_QUERY_MS <= took * 1000:
            _tell_slow(sql, took)


def _tell_slow(sql: Any, took: float) -> None:
    """Write a slow question down as it stands in the code: values are not part of it."""
    words = " ".join(_LITERAL.sub("…", str(sql)).split())[:LONGEST_QUERY]
    tally.add({"slow_queries": 1})
    queries_log.warning("A slow question to the database", extra={"facts": {"ms": _ms(took), "sql": words}})


# Requests ---------------------------------------------------------------------------------------------------


def request_id(request: HttpRequest) -> str:
    """Return what our own proxy calls this request, or a new name: nobody else is believed."""
    given = request.headers.get(HEADER, "")
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and _FIT.fullmatch(given):
        return given
    return secrets.token_hex(8)


class RequestLogMiddleware:
    """Stands around everything else: what goes wrong further in is told with the request it belongs to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        name = request_id(request)
        request.request_id = name  # type: ignore[attr-defined]  # pages of errors show it
        with logs.about(request=name) as facts, asking() as asked:
            response = self.get_response(request)
            response[HEADER] = name
            took = time.perf_counter() - begun
            facts.update(_facts(request, response, took, asked))
            _tell(request, response)
            _count(request, response, took, asked)
        return response


def _facts(request: HttpRequest, response: HttpResponseBase, took: float, asked: Asked) -> dict[str, Any]:
    """Return what may be said of a request: how its address is called, never the address with what is in it."""
    match = request.resolver_match
    facts: dict[str, Any] = {
        "method": request.method if request.method in _METHODS else "other",
        "view": address_name(match) if isinstance(match, ResolverMatch) else "",
        "status": response.status_code,
        "ms": _ms(took),
        "queries": asked.count,
        "db_ms": _ms(asked.seconds),
    }
    if person := _person(request):
        facts["person"] = person
    return facts


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _person(request: HttpRequest) -> str:
    """Return who asked, if that was asked for on the way; asks nothing of its own."""
    user = getattr(request, "_cached_user", None)
    if hasattr(request, "bearer"):
        user = request.user
    return logs.alias(user.pk) if user is not None and user.is_authenticated else ""


def _tell(request: HttpRequest, response: HttpResponseBase) -> None:
    is_quiet = request.path_info.startswith(QUIET) and response.status_code < 500
    requests_log.log(logging.DEBUG if is_quiet else logging.INFO, "request")


def area_of(path: str) -> str:
    first = path.lstrip("/").partition("/")[0]
    return first if first in AREAS else SITE


def _count(request: HttpRequest, response: HttpResponseBase, took: float, asked: Asked) -> None:
    area, status = area_of(request.path_info), response.status_code
    kind = str(status) if str(status) in STATUSES else f"{min(max(status // 100, 2), 5)}xx"
    tally.add(
        {
            f"requests {area} {kind}": 1,
            **{f"seconds {area} {limit}": 1 for limit in BUCKETS if took <= limit},
            f"seconds_sum {area}": took,
            f"seconds_count {area}": 1,
            f"queries {area}": asked.count,
        }
    )


def count_error(**_: Any) -> None:
    tally.add({"errors": 1})


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


# Sockets ----------------------------------------------------------------------------------------------------

Scope = MutableMapping[str, Any]


class SocketLog:
    """Gives each socket a name as requests have one, and counts those that are open."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        begun = time.perf_counter()
        tally.add({"sockets": 1, "sockets_open": 1})
        with logs.about(socket=secrets.token_hex(8)) as facts:
            try:
                await self.app(scope, receive, send)
            finally:
                tally.add({"sockets_open": -1})
                user = scope.get("user")
                if getattr(user, "pk", None):
                    facts["person"] = logs.alias(user.pk)  # type: ignore[union-attr]  # it has a pk
                facts["seconds"] = round(time.perf_counter() - begun, 1)
                requests_log.info("socket closed")


# Jobs -------------------------------------------------------------------------------------------------------


@contextmanager
def job(name: str, number: object) -> Iterator[logs.Facts]:
    """Stand around a job: its lines say which, and it is counted. Whoever runs it sets the fact `done`."""
    begun = time.perf_counter()
    with logs.about(job=str(number), work=name) as facts, asking() as asked:
        try:
            yield facts
        finally:
            took = time.perf_counter() - begun
            facts.update(ms=_ms(took), queries=asked.count)
            is_done = bool(facts.get("done"))
            tally.add({"job_seconds": took, "jobs_done" if is_done else "jobs_failed": 1})
            jobs_log.log(logging.INFO if is_done else logging.ERROR, "job")


got_request_exception.connect(count_error, dispatch_uid="portal.core.watching")
