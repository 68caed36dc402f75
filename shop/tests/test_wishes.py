"""Wish lists."""

import pytest
from django.test import Client
from django.urls import reverse

from mentorship.services import projects
from shop.models import Wish
from shop.services import wishes
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db
LIST = "/my/wishes/"


def test_a_piece_goes_on_the_list_once_and_off_again(participant, buyer, login):
    listing, client = piece(participant, title="Blue jug"), login(buyer)
    address = reverse("shop:wish", args=[listing.public_id])
    for _turn in range(2):
        assert client.post(address)["Location"] == listing.get_absolute_url()
    assert Wish.objects.count() == 1
    assert "Blue jug" in text(client.get(LIST))
    assert "Take it off my wish list" in text(client.get(listing.get_absolute_url()))

    client.post(address, {"forget": "1"})

    assert "Blue jug" not in text(client.get(LIST))


def test_nobody_sees_anothers_list(participant, buyer, stranger, login):
    wishes.wish(listing=piece(participant, title="Blue jug"), by=buyer)

    assert "Blue jug" not in text(login(stranger).get(LIST))
    assert Client().get(LIST).status_code == 302


def test_hidden_pieces_are_neither_wished_for_nor_listed(participant, buyer, login):
    listing = piece(participant, title="Blue jug")
    wishes.wish(listing=listing, by=buyer)
    projects.change_visibility(project=listing.project, visibility="private", by=participant)

    assert "Blue jug" not in text(login(buyer).get(LIST))
    assert login(buyer).post(reverse("shop:wish", args=[listing.public_id])).status_code == 404


def test_a_list_has_an_end(participant, buyer, monkeypatch, login):
    monkeypatch.setattr(wishes, "MOST", 1)
    wishes.wish(listing=piece(participant), by=buyer)

    with pytest.raises(wishes.TooManyWishes):
        wishes.wish(listing=piece(participant), by=buyer)


def test_visitors_are_led_to_the_door(participant):
    listing = piece(participant)

    assert "Sign in to put it on a wish list" in text(Client().get(listing.get_absolute_url()))
    assert Client().post(reverse("shop:wish", args=[listing.public_id])).status_code == 302
    assert not Wish.objects.exists()


def test_the_list_asks_the_same_for_many(participant, buyer, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(
        LIST, lambda: wishes.wish(listing=piece(participant), by=buyer), client=login(buyer), rows=5
    )
