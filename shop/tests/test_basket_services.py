"""Filling and emptying a basket."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.core.loading import get_class, get_model

from portal.core.exceptions import DomainError
from shop.models import Listing
from shop.selectors import baskets as contents
from shop.services import baskets, listings
from shop.tests.factories import piece, reserve, sell_out

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
Selector = get_class("partner.strategy", "Selector")

VISITOR = AnonymousUser()


def a_basket(owner: Any = None) -> Any:
    basket = Basket(owner=owner)
    basket.strategy = Selector().strategy()
    return basket


def add(basket: Any, listing: Listing, quantity: int = 1, by: Any = VISITOR) -> Any:
    return baskets.add(basket=basket, listing=listing, quantity=quantity, by=by)


def held(basket: Any) -> dict[int, int]:
    return dict(Line.objects.filter(basket_id=basket.pk).values_list("product_id", "quantity"))


def test_a_piece_goes_into_a_new_basket(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant)

    line = add(basket, listing)

    assert held(basket) == {listing.product_id: 1}
    assert line.price_incl_tax == 25


def test_an_edition_adds_up_to_what_is_left(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant, kind="edition", quantity=3)

    add(basket, listing, 2)
    add(basket, listing)

    assert held(basket) == {listing.product_id: 3}
    with pytest.raises(baskets.TooMany, match=r"Only 3 are left\. You have 3 of them in your basket"):
        add(basket, listing)
    assert held(basket) == {listing.product_id: 3}


@pytest.mark.parametrize("kind", ["original", "digital"])
def test_of_an_original_or_a_download_one_is_enough(participant: Any, kind: str) -> None:
    basket, listing = a_basket(), piece(participant, kind=kind)

    with pytest.raises(baskets.TooMany):
        add(basket, listing, 2)
    assert basket.pk is None
    add(basket, listing)
    with pytest.raises(baskets.TooMany):
        add(basket, listing)
    assert held(basket) == {listing.product_id: 1}


@pytest.mark.parametrize("quantity", [0, -1, 10**9, True, "abc", 1.5, None])
def test_a_senseless_quantity_changes_nothing(participant: Any, quantity: Any) -> None:
    basket, listing = a_basket(), piece(participant, kind="edition")

    with pytest.raises(DomainError):
        add(basket, listing, quantity)
    assert basket.pk is None

    line = add(basket, listing)
    with pytest.raises(DomainError):
        baskets.set_quantity(basket=basket, line_id=line.pk, quantity=quantity, by=VISITOR)
    assert held(basket) == {listing.product_id: 1}


def test_what_cannot_be_bought_cannot_be_put_in(participant: Any) -> None:
    basket = a_basket()
    withdrawn, hidden, sold, at_the_till = (piece(participant) for _ in range(4))
    listings.withdraw(listing=withdrawn, by=participant)
    hidden.project.visibility = "private"
    hidden.project.save()
    sell_out(sold)
    reserve(at_the_till)

    for listing, refusal in (
        (withdrawn, baskets.NotForSale),
        (hidden, baskets.NotForSale),
        (sold, baskets.SoldOut),
        (at_the_till, baskets.Held),
    ):
        with pytest.raises(refusal):
            add(basket, listing)
    assert basket.pk is None


def test_nobody_buys_their_own_work(participant: Any, stranger: Any) -> None:
    basket, listing = a_basket(participant), piece(participant)

    with pytest.raises(baskets.OwnWork):
        add(basket, listing, by=participant)
    add(a_basket(stranger), listing, by=stranger)


def test_quantities_change_within_what_is_left(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant, kind="edition", quantity=3)
    line = add(basket, listing)

    baskets.set_quantity(basket=basket, line_id=line.pk, quantity=3, by=VISITOR)
    with pytest.raises(baskets.TooMany):
        baskets.set_quantity(basket=basket, line_id=line.pk, quantity=4, by=VISITOR)
    assert held(basket) == {listing.product_id: 3}


def test_two_lines_of_one_piece_count_together(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant, kind="edition", quantity=3)
    line = add(basket, listing, 2)
    Line.objects.create(
        basket=basket,
        product=listing.product,
        stockrecord=line.stockrecord,
        line_reference="other",
        quantity=1,
        price_currency="EUR",
    )

    with pytest.raises(baskets.TooMany):
        add(basket, listing)
    with pytest.raises(baskets.TooMany):
        baskets.set_quantity(basket=basket, line_id=line.pk, quantity=3, by=VISITOR)


def test_another_baskets_line_is_out_of_reach(participant: Any) -> None:
    mine, theirs, listing = a_basket(), a_basket(), piece(participant, kind="edition")
    add(mine, listing)
    line = add(theirs, listing)

    for basket in (mine, a_basket()):
        with pytest.raises(baskets.NotInBasket):
            baskets.set_quantity(basket=basket, line_id=line.pk, quantity=2, by=VISITOR)
        with pytest.raises(baskets.NotInBasket):
            baskets.remove(basket=basket, line_id=line.pk)
    baskets.remove_all(basket=mine, line_ids=[line.pk])
    assert held(theirs) == held(mine) == {listing.product_id: 1}


def test_a_line_is_removed(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant)
    line = add(basket, listing)

    baskets.remove(basket=basket, line_id=line.pk)

    assert held(basket) == {}


def test_a_basket_that_is_being_paid_for_is_closed(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant, kind="edition")
    line = add(basket, listing)
    Basket.objects.update(status=Basket.FROZEN)

    for act in (
        lambda: add(basket, listing),
        lambda: baskets.set_quantity(basket=basket, line_id=line.pk, quantity=2, by=VISITOR),
        lambda: baskets.remove(basket=basket, line_id=line.pk),
    ):
        with pytest.raises(baskets.BasketClosed):
            act()
    assert held(basket) == {listing.product_id: 1}


def test_a_basket_has_an_end(participant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baskets, "MOST_LINES", 2)
    basket, first = a_basket(), piece(participant, kind="edition")
    add(basket, first)
    add(basket, piece(participant))

    with pytest.raises(baskets.BasketFull):
        add(basket, piece(participant))
    add(basket, first)


def test_rows_say_what_is_wrong_and_the_total_leaves_it_out(participant: Any, stranger: Any) -> None:
    basket = a_basket()
    fine = piece(participant, price="10")
    sold, gone, held_by_other = (piece(participant, price="100") for _ in range(3))
    few = piece(participant, kind="edition", quantity=3, price="100")
    for listing in (fine, sold, gone, held_by_other):
        add(basket, listing)
    add(basket, few, 3)
    sell_out(sold)
    reserve(held_by_other)
    reserve(few, 2)
    listings.withdraw(listing=gone, by=participant)

    rows = contents.rows_of(basket=basket, user=VISITOR)

    assert [row.problem for row in rows] == [
        "",
        "This has been sold to somebody else.",
        "The maker has taken this out of the shop.",
        "Someone is buying this right now. If they do not pay, it comes back.",
        "Only 1 is left. Choose fewer.",
    ]
    assert contents.total(rows=rows) == 10
    basket.reset_offer_applications()
    assert contents.rows_of(basket=basket, user=participant)[0].problem == "This is your own work."


def test_a_row_tells_a_changed_price(participant: Any) -> None:
    basket, listing = a_basket(), piece(participant, price="10")
    add(basket, listing)
    listing.product.stockrecords.update(price="12")

    (row,) = contents.rows_of(basket=basket, user=VISITOR)

    assert (row.former_price, row.amount) == (10, 12)


def test_rows_cost_the_same_for_one_and_for_many(participant: Any, django_assert_num_queries: Any) -> None:
    basket = a_basket()
    add(basket, piece(participant))
    for expected in range(2):
        basket.reset_offer_applications()
        with django_assert_num_queries(6):
            rows = contents.rows_of(basket=basket, user=VISITOR)
            assert [row.line.purchase_info.availability.is_available_to_buy for row in rows] == [True] * len(rows)
            assert basket.is_shipping_required()
        if not expected:
            for _ in range(6):
                add(basket, piece(participant))
