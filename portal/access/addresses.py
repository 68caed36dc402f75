"""Every address that exists, by the name under which the role table knows it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from messaging.routing import websocket_urlpatterns
from portal.core.gate import socket_name


def every_address() -> dict[str, list[str]]:
    """Return the routes behind each name."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, route in [*_walk(get_resolver()), *_sockets()]:
        found[name].append(route)
    return dict(found)


def _walk(resolver: Any, namespaces: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield (":".join([*namespaces, each.name]) if each.name else f"/{route}"), route
        else:
            yield from _walk(each, (*namespaces, each.namespace) if each.namespace else namespaces, route)


def _sockets() -> Iterator[tuple[str, str]]:
    for route in websocket_urlpatterns:
        yield socket_name(route), str(route.pattern)
