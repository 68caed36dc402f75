"""The gate before every address: the role table says who may enter, and nobody else finds anything there.

The table (setting ROLE_TABLE) names every address of the site, of the admins and of the sockets once. What it
does not name is closed to everybody. Views and services still decide about the single object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, Protocol

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch, URLPattern
from django.urls.exceptions import Resolver404
from django.utils.module_loading import import_string

from portal.core import problems

#: Beside the slugs of roles a row may name these three.
VISITOR = "visitor"  # not logged in
MEMBER = "member"  # anybody who is logged in
OPERATOR = "operator"  # runs the installation

Table = Mapping[str, frozenset[str]]
NOBODY: frozenset[str] = frozenset()
CLOSE_NOT_LOGGED_IN = 4401
CLOSE_NOT_FOUND = 4404


class Person(Protocol):
    """What the gate asks of whoever knocks."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_superuser(self) -> bool: ...
    @property
    def role_slugs(self) -> frozenset[str]: ...


def role_table() -> Table:
    """Return the table that the setting names."""
    table: Table = import_string(settings.ROLE_TABLE)
    return table


def address_name(match: ResolverMatch) -> str:
    """Return how the table calls what was matched: its name with namespaces, or "/" and its route."""
    return match.view_name if match.url_name else f"/{match.route}"


def may_enter(person: Person, row: frozenset[str]) -> bool:
    """Whether `person` is in `row`. Asks the database for roles only if the row names one."""
    if not person.is_authenticated:
        return VISITOR in row
    if MEMBER in row or (OPERATOR in row and person.is_superuser):
        return True
    return bool(row - {VISITOR, OPERATOR}) and not row.isdisjoint(person.role_slugs)


class GateMiddleware:
    """Ask the table before each view: visitors are led to the log-in, others who do not belong find nothing.

    A program is led nowhere: it is told to say who it is (401).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.table = role_table()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        row = self.table.get(address_name(match), NOBODY) if match else NOBODY
        if {VISITOR, MEMBER} <= row:
            return None  # who it is does not matter: the session stays untouched
        person: Any = request.user
        if may_enter(person, row):
            return None
        if row and not person.is_authenticated:
            if problems.is_for_programs(request):
                return problems.nobody()
            return redirect_to_login(request.get_full_path())
        raise Http404


def socket_name(route: URLPattern) -> str:
    """Return how the table calls the socket behind `route`."""
    return f"socket:{route.name or route.pattern}"


class SocketGate:
    """Ask the table before each socket: who is not in its row is closed out before anything is accepted."""

    def __init__(self, app: Callable[..., Any], routes: Iterable[URLPattern]) -> None:
        self.app = app
        self.routes = tuple(routes)
        self.table = role_table()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        row = self._row(scope["path"])
        person = scope["user"]
        if await database_sync_to_async(may_enter)(person, row):
            await self.app(scope, receive, send)
            return
        known = person.is_authenticated or not row
        await receive()  # the client's wish to connect
        await send({"type": "websocket.close", "code": CLOSE_NOT_FOUND if known else CLOSE_NOT_LOGGED_IN})

    def _row(self, path: str) -> frozenset[str]:
        for route in self.routes:
            try:
                match = route.resolve(path.lstrip("/"))
            except Resolver404:
                continue
            if match:
                return self.table.get(socket_name(route), NOBODY)
        return NOBODY
