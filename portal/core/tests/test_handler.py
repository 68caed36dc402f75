"""A request over ASGI: one thread does all of it, and a visitor who goes away breaks nothing."""

import asyncio
import threading
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, register_converter

from portal.core.handler import ThreadHandler

seen: dict[str, int] = {}
let_go = threading.Event()


class Looked:
    """Tells which thread looks an address up."""

    regex = "[a-z]+"

    def to_python(self, value: str) -> str:
        seen["address"] = threading.get_ident()
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Looked, "looked")


def middleware(get_response: Any) -> Any:
    def answer(request: HttpRequest) -> HttpResponse:
        seen["middleware"] = threading.get_ident()
        return get_response(request)

    return answer


def view(request: HttpRequest, word: str) -> HttpResponse:
    seen["view"] = threading.get_ident()
    if word == "slow":
        assert let_go.wait(5)
    if word == "breaks":
        raise RuntimeError("private detail")
    if word == "streams":
        return StreamingHttpResponse(iter([b"one", b"two"]))
    return HttpResponse(word.encode() + request.body)


async def later(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse(b"later")


urlpatterns = [path("later/", later), path("<looked:word>/", view)]


@pytest.fixture(autouse=True)
def site(settings):
    settings.ROOT_URLCONF = "portal.core.tests.test_handler"
    settings.MIDDLEWARE = ["portal.core.tests.test_handler.middleware"]
    settings.DEBUG = False
    seen.clear()
    let_go.clear()


def ask(where: str, body: bytes = b"") -> tuple[int, bytes]:
    """Return the status and the body of an answer over ASGI."""

    async def visit() -> tuple[int, bytes]:
        scope = {"type": "http", "method": "POST", "path": where, "headers": [], "query_string": b""}
        visitor = ApplicationCommunicator(ThreadHandler(), scope)
        await visitor.send_input({"type": "http.request", "body": body})
        status = (await visitor.receive_output(5))["status"]
        parts, more = [], True
        while more:
            part = await visitor.receive_output(5)
            parts.append(part.get("body", b""))
            more = part.get("more_body", False)
        await visitor.wait(5)
        return status, b"".join(parts)

    return asyncio.run(visit())


def test_one_thread_answers_from_the_first_middleware_to_the_view_and_it_is_not_the_loop_s():
    assert ask("/word/", b" sent") == (200, b"word sent")
    assert len(set(seen.values())) == 1
    assert seen["view"] != threading.get_ident()


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators")
def test_what_comes_in_parts_and_what_waits_in_the_loop_is_answered_as_well():
    assert ask("/streams/") == (200, b"onetwo")
    assert ask("/later/") == (200, b"later")


def test_an_error_is_answered_without_its_words():
    status, body = ask("/breaks/")

    assert status == 500
    assert b"private detail" not in body


def test_who_goes_away_before_the_answer_leaves_nothing_open():
    """The connection to the database is given back by the thread that used it, once the view is done."""
    told: list[tuple[str, int]] = []

    def note(**_: Any) -> None:
        told.append(("finished", threading.get_ident()))

    async def leave() -> None:
        scope = {"type": "http", "method": "GET", "path": "/slow/", "headers": [], "query_string": b""}
        visitor = ApplicationCommunicator(ThreadHandler(), scope)
        await visitor.send_input({"type": "http.request", "body": b""})
        while "view" not in seen:
            await asyncio.sleep(0.01)
        await visitor.send_input({"type": "http.disconnect"})
        await asyncio.sleep(0.05)
        told.append(("let go", 0))
        let_go.set()
        await visitor.wait(5)

    request_finished.connect(note)
    try:
        asyncio.run(leave())
    finally:
        request_finished.disconnect(note)

    assert told == [("let go", 0), ("finished", seen["view"])]
