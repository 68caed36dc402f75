"""Too many at once: who comes on top is told to come back, instead of everybody waiting until nothing works.

What must not be turned away has a lane of its own: payment providers, who would try again only much later, and
whoever asks whether we live.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.template.loader import render_to_string

from portal.core import problems
from portal.core.tally import Tally

#: Seconds after which to come back.
RETRY_AFTER = 2
#: These are let in however many there are.
ALWAYS = ("/shop/webhooks/", "/healthz", "/readyz", "/metrics")

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class Crowd:
    """Lets `most` requests in at once, in this process."""

    def __init__(self, app: App, *, most: int, tally: Tally) -> None:
        self.app = app
        self.most = most
        self.tally = tally
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["path"].startswith(ALWAYS):
            await self.app(scope, receive, send)
            return
        if self.most and self.inside >= self.most:
            self.tally.add({"turned_away": 1})
            await _turn_away(scope, send)
            return
        self.inside += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.inside -= 1


async def _turn_away(scope: Scope, send: Any) -> None:
    if scope["path"].startswith(problems.BELOW):
        response = problems.problem(503)
        body, kind = response.content, problems.KIND
    else:
        body, kind = _page(), "text/html; charset=utf-8"
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Retry-After": str(RETRY_AFTER),
        "Cache-Control": "private, no-store",
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 503, "headers": encoded})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


_kept: list[bytes] = []


def _page() -> bytes:
    """Made once: there is no time for it when it is needed."""
    if not _kept:
        _kept.append(render_to_string("503.html", {"is_crowded": True}).encode())
    return _kept[0]
