"""A participant's own shop."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shop.models import Listing
from shop.services import listings
from shop.tests.factories import piece, sell_out, work

pytestmark = pytest.mark.django_db
Login = Callable[[Any], Client]


@pytest.fixture
def browser(participant: Any, login: Login) -> Client:
    return login(participant)


def test_the_way_from_a_work_into_the_shop(browser: Client, participant: Any) -> None:
    project = work(participant, title="Blue bowl")
    address = f"/my/shop/offer/{project.public_id}/"
    assert address in browser.get("/my/shop/").content.decode()
    assert "Blue bowl" in browser.get(address).content.decode()

    response = browser.post(address, {"kind": "edition", "price": "12.50", "quantity": "4"}, follow=True)

    page = response.content.decode()
    for words in ("“Blue bowl” is in the shop", "€12.50", "4 left"):
        assert words in page
    listing = Listing.objects.with_piece().get()
    assert (listing.seller.user, listing.left) == (participant, 4)
    assert browser.get(address)["Location"] == f"/my/shop/{listing.public_id}/"


BAD = [
    ("price", "0", "between 0.50"),
    ("price", "-1", "between 0.50"),
    ("price", "1e9", "between 0.50"),
    ("price", "abc", "as a number"),
    ("price", "", "required"),
    ("price", "12.345", "at most 2 decimals"),
    ("price", "NaN", "as a number"),
    ("price", "9" * 400, "between 0.50"),
    ("quantity", "0", "between 1 and 999"),
    ("quantity", "-1", "between 1 and 999"),
    ("quantity", "1e9", "whole number"),
    ("quantity", "9" * 30, "between 1 and 999"),
    ("quantity", "abc", "whole number"),
    ("quantity", "", "between 1 and 999"),
    ("kind", "car", "Choose what you sell"),
]


@pytest.mark.parametrize(("field", "value", "words"), BAD)
def test_bad_input_is_refused_beside_its_field_and_kept(
    browser: Client, participant: Any, field: str, value: str, words: str
) -> None:
    project = work(participant)
    typed = {"kind": "edition", "price": "12.50", "quantity": "4", field: value}

    response = browser.post(f"/my/shop/offer/{project.public_id}/", typed)

    assert response.status_code == 200
    assert words in " ".join(response.context["form"].errors[field])
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page
    for name in {"price", "quantity"} & set(typed):
        assert f'value="{typed[name]}"' in page or not typed[name]
    assert not Listing.objects.exists()


@pytest.mark.parametrize(("quantity", "goes"), [("4", False), ("0", False), ("1", True), ("", True)])
def test_of_an_original_there_is_one(browser: Client, participant: Any, quantity: str, goes: bool) -> None:
    project = work(participant)
    typed = {"kind": "original", "price": "12.50", "quantity": quantity}

    response = browser.post(f"/my/shop/offer/{project.public_id}/", typed)

    assert Listing.objects.exists() is goes
    if not goes:
        assert "There is one original" in " ".join(response.context["form"].errors["quantity"])
        assert f'value="{quantity}"' in response.content.decode()


def test_asking_before_withdrawing_and_relisting_is_a_page(browser: Client, participant: Any) -> None:
    listing = piece(participant)

    for question in ("withdraw", "relist"):
        assert browser.get(f"/my/shop/{listing.public_id}/{question}/").status_code == 200


def test_a_work_that_is_not_public_is_refused_with_a_way_on(browser: Client, participant: Any) -> None:
    project = work(participant, public=False)
    address = f"/my/shop/offer/{project.public_id}/"

    assert "Make the work public first" in browser.get(address).content.decode()
    response = browser.post(address, {"kind": "original", "price": "12.50"})
    assert "Make the work public first" in response.context["form"].non_field_errors()[0]
    assert not Listing.objects.exists()


def test_a_mentor_reads_why_they_cannot_sell(mentor: Any, login: Login) -> None:
    project = work(mentor)

    response = login(mentor).post(f"/my/shop/offer/{project.public_id}/", {"kind": "original", "price": "12.50"})

    assert "Only participants sell" in response.content.decode()


def test_an_offer_is_changed(browser: Client, participant: Any) -> None:
    listing = piece(participant, kind="edition", quantity=3, price="10")
    address = f"/my/shop/{listing.public_id}/"
    page = browser.get(address).content.decode()
    assert 'value="10.00"' in page
    assert 'value="3"' in page

    browser.post(address, {"price": "11.50", "quantity": "8"})

    listing = Listing.objects.with_piece().get()
    assert (str(listing.price), listing.left) == ("11.50", 8)
    response = browser.post(address, {"price": "11.505", "quantity": "0"})
    assert set(response.context["form"].errors) >= {"price"}
    assert 'value="11.505"' in response.content.decode()


def test_the_kind_of_an_offer_stays(browser: Client, participant: Any) -> None:
    listing = piece(participant)

    browser.post(f"/my/shop/{listing.public_id}/", {"price": "11", "quantity": "8", "kind": "edition"})

    listing = Listing.objects.with_piece().get()
    assert (listing.kind, listing.left, listing.price) == ("original", 1, 11)


def test_a_sold_original_is_not_changed(browser: Client, participant: Any) -> None:
    listing = piece(participant)
    sell_out(listing)

    response = browser.post(f"/my/shop/{listing.public_id}/", {"price": "11"})

    assert "has been sold" in response.content.decode()


def test_withdrawing_and_relisting_ask_first(browser: Client, participant: Any) -> None:
    listing = piece(participant)
    address = f"/my/shop/{listing.public_id}"

    assert "Take it out of the shop?" in browser.get(f"{address}/withdraw/").content.decode()
    assert Listing.objects.get().is_live
    browser.post(f"{address}/withdraw/")
    assert not Listing.objects.get().is_live
    assert "Withdrawn" in browser.get("/my/shop/").content.decode()

    assert "Offer it again?" in browser.get(f"{address}/relist/").content.decode()
    assert not Listing.objects.get().is_live
    browser.post(f"{address}/relist/")
    assert Listing.objects.get().is_live


def test_relisting_a_sold_original_is_refused(browser: Client, participant: Any) -> None:
    listing = piece(participant)
    sell_out(listing)
    listings.withdraw(listing=listing, by=participant)

    response = browser.post(f"/my/shop/{listing.public_id}/relist/", follow=True)

    assert "cannot be offered again" in response.content.decode()
    assert not Listing.objects.get().is_live


def test_others_find_nothing_of_mine(
    participant: Any, stranger: Any, mentor: Any, login: Login, client: Client
) -> None:
    listing, project = piece(participant), work(participant)
    addresses = [f"/my/shop/{listing.public_id}{end}" for end in ("/", "/withdraw/", "/relist/")]
    addresses.append(f"/my/shop/offer/{project.public_id}/")

    for other in (stranger, mentor):
        browser = login(other)
        assert listing.project.title not in browser.get("/my/shop/").content.decode()
        for address in addresses:
            assert browser.get(address).status_code == 404
            assert browser.post(address, {"price": "1", "kind": "original"}).status_code == 404
    for address in ("/my/shop/", *addresses):
        for response in (client.get(address), client.post(address)):
            assert response["Location"].startswith("/account/login/?next=")
    assert Listing.objects.get().is_live


def test_my_shop_asks_the_same_for_one_offer_and_for_many(
    browser: Client, participant: Any, assert_queries_do_not_grow: Any
) -> None:
    def add() -> None:
        piece(participant)
        work(participant)

    assert assert_queries_do_not_grow("/my/shop/", add, client=browser) <= 13  # one asks for roles
