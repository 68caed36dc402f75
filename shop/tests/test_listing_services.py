"""Offering works, changing offers, taking them down."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from oscar.core.loading import get_model
from wagtail.models import ModelLogEntry

from mentorship.models import Project
from portal.core.exceptions import DomainError, NotAllowed
from shop.models import Listing, Seller
from shop.selectors import listings as shown
from shop.services import listings
from shop.tests.factories import piece, reserve, sell_out, work

pytestmark = pytest.mark.django_db

Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")


def offer(project: Project, by: Any, **changes: Any) -> Listing:
    values = {"kind": "original", "price": Decimal("25.00"), "quantity": None, **changes}
    return listings.offer(project=project, by=by, **values)


def fresh(listing: Listing) -> Listing:
    return Listing.objects.with_piece().get(pk=listing.pk)


def test_an_original_becomes_a_product_with_one_in_stock(participant: Any) -> None:
    project = work(participant, title="Blue bowl")

    listing = offer(project, participant)

    stock = listing.product.stockrecords.get()
    assert (stock.num_in_stock, stock.price, stock.price_currency) == (1, Decimal("25.00"), "EUR")
    assert stock.partner == participant.seller.partner
    assert stock.partner_sku == listing.public_id == listing.product.upc
    assert listing.product.title == "Blue bowl"
    assert listing.product.product_class.name == "Original"
    assert listing.product.get_absolute_url() == f"/shop/pieces/{listing.public_id}/blue-bowl/"
    assert fresh(listing).get_absolute_url() == listing.product.get_absolute_url()


def test_an_edition_is_counted_and_a_download_is_not(participant: Any) -> None:
    edition = offer(work(participant), participant, kind="edition", quantity=7)
    download = piece(participant, kind="digital")

    assert (fresh(edition).left, fresh(download).left) == (7, None)
    assert edition.product.product_class.track_stock
    assert edition.product.is_shipping_required
    assert not download.product.product_class.track_stock
    assert not download.product.is_shipping_required


def test_a_download_is_not_shown_until_it_can_be_handed_over(participant: Any) -> None:
    listing = offer(work(participant), participant, kind="digital")

    assert not listing.is_live
    with pytest.raises(listings.NoFiles):
        listings.relist(listing=listing, by=participant)


def test_a_person_becomes_one_seller_who_has_no_way_into_oscars_dashboard(participant: Any) -> None:
    offer(work(participant), participant)
    offer(work(participant), participant)

    seller = Seller.objects.get()
    assert seller.user == participant
    assert seller.partner.name == participant.display_name
    assert not seller.partner.users.exists()
    assert Partner.objects.count() == 1


def test_two_windows_make_one_seller(participant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = listings.seller_of(user=participant)
    looked = Seller.objects.filter(user=participant)
    monkeypatch.setattr(type(looked), "first", lambda self: None)  # the second looked before the first had written

    assert listings.seller_of(user=participant) == first
    assert Partner.objects.count() == 1


def test_each_kind_has_one_product_class(participant: Any) -> None:
    for kind in ("original", "edition", "digital", "original"):
        piece(participant, kind=kind)

    assert sorted(ProductClass.objects.values_list("name", flat=True)) == ["Digital", "Edition", "Original"]


def test_every_change_is_in_the_history(participant: Any) -> None:
    listing = piece(participant)
    listings.change(listing=listing, price=Decimal("30"), quantity=None, by=participant)
    listings.withdraw(listing=listing, by=participant)
    listings.relist(listing=listing, by=participant)

    entries = ModelLogEntry.objects.filter(action__startswith="shop.listing.").order_by("pk")
    assert [entry.action.removeprefix("shop.listing.") for entry in entries] == [
        "offer",
        "change",
        "withdraw",
        "relist",
    ]
    assert {entry.user for entry in entries} == {participant}
    assert all(entry.message for entry in entries)


# Refusals


def assert_nothing_was_made() -> None:
    assert not Listing.objects.exists()
    assert not Product.objects.exists()
    assert not StockRecord.objects.exists()
    assert not Seller.objects.exists()


def test_nobody_offers_what_somebody_else_made(
    participant: Any, stranger: Any, mentor: Any, moderator: Any
) -> None:
    project = work(participant)

    for other in (stranger, mentor, moderator):
        with pytest.raises(NotAllowed):
            offer(project, other)
    assert_nothing_was_made()


def test_only_participants_sell(mentor: Any, buyer: Any) -> None:
    for person in (mentor, buyer):
        with pytest.raises(NotAllowed):
            offer(work(person), person)
    assert_nothing_was_made()


@pytest.mark.parametrize("visibility", ["private", "mentor", "cohort", "members"])
def test_what_is_not_public_is_not_sold(participant: Any, visibility: str) -> None:
    project = work(participant, public=False, visibility=visibility)

    with pytest.raises(listings.NotPublic):
        offer(project, participant)
    assert_nothing_was_made()


def test_a_work_is_offered_once(participant: Any) -> None:
    listing = piece(participant)

    with pytest.raises(listings.AlreadyListed):
        offer(listing.project, participant)
    assert Product.objects.count() == 1


def test_a_work_that_two_windows_offer_at_once_is_offered_once(
    participant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(*_: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(listings, "_create", collide)

    with pytest.raises(listings.AlreadyListed):
        offer(work(participant), participant)


BAD_PRICES = ["0", "-1", "1e9", "0.49", "10000", "9999.991", "12.345", "NaN", "Infinity", "-Infinity", "1e-9"]


@pytest.mark.parametrize("price", BAD_PRICES)
def test_a_price_that_makes_no_sense_is_refused(participant: Any, price: str) -> None:
    with pytest.raises(listings.BadPrice) as refusal:
        offer(work(participant), participant, price=Decimal(price))
    assert "price" in refusal.value.message.lower()
    assert_nothing_was_made()


@pytest.mark.parametrize("price", ["abc", 12, 12.5, None])
def test_a_price_is_a_decimal(participant: Any, price: Any) -> None:
    with pytest.raises(listings.BadPrice):
        offer(work(participant), participant, price=price)


@pytest.mark.parametrize(
    ("price", "stored"), [("0.50", "0.50"), ("9999.99", "9999.99"), ("12", "12.00"), ("1e2", "100.00")]
)
def test_a_good_price_is_stored_exactly(participant: Any, price: str, stored: str) -> None:
    listing = offer(work(participant), participant, price=Decimal(price))

    assert str(fresh(listing).price) == stored


def test_a_currency_without_decimals_takes_none(settings: Any) -> None:
    settings.OSCAR_DEFAULT_CURRENCY = "JPY"

    assert listings.exact_price(Decimal("120")) == 120
    with pytest.raises(listings.BadPrice):
        listings.exact_price(Decimal("120.5"))


@pytest.mark.parametrize("quantity", [0, -1, 10**9, None, True])
def test_an_edition_has_a_sensible_number(participant: Any, quantity: Any) -> None:
    with pytest.raises(listings.BadQuantity):
        offer(work(participant), participant, kind="edition", quantity=quantity)
    assert_nothing_was_made()


def test_there_is_one_original(participant: Any) -> None:
    with pytest.raises(listings.BadQuantity):
        offer(work(participant), participant, quantity=2)


def test_an_unknown_kind_is_refused(participant: Any) -> None:
    with pytest.raises(listings.UnknownKind):
        offer(work(participant), participant, kind="car")
    assert_nothing_was_made()


# Changing


def test_price_and_number_of_an_edition_change(participant: Any) -> None:
    listing = piece(participant, kind="edition", quantity=3)

    listings.change(listing=listing, price=Decimal("30.50"), quantity=10, by=participant)

    assert (fresh(listing).price, fresh(listing).left) == (Decimal("30.50"), 10)


def test_what_somebody_is_paying_for_stays_theirs(participant: Any) -> None:
    listing = piece(participant, kind="edition", quantity=3)
    reserve(listing, 2)

    listings.change(listing=listing, price=Decimal("30"), quantity=1, by=participant)

    stock = listing.product.stockrecords.get()
    assert (stock.num_in_stock, stock.num_allocated, fresh(listing).left) == (3, 2, 1)


def test_an_original_changes_its_price_and_never_its_number(participant: Any) -> None:
    listing = piece(participant)

    listings.change(listing=listing, price=Decimal("99"), quantity=5, by=participant)

    assert (fresh(listing).price, fresh(listing).left) == (Decimal("99"), 1)


def test_a_sold_original_neither_changes_nor_returns(participant: Any) -> None:
    listing = piece(participant)
    sell_out(listing)

    with pytest.raises(listings.SoldOut):
        listings.change(listing=listing, price=Decimal("99"), quantity=None, by=participant)
    listings.withdraw(listing=listing, by=participant)
    with pytest.raises(listings.SoldOut):
        listings.relist(listing=listing, by=participant)


def test_a_sold_out_edition_is_printed_again(participant: Any) -> None:
    listing = piece(participant, kind="edition")
    sell_out(listing)

    listings.change(listing=listing, price=Decimal("9"), quantity=4, by=participant)

    assert fresh(listing).left == 4


def test_bad_changes_change_nothing(participant: Any) -> None:
    listing = piece(participant, kind="edition", quantity=3)

    for price, quantity in (("0", 3), ("9", 0), ("9.999", 3), ("9", 10**9)):
        with pytest.raises(DomainError):
            listings.change(listing=listing, price=Decimal(price), quantity=quantity, by=participant)
    assert (fresh(listing).price, fresh(listing).left) == (Decimal("25.00"), 3)


def test_others_neither_change_nor_withdraw_nor_relist(participant: Any, stranger: Any, mentor: Any) -> None:
    listing = piece(participant)

    for other in (stranger, mentor):
        with pytest.raises(NotAllowed):
            listings.change(listing=listing, price=Decimal("1"), quantity=None, by=other)
        with pytest.raises(NotAllowed):
            listings.withdraw(listing=listing, by=other)
        with pytest.raises(NotAllowed):
            listings.relist(listing=listing, by=other)
    assert fresh(listing).is_live


def test_the_operator_may_take_an_offer_down(participant: Any, operator: Any) -> None:
    listing = piece(participant)

    listings.withdraw(listing=listing, by=operator)

    assert not fresh(listing).is_live


# What the shop shows


def test_withdrawing_hides_and_relisting_shows(participant: Any) -> None:
    listing = piece(participant)

    listings.withdraw(listing=listing, by=participant)
    assert not shown.market().exists()
    assert not Product.objects.get().is_public

    listings.relist(listing=listing, by=participant)
    assert shown.market().get() == listing
    assert Product.objects.get().is_public


def test_a_work_that_stops_being_public_leaves_the_shop_and_comes_back(participant: Any) -> None:
    listing = piece(participant)
    project = listing.project

    project.visibility = Project.Visibility.PRIVATE
    project.save()
    assert not shown.market().exists()
    assert shown.piece(public_id=listing.public_id) is None
    assert not Product.objects.get().is_public

    listings.withdraw(listing=listing, by=participant)
    with pytest.raises(listings.NotPublic):
        listings.relist(listing=listing, by=participant)

    project.visibility = Project.Visibility.PUBLIC
    project.save()
    assert not Product.objects.get().is_public
    listings.relist(listing=listing, by=participant)
    assert shown.market().exists()


def test_the_title_in_the_shop_is_the_works(participant: Any) -> None:
    listing = piece(participant, title="Blue bowl")

    listing.project.title = "Green bowl"
    listing.project.save()

    product = Product.objects.get()
    assert (product.title, product.slug) == ("Green bowl", "green-bowl")


def test_a_title_without_latin_letters_has_an_address(participant: Any) -> None:
    listing = piece(participant, title="青い鉢")

    assert listing.get_absolute_url() == f"/shop/pieces/{listing.public_id}/piece/"
    assert listing.product.get_absolute_url() == listing.get_absolute_url()


def test_availability_in_words(participant: Any) -> None:
    original, edition, download = (piece(participant, kind=kind) for kind in ("original", "edition", "digital"))

    def words(listing: Listing) -> str:
        return shown.availability(listing=fresh(listing))

    assert [words(each) for each in (original, edition, download)] == [
        "One of a kind",
        "3 left",
        "Available at once",
    ]
    reserve(original)
    reserve(edition, 2)
    assert [words(original), words(edition)] == ["Someone is buying this right now", "1 left"]
    sell_out(original)
    sell_out(edition)
    assert [words(original), words(edition)] == ["Sold", "Sold out"]


def test_the_newest_pieces_can_be_had(participant: Any, django_assert_num_queries: Any) -> None:
    sold, held, download = piece(participant), piece(participant), piece(participant, kind="digital")
    sell_out(sold)

    with django_assert_num_queries(3):
        assert shown.newest_pieces(count=8) == [download, held]


def test_an_offer_stands_on_a_public_works_page_only(participant: Any, django_assert_num_queries: Any) -> None:
    listing = piece(participant)
    private = work(participant, public=False)

    assert shown.offer_of(project=listing.project) == listing
    with django_assert_num_queries(0):
        assert shown.offer_of(project=private) is None


def test_a_seller_with_an_offer_is_protected(participant: Any) -> None:
    listing = piece(participant)

    with pytest.raises(Exception, match="protected"):
        listing.project.delete()
    assert Project.objects.filter(pk=listing.project_id).exists()
