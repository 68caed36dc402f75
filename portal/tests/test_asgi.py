"""The whole ASGI application: who may open a socket from where."""

import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from portal.asgi import application


def connect(*, origin: str, cookie: str = "") -> bool:
    async def attempt() -> bool:
        headers = [(b"origin", origin.encode()), (b"cookie", cookie.encode()), (b"host", b"127.0.0.1:8000")]
        socket = WebsocketCommunicator(application, "/ws/live/", headers=headers)
        accepted, _ = await socket.connect()
        await socket.disconnect()
        return accepted

    return async_to_sync(attempt)()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("origin", "accepted"),
    [
        (settings.SITE_URL, True),
        ("http://127.0.0.1:9999", False),
        ("https://127.0.0.1:8000", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_our_own_pages_open_a_socket(django_user_model, origin, accepted):
    person = django_user_model.objects.create_user("a@example.org", display_name="A")
    browser = Client()
    browser.force_login(person)
    cookie = f"sessionid={browser.cookies['sessionid'].value}"

    assert connect(origin=origin, cookie=cookie) is accepted
