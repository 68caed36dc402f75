"""One door to log in; every other leads there, and nothing but allauth checks a password."""

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.testing import cast

pytestmark = pytest.mark.django_db

OTHER_DOORS = [
    "/cms/login/",
    "/cms/",
    "/cms/pages/",
    "/django-admin/login/",
    "/django-admin/",
    "/shop/dashboard/login/",
    "/shop/dashboard/",
    "/shop/accounts/login/",
    "/my/",
]


@pytest.mark.parametrize("door", OTHER_DOORS)
def test_every_other_door_leads_to_the_one(client, door):
    response = client.get(door, follow=True)

    assert response.status_code == 200
    assert response.request["PATH_INFO"] == reverse("account_login")


@pytest.mark.parametrize("door", OTHER_DOORS)
def test_no_other_door_takes_a_password(door, participant):
    client = Client()

    client.post(door, {"username": participant.email, "email": participant.email, "password": cast.PASSWORD})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", ["buyer", "participant", "mentor", "moderator"])
@pytest.mark.parametrize("door", ["/django-admin/", "/shop/dashboard/", "/cms/users/"])
def test_what_is_locked_is_not_there(request, login, role, door):
    browser = login(request.getfixturevalue(role))

    assert browser.get(door).status_code == 404


@pytest.mark.parametrize("door", ["/cms/login/", "/django-admin/login/", "/shop/dashboard/login/"])
def test_a_second_door_says_no_to_who_is_inside_and_sends_nobody_in_circles(login, participant, door):
    response = login(participant).get(door, follow=True)

    assert response.status_code == 403
    assert "not open to you" in response.content.decode()
    assert not response.redirect_chain


@pytest.mark.parametrize("door", ["/cms/", "/cms/images/", "/cms/users/"])
def test_for_a_buyer_there_is_no_cms(login, buyer, door):
    assert login(buyer).get(door).status_code == 404


@pytest.mark.parametrize("door", ["/cms/password_reset/", "/shop/password-reset/"])
def test_forgotten_passwords_have_one_door_too(client, door):
    response = client.get(door, follow=True)

    assert response.request["PATH_INFO"] == reverse("account_reset_password")


@pytest.mark.parametrize("door", ["/shop/accounts/register/"])
def test_signing_up_has_one_door(client, door):
    response = client.get(door, follow=True)

    assert response.request["PATH_INFO"] in (reverse("account_signup"), reverse("account_login"))


def test_a_newcomer_signs_up_confirms_and_is_a_buyer(client):
    form = {
        "display_name": "Nadia Rahman",
        "age_band": "16_17",
        "email": "Nadia@Example.org",
        "password1": "a-long-quiet-river",
        "password2": "a-long-quiet-river",
    }

    response = client.post(reverse("account_signup"), form)

    assert response.status_code == 302
    nadia = User.objects.get(email="nadia@example.org")
    assert nadia.display_name == "Nadia Rahman"
    assert nadia.handle == "nadia-rahman"
    assert nadia.has_role("buyer")
    assert nadia.is_minor
    assert "_auth_user_id" not in client.session, "the address is not confirmed yet"
    assert "http://127.0.0.1:8000/account/confirm-email/" in mail.outbox[0].body


def test_what_was_typed_is_kept_when_signing_up_goes_wrong(client):
    form = {"display_name": "Nadia", "email": "not-an-address", "password1": "x", "password2": "y"}

    response = client.post(reverse("account_signup"), form)

    assert response.status_code == 200
    assert 'value="Nadia"' in response.content.decode()
    assert response.context["form"].errors["email"]


def test_an_address_that_exists_gets_the_same_answer_as_a_new_one(client, participant):
    form = {
        "display_name": "X",
        "age_band": "adult",
        "password1": "a-long-quiet-river",
        "password2": "a-long-quiet-river",
    }

    known = client.post(reverse("account_signup"), {**form, "email": participant.email})
    new = Client().post(reverse("account_signup"), {**form, "email": "someone-else@example.org"})

    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])


def test_a_wrong_password_is_told_and_nobody_is_logged_in(client, participant):
    response = client.post(reverse("account_login"), {"login": participant.email, "password": "wrong"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_resetting_and_signing_up_take_as_long_whoever_has_an_account(participant, settings):
    """Times themselves are measured by bench/timing.py; here, that nothing is answered before its time."""
    settings.EVEN_SECONDS = 0.3
    for address in ("/account/password/reset/", "/account/signup/"):
        for email in (participant.email, "nobody@example.org"):
            begun = time.monotonic()
            Client().post(address, {"email": email})
            assert time.monotonic() - begun >= 0.3


def test_who_logs_in_is_met_by_their_page_without_more_words(participant: Any) -> None:
    EmailAddress.objects.create(user=participant, email=participant.email, verified=True, primary=True)
    typed = {"login": participant.email, "password": cast.PASSWORD}

    page = Client().post(reverse("account_login"), typed, follow=True).content.decode()

    assert f"Hello, {participant.display_name}" in page
    assert "uccessfully" not in page
