"""The gate by itself: whom a row lets in, and what the others find."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from portal.core import gate
from portal.core.gate import MEMBER, OPERATOR, VISITOR, GateMiddleware, SocketGate, may_enter

EVERYBODY = frozenset({VISITOR, MEMBER})
TABLE = {
    "open": EVERYBODY,
    "own": frozenset({MEMBER}),
    "looms": frozenset({"weaver", OPERATOR}),
    "/nameless/<int:pk>/": EVERYBODY,
    "nowhere": frozenset(),
    "socket:live": frozenset({MEMBER}),
    "socket:looms": frozenset({"weaver", OPERATOR}),
}


class Somebody:
    """Notes whether anybody asked for the roles, which costs a query."""

    is_authenticated = True

    def __init__(self, *roles: str, is_superuser: bool = False):
        self.roles, self.is_superuser, self.asked = frozenset(roles), is_superuser, False

    @property
    def role_slugs(self) -> frozenset[str]:
        self.asked = True
        return self.roles


def knock(name: str, person=None, *, route: str = ""):
    request = RequestFactory().get("/looms/?page=2")
    if person is not None:
        request.user = person
    _, _, url_name = name.rpartition(":")
    request.resolver_match = SimpleNamespace(view_name=name, url_name=url_name or None, route=route)
    with override_settings(ROLE_TABLE=f"{__name__}.TABLE"):
        return GateMiddleware(lambda request: HttpResponse()).process_view(request, knock, (), {})


def test_an_address_for_everybody_does_not_even_ask_who_comes():
    assert knock("open") is None  # the request has no user at all


def test_a_visitor_is_led_to_the_log_in_and_back():
    answer = knock("own", AnonymousUser())

    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/looms/%3Fpage%3D2"


@pytest.mark.parametrize("person", [AnonymousUser(), Somebody("weaver"), Somebody(is_superuser=True)])
@pytest.mark.parametrize("name", ["missing", "nowhere"])
def test_what_the_table_does_not_open_is_there_for_nobody(name, person):
    with pytest.raises(Http404):
        knock(name, person)


def test_whoever_is_logged_in_enters_without_a_question_to_the_database():
    person = Somebody("potter")

    assert knock("own", person) is None
    assert not person.asked


def test_a_role_opens_its_own_addresses_only():
    assert knock("looms", Somebody("weaver", "potter")) is None
    with pytest.raises(Http404):
        knock("looms", Somebody("potter"))


def test_a_group_that_is_called_like_a_word_of_the_table_opens_nothing():
    assert not may_enter(Somebody(OPERATOR, VISITOR), frozenset({OPERATOR}))


def test_an_operator_needs_no_role():
    operator = Somebody(is_superuser=True)

    assert knock("looms", operator) is None
    assert not operator.asked


def test_an_address_without_a_name_is_known_by_its_route():
    assert knock("", AnonymousUser(), route="nameless/<int:pk>/") is None


async def accept(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})


def dial(at: str, person) -> tuple[bool, int | None]:
    routes = [
        path("ws/live/", accept, name="live"),
        path("ws/looms/", accept, name="looms"),
        path("ws/new/", accept),
    ]

    async def attempt() -> tuple[bool, int | None]:
        with override_settings(ROLE_TABLE=f"{__name__}.TABLE"):
            socket = WebsocketCommunicator(SocketGate(accept, routes), at)
        socket.scope["user"] = person
        accepted, code = await socket.connect()
        await socket.disconnect()
        return accepted, None if accepted else code

    return async_to_sync(attempt)()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "person", "answer"),
    [
        ("/ws/live/", Somebody(), (True, None)),
        ("/ws/live/", AnonymousUser(), (False, gate.CLOSE_NOT_LOGGED_IN)),
        ("/ws/looms/", Somebody("weaver"), (True, None)),
        ("/ws/looms/", Somebody("potter"), (False, gate.CLOSE_NOT_FOUND)),
        ("/ws/new/", Somebody(is_superuser=True), (False, gate.CLOSE_NOT_FOUND)),
        ("/ws/none/", Somebody(), (False, gate.CLOSE_NOT_FOUND)),
        ("/ws/none/", AnonymousUser(), (False, gate.CLOSE_NOT_FOUND)),
    ],
)
def test_sockets_have_rows_too(at, person, answer):
    assert dial(at, person) == answer
