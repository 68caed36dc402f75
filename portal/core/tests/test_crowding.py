"""Too many at once: who comes on top is told to come back; those inside, providers and health are served."""

import asyncio
import json
from typing import Any

import pytest

from portal.core import crowding
from portal.core.crowding import ALWAYS, RETRY_AFTER, Crowd
from portal.core.tally import Tally


class Site:
    """An application that answers when it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun.append(scope["path"])
        await self.go.wait()
        if scope["path"] == "/breaks/":
            raise RuntimeError
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})


class Counted(Tally):
    def __init__(self) -> None:
        self.told: list[dict[str, int]] = []

    def add(self, figures: Any) -> None:
        self.told.append(figures)


class Visit:
    """One request; `status`, `headers` and `body` are there once it is answered."""

    def __init__(self, crowd: Crowd, path: str = "/", method: str = "GET") -> None:
        self.messages: list[Any] = []
        scope = {"type": "http", "path": path, "method": method}
        self.task = asyncio.create_task(crowd(scope, None, self._send))

    async def _send(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return self.messages[0]["status"] if self.messages else 0

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.messages[0]["headers"]}

    @property
    def body(self) -> bytes:
        return self.messages[1]["body"]


async def settle() -> None:
    for _step in range(5):
        await asyncio.sleep(0)


def scene(play: Any, *, most: int = 2) -> Any:
    """Run `play(crowd, site)` and return what it returns; all that waits is let go in the end."""

    async def run() -> Any:
        site, tally = Site(), Counted()
        result = await play(Crowd(site, most=most, tally=tally), site)
        site.go.set()
        await settle()
        return result, tally.told

    return asyncio.run(run())


@pytest.mark.parametrize("path", ["/shop/", "/api/v1/works/"])
def test_who_comes_on_top_is_told_when_to_come_back(path):
    async def play(crowd: Crowd, site: Site) -> Visit:
        [Visit(crowd) for _place in range(2)]
        await settle()
        late = Visit(crowd, path)
        await late.task
        assert len(site.begun) == 2
        return late

    late, told = scene(play)

    assert late.status == 503
    assert late.headers["retry-after"] == str(RETRY_AFTER)
    assert late.headers["cache-control"] == "private, no-store"
    assert int(late.headers["content-length"]) == len(late.body)
    if path.startswith("/api/"):
        assert json.loads(late.body)["code"] == "unavailable"
    else:
        assert b"<h1" in late.body
        assert late.headers["content-type"].startswith("text/html")
    assert told == [{"turned_away": 1}]


def test_a_place_is_free_again_when_somebody_has_gone_even_by_an_error():
    async def play(crowd: Crowd, site: Site) -> tuple[Visit, Visit]:
        inside = Visit(crowd), Visit(crowd, "/breaks/")
        await settle()
        site.go.set()
        await asyncio.gather(*(each.task for each in inside), return_exceptions=True)
        assert crowd.inside == 0
        return inside[0], Visit(crowd)

    (first, next_one), told = scene(play)

    assert (first.status, next_one.status) == (200, 200)
    assert not told


@pytest.mark.parametrize("path", ALWAYS)
def test_some_are_let_in_however_many_there_are(path):
    async def play(crowd: Crowd, site: Site) -> Visit:
        [Visit(crowd) for _place in range(2)]
        always = Visit(crowd, path)
        await settle()
        assert site.begun[-1] == path
        return always

    always, told = scene(play)

    assert always.status == 200
    assert not told


def test_none_is_no_limit():
    async def play(crowd: Crowd, site: Site) -> list[Visit]:
        return [Visit(crowd) for _visitor in range(200)]

    visits, told = scene(play, most=0)

    assert {each.status for each in visits} == {200}
    assert not told


def test_a_head_gets_no_body():
    async def play(crowd: Crowd, site: Site) -> Visit:
        [Visit(crowd) for _place in range(2)]
        await settle()
        late = Visit(crowd, method="HEAD")
        await late.task
        return late

    late, _told = scene(play)

    assert late.status == 503
    assert late.body == b""
    assert crowding._page()
