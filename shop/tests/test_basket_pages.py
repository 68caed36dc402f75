"""The basket in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from shop.models import Listing
from shop.services import listings
from shop.tests.factories import piece, sell_out

pytestmark = pytest.mark.django_db
Login = Callable[[Any], Client]

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
COOKIE = settings.OSCAR_BASKET_COOKIE_OPEN


def add(client: Client, listing: Listing, quantity: str = "1") -> Any:
    return client.post(f"/shop/basket/add/{listing.public_id}/", {"quantity": quantity})


def page_of(client: Client) -> str:
    response = client.get("/shop/basket/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_puts_a_piece_into_the_basket(client: Client, participant: Any) -> None:
    listing = piece(participant, title="Blue bowl", price="40")

    response = add(client, listing)

    assert (response.status_code, response["Location"]) == (302, "/shop/basket/")
    page = page_of(client)
    for words in ("is in your basket", "Blue bowl", "€40.00", 'href="/shop/checkout/"', "Your basket, 1 thing"):
        assert words in page
    assert client.cookies[COOKIE]["httponly"]


def test_an_empty_basket_says_so(client: Client) -> None:
    page = page_of(client)

    assert "Nothing in it yet" in page
    assert "/shop/checkout/" not in page
    assert COOKIE not in client.cookies
    assert not Basket.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "1e9", "1000000000", "9" * 40, "abc", "", "1.5", "4", "\x00"])
def test_a_bad_quantity_is_refused_beside_the_field_and_kept(
    client: Client, participant: Any, quantity: str
) -> None:
    listing = piece(participant, kind="edition", quantity=3)

    response = add(client, listing, quantity)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="quantity_error"' in page
    assert 'aria-describedby="quantity_error"' in page
    assert f'value="{quantity[:20]}"' in page or "\x00" in quantity
    assert not Basket.objects.exists()


@pytest.mark.parametrize("quantity", ["10000000001", "9" * 40])
def test_far_too_many_are_refused_in_our_words(client: Client, participant: Any, quantity: str) -> None:
    listing = piece(participant, kind="edition", quantity=3)

    page = add(client, listing, quantity).content.decode()

    assert "Only 3 are left." in page
    assert "less than or equal" not in page
    add(client, listing)
    page = client.post(f"/shop/basket/lines/{Line.objects.get().pk}/", {"quantity": quantity}).content.decode()
    assert "Only 3 are left." in page


@pytest.mark.parametrize("end", ["lines/1/", "lines/abc/", "lines/1/remove/", "clear/"])
def test_opening_the_address_of_a_form_leads_to_the_basket(client: Client, end: str) -> None:
    response = client.get(f"/shop/basket/{end}")

    assert (response.status_code, response["Location"]) == (302, "/shop/basket/")
    assert client.head(f"/shop/basket/{end}").status_code == 302


def test_a_missing_quantity_is_refused(client: Client, participant: Any) -> None:
    listing = piece(participant)

    assert "Choose a whole number" in client.post(f"/shop/basket/add/{listing.public_id}/").content.decode()
    assert not Basket.objects.exists()


def test_what_cannot_be_bought_is_refused_with_words(client: Client, participant: Any, login: Login) -> None:
    sold, withdrawn, own = piece(participant), piece(participant), piece(participant)
    sell_out(sold)
    listings.withdraw(listing=withdrawn, by=participant)

    assert "This piece has been sold" in add(client, sold).content.decode()
    response = client.post(f"/shop/basket/add/{withdrawn.public_id}/", {"quantity": "1"}, follow=True)
    assert "not in the shop any more" in response.content.decode()
    response = client.post("/shop/basket/add/unknown/", {"quantity": "1"}, follow=True)
    assert "not in the shop any more" in response.content.decode()
    assert "your own work" in add(login(participant), own).content.decode()
    assert not Line.objects.exists()


def test_the_second_original_is_refused(client: Client, participant: Any) -> None:
    listing = piece(participant)
    add(client, listing)

    assert "in your basket already" in add(client, listing).content.decode()
    assert Line.objects.get().quantity == 1


def test_reading_the_address_of_adding_changes_nothing(client: Client, participant: Any) -> None:
    listing = piece(participant)

    response = client.get(f"/shop/basket/add/{listing.public_id}/", follow=True)

    assert response.redirect_chain[-1][0] == listing.get_absolute_url()
    assert not Basket.objects.exists()


def test_adding_needs_the_token_of_our_form(participant: Any) -> None:
    listing = piece(participant)

    assert add(Client(enforce_csrf_checks=True), listing).status_code == 403


def test_quantities_change_and_pieces_leave(client: Client, participant: Any) -> None:
    add(client, piece(participant, kind="edition", quantity=3))
    line = Line.objects.get()

    client.post(f"/shop/basket/lines/{line.pk}/", {"quantity": "3"})
    assert Line.objects.get().quantity == 3

    client.post(f"/shop/basket/lines/{line.pk}/remove/")
    assert not Line.objects.exists()
    assert "Taken out" in page_of(client)


@pytest.mark.parametrize("quantity", ["0", "-1", "1e9", "abc", "", "4"])
def test_a_bad_change_is_refused_beside_the_field(client: Client, participant: Any, quantity: str) -> None:
    add(client, piece(participant, kind="edition", quantity=3))
    line = Line.objects.get()

    response = client.post(f"/shop/basket/lines/{line.pk}/", {"quantity": quantity})

    page = response.content.decode()
    assert f'id="error-{line.pk}"' in page
    assert f'value="{quantity}"' in page
    assert Line.objects.get().quantity == 1


@pytest.mark.parametrize("line_id", ["theirs", "0", "-1", "abc", "9" * 19, "9" * 30, "٣"])
def test_a_tampered_line_changes_nothing(client: Client, participant: Any, line_id: str) -> None:
    listing = piece(participant, kind="edition")
    add(Client(), listing)
    theirs = Line.objects.get()
    add(client, listing)
    line_id = str(theirs.pk) if line_id == "theirs" else line_id

    for address in (f"/shop/basket/lines/{line_id}/", f"/shop/basket/lines/{line_id}/remove/"):
        response = client.post(address, {"quantity": "2"}, follow=True)
        assert "not in your basket" in response.content.decode()
    assert sorted(Line.objects.values_list("quantity", flat=True)) == [1, 1]


@pytest.mark.parametrize("cookie", ["1", "1:forged", "", "abc:def:ghi", "1:1:1"])
def test_a_tampered_cookie_opens_no_basket(participant: Any, cookie: str) -> None:
    listing = piece(participant, title="Blue bowl")
    add(Client(), listing)
    thief = Client()
    thief.cookies[COOKIE] = cookie.replace("1", str(Basket.objects.get().pk))

    page = page_of(thief)

    assert "Blue bowl" not in page
    assert "Nothing in it yet" in page
    assert "basket-count" not in page


def test_a_persons_basket_is_not_opened_by_a_cookie(participant: Any, buyer: Any, login: Login) -> None:
    add(login(buyer), piece(participant, title="Blue bowl"))
    thief = Client()
    thief.cookies[COOKIE] = Signer().sign(Basket.objects.get().pk)

    assert "Blue bowl" not in page_of(thief)


def test_what_was_sold_meanwhile_is_marked_and_left_behind(client: Client, participant: Any) -> None:
    sold, fine = piece(participant, price="100"), piece(participant, price="10")
    add(client, sold)
    add(client, fine)
    sell_out(sold)

    page = page_of(client)
    assert "sold to somebody else" in page
    assert 'href="/shop/checkout/"' not in page
    assert "Remove it and go to the checkout" in page

    response = client.post("/shop/basket/clear/")
    assert response["Location"] == "/shop/checkout/"
    assert Line.objects.get().product == fine.product


def test_a_basket_of_nothing_but_sold_pieces_leads_nowhere(client: Client, participant: Any) -> None:
    listing = piece(participant)
    add(client, listing)
    listings.withdraw(listing=listing, by=participant)

    page = page_of(client)

    assert "Nothing here can be bought" in page
    assert listing.get_absolute_url() not in page
    assert "/shop/checkout/" not in page
    assert client.post("/shop/basket/clear/")["Location"] == "/shop/basket/"


def test_a_visitors_basket_joins_the_persons_own(
    client: Client, participant: Any, buyer: Any, login: Login
) -> None:
    first, second = piece(participant), piece(participant, title="Green jug")
    add(login(buyer), first)
    add(client, second)
    client.force_login(buyer)

    page = page_of(client)

    assert first.project.title in page
    assert "Green jug" in page
    assert Line.objects.filter(basket__owner=buyer, basket__status="Open").count() == 2


# Queries


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def fill(client: Client, participant: Any, number: int) -> None:
    """Lines as `add` makes them, many at once."""
    basket = Basket.objects.get()
    lines = [
        Line(
            basket=basket,
            product=listing.product,
            stockrecord=listing.product.stockrecords.get(),
            line_reference=f"line-{listing.pk}",
            price_currency="EUR",
            price_excl_tax="25.00",
            price_incl_tax="25.00",
        )
        for listing in (piece(participant) for _ in range(number))
    ]
    Line.objects.bulk_create(lines)


def test_the_basket_asks_the_same_for_one_ten_and_two_hundred_lines(
    client: Client, participant: Any, buyer: Any, login: Login
) -> None:
    for browser in (client, login(buyer)):
        Basket.objects.all().delete()
        add(browser, piece(participant))
        page_of(browser)  # shows the message
        one = queries_of(browser, "/shop/basket/")
        fill(browser, participant, 9)
        ten = queries_of(browser, "/shop/basket/")
        fill(browser, participant, 190)
        many = queries_of(browser, "/shop/basket/")
        assert one == ten == many <= 15, (one, ten, many)


def test_the_number_in_the_header_costs_one_query_and_nothing_without_a_basket(
    client: Client, participant: Any
) -> None:
    listing = piece(participant, kind="edition")
    client.get("/shop/")
    without = queries_of(client, "/shop/")
    add(client, listing, "2")

    assert "Your basket, 2 things" in client.get("/shop/").content.decode()
    assert queries_of(client, "/shop/") == without + 1


def test_the_price_stands_beside_the_title_and_the_buttons_together(client: Client, participant: Any) -> None:
    add(client, piece(participant, title="Fox print", kind="edition", price="40"))

    row = page_of(client).partition("<article")[2].partition("</article>")[0]
    head, _, controls = row.partition('class="shelf-do')

    assert "Fox print" in head
    assert "€40.00" in head
    assert "Change" in controls
    assert "Remove" in controls
