"""Whoever's log-in changes hears of it, at an address that they had before the change."""

import re
import smtplib
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client

from portal.accounts.models import User
from portal.testing import cast, letters

pytestmark = pytest.mark.django_db

NEW = "amina.new@example.com"
CHANGED = {"oldpassword": cast.PASSWORD, "password1": "a-long-quiet-river", "password2": "a-long-quiet-river"}
RESET = f"{settings.SITE_URL.rstrip('/')}/account/password/reset/"
BROWSER = "Mozilla/5.0 (of a stranger)"


@pytest.fixture
def browser(participant: User) -> Client:
    """Somebody who typed their password just now, and whose address is proven."""
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    client = Client(headers={"user-agent": BROWSER})
    client.post("/account/login/", {"login": participant.email, "password": cast.PASSWORD})
    client.post("/account/reauthenticate/", {"password": cast.PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def _to_whom() -> list[str]:
    return letters.addresses(mail.outbox)


def _says_what_to_do(letter: Any) -> None:
    assert "Was it not you?" in letter.body
    assert RESET in letter.body
    links = re.findall(r"https?://\S+", letter.body)
    assert all(link.startswith(settings.SITE_URL) for link in links), links
    assert not letter.alternatives


def test_a_changed_password_is_told(participant: User, browser: Client) -> None:
    browser.post("/account/password/change/", CHANGED)

    assert User.objects.get(pk=participant.pk).check_password("a-long-quiet-river")
    assert _to_whom() == [participant.email]
    assert "Your password has been changed." in mail.outbox[0].body
    _says_what_to_do(mail.outbox[0])


def test_a_password_that_was_reset_is_told(participant: User, browser: Client) -> None:
    visitor = Client()
    visitor.post("/account/password/reset/", {"email": participant.email})
    [asked] = mail.outbox
    key = re.search(r"/account/password/reset/key/\S+", asked.body)
    assert key
    form = visitor.get(key[0], follow=True).request["PATH_INFO"]

    visitor.post(form, {"password1": "a-long-quiet-river", "password2": "a-long-quiet-river"})

    assert _to_whom() == [participant.email, participant.email]
    assert "Your password has been reset." in mail.outbox[1].body
    _says_what_to_do(mail.outbox[1])


def test_a_changed_address_is_told_to_the_old_one_without_the_new_one(participant: User, browser: Client) -> None:
    EmailAddress.objects.create(user=participant, email=NEW, verified=True, primary=False)

    browser.post("/account/email/", {"action_primary": "", "email": NEW})

    assert User.objects.get(pk=participant.pk).email == NEW
    assert _to_whom() == [participant.email]
    assert NEW not in mail.outbox[0].body
    _says_what_to_do(mail.outbox[0])


def test_one_more_address_is_told_to_the_one_that_was_there(participant: User, browser: Client) -> None:
    browser.post("/account/email/", {"action_add": "", "email": NEW})
    [confirmation] = mail.outbox
    assert confirmation.to == [NEW]
    key = re.search(r"/account/confirm-email/\S+", confirmation.body)
    assert key

    browser.post(key[0])

    assert EmailAddress.objects.get(email=NEW).verified
    assert _to_whom() == [NEW, participant.email]
    assert "One more e-mail address was added" in mail.outbox[1].body
    _says_what_to_do(mail.outbox[1])


def test_a_newcomer_who_proves_the_first_address_hears_nothing_more(participant: User) -> None:
    client = Client()
    EmailAddress.objects.create(user=participant, email=participant.email, verified=False, primary=True)
    client.post("/account/login/", {"login": participant.email, "password": cast.PASSWORD})
    [confirmation] = mail.outbox
    key = re.search(r"/account/confirm-email/\S+", confirmation.body)
    assert key

    client.post(key[0])

    assert EmailAddress.objects.get(user=participant).verified
    assert len(mail.outbox) == 1


def test_a_removed_address_is_told_at_both(participant: User, browser: Client) -> None:
    EmailAddress.objects.create(user=participant, email=NEW, verified=True, primary=False)

    browser.post("/account/email/", {"action_remove": "", "email": NEW})

    assert not EmailAddress.objects.filter(email=NEW).exists()
    assert sorted(_to_whom()) == sorted([participant.email, NEW])
    for letter in mail.outbox:
        _says_what_to_do(letter)


def test_an_address_that_was_never_proven_goes_without_a_letter_to_it(participant: User, browser: Client) -> None:
    EmailAddress.objects.create(user=participant, email=NEW, verified=False, primary=False)

    browser.post("/account/email/", {"action_remove": "", "email": NEW})

    assert _to_whom() == [participant.email]


def test_letters_tell_neither_where_from_nor_by_which_browser(participant: User, browser: Client) -> None:
    browser.post("/account/password/change/", CHANGED)

    [letter] = mail.outbox
    assert "127.0.0.1" not in letter.body.replace(settings.SITE_URL, "")
    assert "Mozilla" not in letter.body
    assert cast.PASSWORD not in letter.body


def test_a_change_stands_though_its_letter_cannot_go(
    participant: User, browser: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: Any) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(DefaultAccountAdapter, "send_mail", away)

    answer = browser.post("/account/password/change/", CHANGED)

    assert answer.status_code == 302
    assert User.objects.get(pk=participant.pk).check_password("a-long-quiet-river")
    assert "SMTPServerDisconnected" in caplog.text
    assert participant.email not in caplog.text
