"""Tokens: got by a log-in, worth something for minutes, ended at once."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from mentorship.models import Project
from messaging.models import Case, Suspension
from portal.accounts.models import User
from portal.accounts.services import closures, erasing
from portal.testing import cast

API = "/api/v1"
BOWL = {"title": "A bowl", "media_type": "image"}


def send(path: str, body: Any, token: str = "", browser: Client | None = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    browser = browser or Client(enforce_csrf_checks=True)
    return browser.post(f"{API}/{path}", body, content_type="application/json", headers=headers)


def look(token: str, path: str = "dashboard") -> Any:
    return Client().get(f"{API}/{path}", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def amina(participant: User) -> User:
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    return participant


def log_in(user: User, **more: str) -> Any:
    return send("auth/token", {"email": user.email, "password": cast.PASSWORD, **more})


def pair_of(user: User) -> dict[str, str]:
    answer = log_in(user)
    assert answer.status_code == 200, answer.content
    pair: dict[str, str] = answer.json()
    return pair


def refused(answer: Any, code: str, status: int = 401) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert answer.json()["code"] == code
    assert answer.json()["message"]
    if status == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
def test_a_token_does_what_a_session_does_and_needs_no_csrf(amina):
    answer = log_in(amina)

    pair = answer.json()
    assert (answer.status_code, set(pair), answer["Cache-Control"]) == (200, {"access", "refresh"}, "no-store")
    assert not answer.cookies
    seen = look(pair["access"])
    assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
    assert "Authorization" in seen["Vary"]
    made = send("projects", BOWL, pair["access"])
    assert made.status_code == 201, made.content
    assert Project.objects.get().owner == amina
    amina.refresh_from_db()
    assert amina.last_login is not None


@pytest.mark.django_db
def test_a_token_goes_before_the_session_beside_it(amina, stranger, login):
    token = pair_of(amina)["access"]

    made = send("projects", BOWL, token, browser=login(stranger))

    assert made.json()["owner"] == amina.handle


@pytest.mark.django_db
def test_whoever_says_not_who_they_are_is_told_so_and_led_nowhere():
    for path in ("dashboard", "tasks", "exports/"):
        refused(Client().get(f"{API}/{path}"), "not_authenticated")
    refused(send("projects", BOWL), "not_authenticated")


@pytest.mark.django_db
def test_wrong_words_are_refused_alike(amina):
    EmailAddress.objects.filter(user=amina).update(verified=True)
    wrong = send("auth/token", {"email": amina.email, "password": "wrong"})
    unknown = send("auth/token", {"email": "nobody@example.org", "password": "wrong"})
    User.objects.filter(pk=amina.pk).update(is_active=False)
    gone = log_in(amina)

    refused(wrong, "wrong_credentials")
    assert wrong.content == unknown.content == gone.content
    told = [{**each.headers, "X-Request-ID": ""} for each in (wrong, unknown, gone)]
    assert told[0] == told[1] == told[2]
    assert not Session.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_an_unknown_address_takes_as_long_as_a_wrong_password(amina, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    amina.set_password(cast.PASSWORD)
    amina.save()
    taken: dict[str, list[float]] = {amina.email: [], "nobody@example.org": []}

    for _turn in range(12):
        for email, times in taken.items():
            begun = time.process_time()
            send("auth/token", {"email": email, "password": "wrong"})
            times.append(time.process_time() - begun)

    known, unknown = (median(times) for times in taken.values())
    assert max(known, unknown) / min(known, unknown) <= 1.2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "email"),
        ({"email": "a@example.org"}, "password"),
        ({"email": "a@example.org", "password": ["x"]}, "password"),
        ({"email": "a@example.org", "password": "x", "is_staff": True}, "is_staff"),
    ],
)
def test_a_bad_log_in_is_refused_beside_its_field(body, field):
    answer = send("auth/token", body)

    refused(answer, "invalid", 400)
    assert field in answer.json()["fields"]


@pytest.mark.django_db
def test_log_ins_are_limited_as_on_the_page(amina, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,2/5m/key"}
    for _ in range(2):
        refused(send("auth/token", {"email": amina.email, "password": "wrong"}), "wrong_credentials")

    late = log_in(amina)

    refused(late, "throttled", 429)
    assert int(late["Retry-After"]) > 0
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    other = {"email": "nobody@example.org", "password": "wrong"}
    assert [send("auth/token", other).status_code for _ in range(2)] == [401, 429]


@pytest.mark.django_db
def test_an_address_must_be_proven_first(participant):
    refused(log_in(participant), "address_unproven", 403)


@pytest.mark.django_db
def test_a_second_step_is_asked_for(amina, settings, monkeypatch):
    now = 60_000_000  # the half minute in which all of it happens
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([now]))
    secret = totp.generate_totp_secret()
    TOTP.activate(amina, secret)
    RecoveryCodes.activate(amina)
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    code = totp.format_hotp_value(totp.hotp_value(secret, now))

    refused(log_in(amina), "totp_required")
    refused(log_in(amina, totp="000000" if code != "000000" else "111111"), "totp_wrong")
    assert log_in(amina, totp=code).status_code == 200
    refused(log_in(amina, totp=code), "totp_wrong")
    assert log_in(amina, totp=spare).status_code == 200
    refused(log_in(amina, totp=spare), "totp_wrong")
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/5m/key"}
    assert [log_in(amina, totp="12345").status_code for _ in range(2)] == [401, 429]


@pytest.mark.django_db
def test_a_refresh_is_taken_once_and_a_second_time_ends_its_family(amina):
    first, other = pair_of(amina), pair_of(amina)

    second = send("auth/refresh", {"refresh": first["refresh"]}).json()

    assert look(second["access"]).status_code == 200
    assert second["refresh"] != first["refresh"]
    refused(send("auth/refresh", {"refresh": first["refresh"]}), "token_not_valid")
    refused(send("auth/refresh", {"refresh": second["refresh"]}), "token_not_valid")
    for each in (first, second):
        refused(look(each["access"]), "token_not_valid")
    assert look(other["access"]).status_code == 200


@pytest.mark.django_db
def test_what_is_given_back_is_worth_nothing(amina):
    pair = pair_of(amina)

    answers = [send("auth/revoke", {"refresh": pair["refresh"]}, pair["access"]).status_code for _ in range(2)]

    assert answers == [204, 204]
    refused(look(pair["access"]), "token_not_valid")
    refused(send("auth/refresh", {"refresh": pair["refresh"]}), "token_not_valid")


def _deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _change_password(user: User) -> None:
    user.set_password("another-horse-battery")
    user.save()


def _close(user: User) -> None:
    closures.begin(user=user, by=user, now=timezone.now())


def _erase(user: User) -> None:
    erasing.erase(user=user, now=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("end", [_deactivate, _change_password, _close, _erase])
def test_the_end_of_an_account_s_sessions_ends_its_tokens_at_once(end, amina):
    pair = pair_of(amina)

    end(amina)

    refused(look(pair["access"]), "token_not_valid")
    refused(send("auth/refresh", {"refresh": pair["refresh"]}), "token_not_valid")


@pytest.mark.django_db
def test_who_is_suspended_reads_and_changes_nothing(amina):
    token = pair_of(amina)["access"]
    now = timezone.now()
    about = {"kind": Case.Kind.PROFILE, "object_id": amina.pk, "person": amina}
    case = Case.objects.create(**about, opened_at=now, changed_at=now)
    Suspension.objects.create(case=case, person=amina, begun_at=now)

    assert look(token).status_code == 200
    refused(send("projects", BOWL, token), "suspended", 403)
    assert not Project.objects.exists()


def _raw(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _forged(pair: dict[str, str], stranger: User) -> dict[str, str]:
    said = jwt.decode(pair["access"], options={"verify_signature": False})
    key, past = settings.SECRET_KEY, int(time.time()) - 10
    head, body, signature = pair["access"].split(".")
    return {
        "no signature": f"{_raw({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "None, as a word": f"{_raw({'alg': 'None'})}.{body}.{signature}",
        "another algorithm": jwt.encode(said, key * 3, algorithm="HS512"),
        "another key": jwt.encode(said, "another-key" * 6, algorithm="HS256"),
        "a key in a file": jwt.encode(said, "x" * 64, algorithm="HS256", headers={"kid": "../../dev/null"}),
        "run out": jwt.encode({**said, "exp": past}, key, algorithm="HS256"),
        "somebody else": jwt.encode({**said, "sub": str(stranger.pk)}, key, algorithm="HS256"),
        "no session": jwt.encode({**said, "sid": ""}, key, algorithm="HS256"),
        "a session of nobody": jwt.encode({**said, "sid": "bm9ib2R5" * 6}, key, algorithm="HS256"),
        "a number": jwt.encode({**said, "sid": 7}, key, algorithm="HS256"),
        "a refresh": pair["refresh"],
        "its body changed": f"{head}.{_raw({**said, 'sub': str(stranger.pk)})}.{signature}",
        "cut": pair["access"][:-4],
        "words": "not-a-token",
        "odd letters": "é.ü.ß",
        "long": "a" * 9000,
    }


@pytest.mark.django_db
def test_forged_tokens_are_refused(amina, stranger):
    pair = pair_of(amina)

    for token in _forged(pair, stranger).values():
        refused(look(token), "token_not_valid")
        refused(send("projects", BOWL, token), "token_not_valid")
    assert not Project.objects.exists()
    assert look(pair["access"]).status_code == 200


@pytest.mark.django_db
def test_no_other_token_passes_for_a_refresh(amina, stranger):
    pair = pair_of(amina)
    wrong = {**_forged(pair, stranger), "an access": pair["access"]}
    del wrong["a refresh"], wrong["long"]

    for token in wrong.values():
        refused(send("auth/refresh", {"refresh": token}), "token_not_valid")
        assert send("auth/revoke", {"refresh": token}).status_code == 204
    assert look(pair["access"]).status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_one_refresh_at_once_one_ends_what_the_other_got(participant):
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    refresh = pair_of(participant)["refresh"]

    def take(_turn: int) -> Any:
        try:
            return send("auth/refresh", {"refresh": refresh})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(take, range(2)))

    assert sorted(each.status_code for each in answers) == [200, 401]
    got = next(each.json() for each in answers if each.status_code == 200)
    refused(look(got["access"]), "token_not_valid")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "kind", "status", "code"),
    [
        ("get", "/api/v1/nothing", "application/json", 404, "not_found"),
        ("get", "/api/nothing/at/all/", "application/json", 404, "not_found"),
        ("get", "/api/v1/invitations/%00", "application/json", 404, "not_found"),
        ("put", "/api/v1/tasks", "application/json", 405, "method_not_allowed"),
        ("post", "/api/v1/projects", "text/csv", 415, "unsupported_media_type"),
        ("post", "/api/v1/auth/token", "text/csv", 415, "unsupported_media_type"),
    ],
)
def test_every_refusal_is_one_that_programs_read(method, path, kind, status, code, participant, login):
    answer = login(participant).generic(method.upper(), path, "x", content_type=kind)

    refused(answer, code, status)


@pytest.mark.django_db
def test_a_session_without_its_csrf_token_is_refused_in_the_same_form(participant):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(participant)

    refused(send("projects", BOWL, browser=browser), "permission_denied", 403)
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_too_often_says_when_to_go_on(participant, login, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "invitation": "0/m"}

    answer = send("participants", {}, browser=login(participant))

    refused(answer, "throttled", 429)
    assert 0 < int(answer["Retry-After"]) <= 60
