"""Tokens for a person's own programs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Project, Task
from portal.accounts.models import PersonalToken, User
from portal.accounts.services import closures, personal_tokens
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
API = "/api/v1"
BOWL = {"title": "A bowl", "media_type": "image"}


def make(user: User, scope: str = "read", **more: Any) -> tuple[PersonalToken, str]:
    given = {"name": "Script", "lasts": timedelta(days=30), "now": timezone.now(), **more}
    return personal_tokens.make(scope=scope, by=user, **given)


def look(key: str) -> Any:
    return Client().get(f"{API}/tasks", headers={"Authorization": f"Bearer {key}"})


def send(key: str, path: str, body: Any) -> Any:
    browser = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {key}"}
    return browser.post(f"{API}/{path}", body, content_type="application/json", headers=headers)


def signed_in(user: User) -> Client:
    """Return a browser in which the password was just typed."""
    browser = Client()
    browser.force_login(user)
    browser.post("/account/reauthenticate/", {"password": cast.PASSWORD})
    return browser


def test_a_key_is_shown_once_and_only_its_fingerprint_is_kept(participant):
    browser = signed_in(participant)
    place = reverse("accounts:tokens")

    made = browser.post(place, {"name": "My  script", "scope": "own", "lasts": 30})

    key = re.search(r"kin_pat_[\w-]{43}", made.content.decode())[0]
    token = participant.personal_tokens.get()
    assert (token.name, token.scope, token.last_used_at) == ("My script", "own", None)
    assert "no-store" in made["Cache-Control"]
    assert key not in str(PersonalToken.objects.values().get())
    assert look(key).status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    again = browser.get(place).content.decode()
    assert "My script" in again
    assert "kin_pat_" not in again

    browser.post(reverse("accounts:token_revoke", args=[token.public_id]))

    assert look(key).status_code == 401
    assert reverse("accounts:token_revoke", args=[token.public_id]) not in browser.get(place).content.decode()


def test_the_password_is_asked_for_first(participant, login):
    answer = login(participant).post(reverse("accounts:tokens"), {"name": "x", "scope": "own", "lasts": 30})

    assert "/account/reauthenticate/" in answer["Location"]
    assert not PersonalToken.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scope": "all"}, {"lasts": 99999}, {"lasts": "x"}])
def test_a_bad_form_makes_none(wrong, participant):
    answer = signed_in(participant).post(
        reverse("accounts:tokens"), {"name": "x", "scope": "read", "lasts": 30, **wrong}
    )

    assert answer.status_code == 200
    assert "kin_pat_" not in answer.content.decode()
    assert not PersonalToken.objects.exists()


def test_one_that_reads_changes_nothing(participant):
    _token, key = make(participant)

    refused = send(key, "projects", BOWL)

    assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope")
    assert "insufficient_scope" in refused["WWW-Authenticate"]
    assert look(key).status_code == 200
    assert not Project.objects.exists()


def test_one_for_what_is_one_s_own_does_nothing_to_others(participant, mentor):
    _token, key = make(participant, "own")
    _hers, keys_of_mentor = make(mentor, "own")

    assert send(key, "projects", BOWL).status_code == 201
    given = send(keys_of_mentor, "tasks", {"participant": participant.handle, "title": "T"})
    assert (given.status_code, given.json()["code"]) == (403, "insufficient_scope")
    assert send(keys_of_mentor, "participants", {"email": "x@example.org"}).status_code == 403
    assert not Task.objects.exists()


def test_it_opens_no_page_but_the_api(participant):
    _token, key = make(participant, "own")

    answer = Client().get(reverse("accounts:data"), headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 302


def _change_password(user: User) -> None:
    user.set_password("another-horse-battery")
    user.save()


def _deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _close(user: User) -> None:
    closures.begin(user=user, by=user, now=timezone.now())


def _let_time_pass(user: User) -> None:
    user.personal_tokens.update(expires_at=timezone.now())


@pytest.mark.parametrize("end", [_change_password, _deactivate, _close, _let_time_pass])
def test_it_ends_at_once(end, participant):
    _token, key = make(participant)
    assert look(key).status_code == 200

    end(participant)

    answer = look(key)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid")


def test_nobody_ends_somebody_elses(participant, stranger, operator):
    token, key = make(participant)

    for person in (stranger, operator):
        with pytest.raises(NotAllowed):
            personal_tokens.revoke(token=token, by=person, now=timezone.now())
    assert look(key).status_code == 200


def test_there_is_an_end_to_how_many_and_how_long(participant, monkeypatch):
    monkeypatch.setattr(personal_tokens, "MOST", 1)
    for lasts in (timedelta(days=400), timedelta(0)):
        with pytest.raises(personal_tokens.BadTime):
            make(participant, lasts=lasts)
    token, _key = make(participant)

    with pytest.raises(personal_tokens.TooManyTokens):
        make(participant)
    personal_tokens.revoke(token=token, by=participant, now=timezone.now())
    make(participant)


def test_the_page_asks_as_much_whatever_there_is(participant, assert_queries_do_not_grow):
    browser = signed_in(participant)

    assert_queries_do_not_grow(reverse("accounts:tokens"), lambda: make(participant), client=browser)
