"""What is written down: enough to find a fault, nothing that is somebody's."""

import io
import json
import logging
import re
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from mentorship.tests import tasks as make
from portal import urls
from portal.core import logs, watching
from portal.testing import cast

SECRETS = ("Zanzibar-mango", "wilhelmina@private.example", "+49 170 5551234", "kR8sT2vX9yZ3aB4cD5eF6gH7")


def broken(request: HttpRequest) -> HttpResponse:
    raise IntegrityError(
        'duplicate key value violates unique constraint "accounts_user_email_key"\n'
        f"DETAIL:  Key (email)=({SECRETS[1]}) already exists. Row: {SECRETS[0]}"
    )


def quoting(request: HttpRequest, key: str) -> HttpResponse:
    raise ValueError(f"invalid literal: '{SECRETS[0]} and more' for {SECRETS[1]}, {SECRETS[2]}, {key}")


urlpatterns = [path("broken/", broken), path("quoting/<key>/", quoting), *urls.urlpatterns]
handler500 = urls.handler500


class _Everybody(dict):
    def get(self, name: str, default: object = None) -> frozenset[str]:
        return frozenset({"visitor", "member"})


EVERYBODY = _Everybody()
BROKEN = override_settings(ROOT_URLCONF="portal.tests.test_logs", ROLE_TABLE="portal.tests.test_logs.EVERYBODY")


@pytest.fixture
def written():
    """Everything that is written while the test runs, as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def of_requests(stream: io.StringIO) -> list[dict]:
    return [line for line in lines(stream) if line["logger"] == "portal.requests"]


# One line a request -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_request_has_a_line_with_its_facts(written, participant, login):
    answer = login(participant).get("/my/profile/?word=Zanzibar-mango")

    (line,) = of_requests(written)
    assert line["request"] == answer["X-Request-ID"]
    assert line["view"] == "accounts:profile_edit"
    assert line["method"] == "GET"
    assert line["status"] == 200
    assert line["queries"] > 3
    assert line["ms"] >= line["db_ms"] > 0
    assert line["person"] == logs.alias(participant.pk)
    assert "Zanzibar" not in written.getvalue()


@pytest.mark.django_db
def test_a_visitor_is_nobody_and_the_line_asks_nothing_of_its_own(written, client):
    client.get("/account/login/")

    assert "person" not in of_requests(written)[0]


def test_the_name_of_a_person_in_lines_needs_our_key(settings):
    before = logs.alias(7)
    assert before == logs.alias(7) != logs.alias(8)

    settings.SECRET_KEY = "another"

    assert logs.alias(7) != before


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "a1b2c3d4e5f60718", True),
        (0, "a1b2c3d4e5f60718", False),
        (1, "short", False),
        (1, "two words and a line", False),
        (1, "x" * 65, False),
    ],
)
def test_only_our_own_proxy_may_name_a_request(client, settings, proxies, given, is_taken):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    answer = client.get("/healthz", headers={"X-Request-ID": given})

    assert (answer["X-Request-ID"] == given) is is_taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer["X-Request-ID"])


def test_proxies_that_ask_every_second_fill_no_log(client, written):
    client.get("/healthz")

    assert not of_requests(written)


@pytest.mark.django_db
def test_a_paid_order_is_named_in_the_line_of_its_request(written, rf):
    from shop.tests import tills
    from shop.tests.factories import piece

    with logs.about(request="abcdefgh"):
        maker = cast.person("Amina Okoye", "participant")
        payment = tills.order(piece(maker))
        tills.pay(payment)
        facts = dict(logs.known())

    assert facts["order"] == str(payment.order.number)
    assert facts["payment"] == str(payment.uuid)


def test_facts_end_with_what_they_are_about():
    with logs.about(request="one"):
        logs.note(order="1")
    logs.note(order="2")

    assert logs.known() == {}


# Errors -----------------------------------------------------------------------------------------------------


@BROKEN
@pytest.mark.django_db
def test_an_error_is_told_with_its_place_and_without_what_it_quotes(written):
    browser = Client(raise_request_exception=False)
    answer = browser.get("/broken/")
    browser.get(f"/quoting/{SECRETS[3]}/")

    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode(), "whoever met it can name it"
    told = [line for line in lines(written) if line["logger"] == "django.request"]
    assert [each["errors"][0]["kind"] for each in told] == ["IntegrityError", "ValueError"]
    assert told[0]["request"] == answer["X-Request-ID"]
    assert "accounts_user_email_key" in told[0]["errors"][0]["text"]
    assert any("test_logs.py" in place and place.endswith(" broken") for place in told[0]["errors"][0]["where"])
    for secret in SECRETS:
        assert secret not in written.getvalue()


@BROKEN
@pytest.mark.django_db
def test_lines_for_eyes_hold_back_the_same(written):
    for handler in logging.getLogger().handlers:
        if getattr(handler, "stream", None) is written:
            handler.setFormatter(logs.LineFormatter())

    Client(raise_request_exception=False).get(f"/quoting/{SECRETS[3]}/")

    said = written.getvalue()
    assert "ValueError" in said
    assert "status=500" in said
    assert 'raise ValueError(f"invalid literal' in said, "the line of the code helps, and is ours"
    for secret in SECRETS:
        assert secret not in said


# Nothing that is somebody's ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail to a.b+c@d.example failed", "mail to [mail] failed"),
        ("postgres://portal:secret@db:5432/portal", "postgres://portal:[mail]"),
        ("token kR8sT2vX9yZ3aB4cD5eF6gH7 is old", "token [key] is old"),
        ("GET https://x.example/a?token=abc#d went", "GET https://x.example/a went"),
        ("IBAN DE89370400440532013000", "IBAN [key]"),
        ("card 4242 4242 4242 4242", "card [number]"),
        ("call +49 170 5551234 now", "call [number] now"),
        ("one\nline\r\nonly\x1b[31m", "one line only [31m"),
        ("Payment 0b8ac4c2-8f0a-4f8e-9d5e-2d1f6c0a9b7e is open", None),
        ("messaging_conversation_participants is locked", None),
        ("42 mails in 3.5 s on 2026-11-28", None),
    ],
)
def test_what_is_scrubbed(text, kept):
    assert logs.scrubbed(text) == (text if kept is None else kept)


@pytest.mark.django_db(transaction=True)
def test_a_day_of_a_site_leaves_nothing_of_its_people_in_the_log(written, participant, mentor, login):
    """People sign up, fail to log in, reset, write, search, pay attention to errors: none of it is readable."""
    from django.core import mail

    visitor, browser = Client(raise_request_exception=False), login(participant)
    word = SECRETS[0]
    address = SECRETS[1]
    signup = {"email": address, "password1": f"{word}-9!x", "password2": f"{word}-9!x", "display_name": word}
    visitor.post("/account/signup/", signup)
    visitor.post("/account/login/", {"login": address, "password": word})
    visitor.post("/account/login/", {"login": participant.email, "password": word})
    visitor.post("/account/password/reset/", {"email": participant.email})
    visitor.get(f"/account/password/reset/key/1-{SECRETS[3]}/")
    visitor.get(f"/search/?q={word}")
    visitor.get(f"/find/?q={word}&mail={address}")
    visitor.get(f"/no/{word}/{address}/")
    visitor.get("/api/v1/tasks/", headers={"Authorization": f"Bearer {SECRETS[3]}"})
    visitor.get("/", headers={"Host": "elsewhere.example"})
    task = make.give(participant, mentor)
    browser.post(f"/my/tasks/{task.public_id}/", {"body": word})
    browser.post("/my/profile/", {"bio": word, "email": address})
    browser.post("/my/profile/", data=b"\x00" + word.encode(), content_type="application/json")

    said = written.getvalue()
    assert len(of_requests(written)) >= 13
    reset = [found for each in mail.outbox for found in re.findall(r"key/[\w-]+", str(each.body))]
    secrets = [*SECRETS, participant.email, participant.display_name, *(each[4:] for each in reset)]
    for secret in [*secrets, browser.cookies["sessionid"].value]:
        assert secret not in said, secret


# Slow questions ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_slow_question_is_written_down_without_its_values(written, settings, monkeypatch):
    settings.SLOW_QUERY_MS = 500
    clock = iter([10.0, 10.7, 20.0, 20.1])
    monkeypatch.setattr(watching.time, "perf_counter", lambda: next(clock))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Zanzibar-mango', %s", ["private"])
        cursor.execute("SELECT 1")

    (line,) = [each for each in lines(written) if each["logger"] == "portal.slow_queries"]
    assert line["ms"] == 700.0
    assert line["sql"] == "SELECT …, %s"


@pytest.mark.django_db
def test_questions_are_counted_for_each_by_itself():
    with watching.asking() as outer:
        connection.cursor().execute("SELECT 1")
        with watching.asking() as inner:
            connection.cursor().execute("SELECT 1")
            connection.cursor().execute("SELECT 1")

    assert (outer.count, inner.count) == (1, 2)


# Jobs -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_job_says_its_number_in_its_lines(written, tmp_path):
    from portal.testing.jobs import fail, note, work_off

    done, failed = note.enqueue(str(tmp_path / "notes"), "one"), fail.enqueue()
    work_off()

    told = {line["job"]: line for line in lines(written) if line["logger"] == "portal.jobs"}
    assert told[str(done.id)]["level"] == "INFO"
    assert told[str(failed.id)]["level"] == "ERROR"
    assert told[str(failed.id)]["work"].endswith(".fail")
    assert uuid.UUID(str(done.id))


@pytest.mark.django_db
def test_who_looks_after_a_complaint_finds_its_lines(participant, capsys):
    call_command("log_name", participant.email.upper())

    assert capsys.readouterr().out.strip() == logs.alias(participant.pk)
    with pytest.raises(CommandError):
        call_command("log_name", "nobody@example.org")
