"""Orders of guests, taken into an account by a proven address."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from shop.selectors import orders as order_selectors
from shop.services import claiming
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db
ORDERS = "/shop/accounts/orders/"


def prove(person, email, *, verified=True):
    return EmailAddress.objects.create(user=person, email=email, verified=verified)


def test_the_owner_of_the_address_takes_the_order(participant, buyer, login):
    order = tills.paid(piece(participant, title="Blue jug"), email="Ben@Example.org").order
    prove(buyer, "ben@example.org")
    client = login(buyer)
    assert "1 order was made with your address" in text(client.get(ORDERS))
    assert "Blue jug" not in text(client.get(ORDERS))

    page = client.post(reverse("shop:claim"), follow=True)

    order.refresh_from_db()
    assert (order.user, order.guest_email) == (buyer, "")
    assert "Blue jug" in text(page)
    assert "made with your address" not in text(page)
    assert client.get(reverse("shop:order", args=[order.number])).status_code == 200


@pytest.mark.parametrize("verified", [False, None])
def test_without_proof_nothing_is_taken(participant, buyer, login, verified):
    order = tills.paid(piece(participant), email=buyer.email).order
    if verified is not None:
        prove(buyer, buyer.email, verified=verified)

    assert claiming.claim(by=buyer) == 0
    login(buyer).post(reverse("shop:claim"))
    order.refresh_from_db()
    assert order.user is None


def test_what_has_an_owner_stays_theirs(participant, stranger, buyer):
    order = tills.paid(piece(participant), by=stranger, email=buyer.email).order
    prove(buyer, buyer.email)

    assert claiming.claim(by=buyer) == 0
    order.refresh_from_db()
    assert order.user == stranger


def test_taken_twice_is_taken_once(participant, buyer):
    tills.paid(piece(participant), email=buyer.email)
    prove(buyer, buyer.email)

    assert [claiming.claim(by=buyer), claiming.claim(by=buyer)] == [1, 0]


def test_the_link_of_the_mail_goes_on_working(participant, buyer):
    payment = tills.paid(piece(participant, title="Blue jug"), email=buyer.email)
    link = reverse("shop:order_link", args=[order_selectors.link_token(payment.order)])
    prove(buyer, buyer.email)
    claiming.claim(by=buyer)

    assert "Blue jug" in text(Client().get(link))


def test_proving_the_address_after_signing_up_brings_the_order_along(
    participant, settings, django_capture_on_commit_callbacks
):
    order = tills.paid(piece(participant, title="Blue jug"), email="greta@example.org").order
    client = Client()
    secret = "a long pass phrase 7"
    typed = {"email": "greta@example.org", "display_name": "Greta", "password1": secret, "password2": secret}
    typed["age_band"] = "adult"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_signup"), typed)
    order.refresh_from_db()
    assert order.user is None
    link = next(
        found[1]
        for letter in reversed(mail.outbox)
        if (found := re.search(r"http://[^/\s]+(/account/confirm-email/\S+/)", letter.body))
    )

    with django_capture_on_commit_callbacks(execute=True):
        client.post(link)

    order.refresh_from_db()
    assert order.user is not None
    assert order.user.email == "greta@example.org"


def test_a_guest_is_offered_an_account_after_paying(participant, buyer, login):
    listing = piece(participant)
    payment = tills.paid(listing)
    address = reverse("checkout:thank-you", args=[payment.order.number, payment.uuid])

    assert "this order is in it" in text(Client().get(address))
    assert "this order is in it" not in text(login(buyer).get(address))
