"""Something that the site needs is away: people read that in words and when to try again, programs as well."""

import errno
import smtplib

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal import urls
from portal.core import outages

pytestmark = pytest.mark.django_db


class EndpointConnectionError(Exception):
    """As botocore's, which may not be installed."""

    __module__ = "botocore.exceptions"


class ConnectionError(Exception):
    """As redis', which may not be installed."""

    __module__ = "redis.exceptions"


class ClientError(Exception):
    def __init__(self, status: int) -> None:
        self.response = {"ResponseMetadata": {"HTTPStatusCode": status}}


AWAY = [
    OperationalError("connection to server failed: private detail"),
    InterfaceError("connection already closed"),
    connection.Database.OperationalError("consuming input failed: server closed the connection unexpectedly"),
    connection.Database.InterfaceError("the connection is closed"),
    ConnectionError("Error 111"),
    EndpointConnectionError("no bucket"),
    ClientError(503),
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EROFS, "Read-only file system"),
]
OURS = [
    ValueError("private detail"),
    IntegrityError("duplicate"),
    DataError("too long"),
    ClientError(403),
    OSError(errno.ENOENT, "No such file"),
    OperationalError("no such table: shop_order"),
    connection.Database.OperationalError("no such table: shop_order"),
    connection.Database.IntegrityError("duplicate"),
    smtplib.SMTPDataError(550, b"no"),
]
_raised: list[BaseException] = []


def view(request: HttpRequest) -> HttpResponse:
    raise _raised[0]


def wrapped(request: HttpRequest) -> HttpResponse:
    try:
        raise psycopg.OperationalError("the server closed the connection")
    except psycopg.OperationalError as error:
        raise OperationalError("in other words") from error


urlpatterns = [path("fails/", view), path("api/fails/", view), path("wrapped/", wrapped), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture
def ask(settings):
    settings.ROOT_URLCONF = "portal.tests.test_outages"
    settings.ROLE_TABLE = "portal.tests.test_outages.EVERYBODY"
    return Client(raise_request_exception=False)


class _Everybody(dict):
    def get(self, name: str, default: object = None) -> frozenset[str]:
        return frozenset({"visitor", "member"})


EVERYBODY = _Everybody()


@pytest.mark.parametrize("error", AWAY, ids=lambda error: f"{type(error).__name__} {error}"[:40])
def test_an_outage_is_a_page_in_words_and_says_when_to_come_back(ask, error):
    _raised[:] = [error]

    answer = ask.get("/fails/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == str(outages.RETRY_AFTER)
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "We are back in a moment" in page
    assert answer["X-Request-ID"] in page
    assert "private detail" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize("error", OURS, ids=lambda error: f"{type(error).__name__} {error}"[:40])
def test_a_fault_of_ours_is_not_called_an_outage(ask, error):
    _raised[:] = [error]

    answer = ask.get("/fails/")

    assert answer.status_code == 500
    assert "Retry-After" not in answer
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "private detail" not in answer.content.decode()


def test_programs_are_told_in_their_own_form(ask):
    _raised[:] = [OperationalError("gone")]

    answer = ask.get("/api/fails/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == str(outages.RETRY_AFTER)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"


def test_what_stands_behind_an_error_counts(ask):
    assert ask.get("/wrapped/").status_code == 503


def test_the_page_asks_nothing_of_a_database_that_is_away(ask, django_assert_num_queries):
    _raised[:] = [OperationalError("gone")]
    ask.get("/fails/")

    with django_assert_num_queries(0):
        ask.get("/fails/")
