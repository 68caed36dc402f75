"""Sizes and colours, prices that buyers name, makers who are away, and offers that somebody looks at first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.testing import letters
from shop.models import Listing, Option
from shop.services import approving, baskets, costs, listings, options, quotes, selling
from shop.services.options import Choice
from shop.tests import tills
from shop.tests.factories import piece, work
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db
SMALL, LARGE = Choice("S", "blue", Decimal("20"), 2), Choice("L", "blue", Decimal("30"), 1)


@pytest.fixture
def shirt(participant):
    listing = piece(participant, kind="edition", title="Shirt")
    options.set_all(listing=listing, choices=[SMALL, LARGE], by=participant)
    return Listing.objects.with_piece().get(pk=listing.pk)


def option(listing, size):
    return listing.options.get(size=size)


def add(listing, **values):
    basket = tills.basket_with()
    baskets.add(basket=basket, listing=listing, quantity=values.pop("quantity", 1), by=_nobody(), **values)
    return basket


def _nobody():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_each_size_has_its_price_and_number(shirt):
    basket = add(shirt, option=option(shirt, "L").pk)

    assert quotes.quote(basket=basket, by=None).total == 30
    with pytest.raises(baskets.TooMany, match="Only 1 is left"):
        baskets.add(basket=basket, listing=shirt, quantity=1, by=_nobody(), option=option(shirt, "L").pk)
    baskets.add(basket=basket, listing=shirt, quantity=2, by=_nobody(), option=option(shirt, "S").pk)
    assert quotes.quote(basket=basket, by=None).total == 70


def test_what_is_sold_leaves_the_stock_of_its_size_only(shirt):
    basket = add(shirt, option=option(shirt, "L").pk)

    payment = tills.pay(tills.order(basket=basket))

    fresh = Listing.objects.with_piece().get(pk=shirt.pk)
    assert [record.net_stock_level for record in fresh.choices] == [2, 0]
    line = payment.order.lines.get()
    assert (line.extra.option, line.line_price_incl_tax) == ("L, blue", 30)


@pytest.mark.parametrize("key", [None, 0, 987654])
def test_nobody_buys_without_choosing(shirt, key):
    with pytest.raises(baskets.ChooseOption):
        add(shirt, option=key)


def test_a_size_of_another_piece_is_refused(shirt, stranger):
    other = piece(stranger, kind="edition")
    options.set_all(listing=other, choices=[SMALL], by=stranger)

    with pytest.raises(baskets.ChooseOption):
        add(shirt, option=option(other, "S").pk)


def test_what_was_in_a_basket_before_there_were_sizes_has_to_be_chosen_anew(participant):
    listing = piece(participant, kind="edition")
    basket = tills.basket_with(listing)
    options.set_all(listing=listing, choices=[SMALL], by=participant)

    assert quotes.quote(basket=basket, by=None).refused


@pytest.mark.parametrize(
    ("choices", "error"),
    [
        ([], options.NoOptions),
        ([Choice("", "", Decimal("20"), 1)], options.NoOptions),
        ([SMALL, SMALL], options.SameTwice),
        ([Choice(f"No. {number}", "", Decimal("20"), 1) for number in range(41)], options.TooMany),
        ([Choice("S", "", Decimal("-1"), 1)], listings.BadPrice),
        ([Choice("S", "", Decimal("20"), -1)], listings.BadQuantity),
        ([Choice("S", "", Decimal("20"), 10**9)], listings.BadQuantity),
        ([Choice("S", "", Decimal("20"), 1, pk=987654)], options.StillThere),
    ],
)
def test_choices_that_make_no_sense_are_refused(participant, choices, error):
    listing = piece(participant, kind="edition")

    with pytest.raises(error):
        options.set_all(listing=listing, choices=choices, by=participant)
    assert not Option.objects.exists()


def test_an_original_has_no_sizes(participant):
    with pytest.raises(options.OnlyEditions):
        options.set_all(listing=piece(participant), choices=[SMALL], by=participant)


def test_only_the_maker_names_sizes(participant, stranger):
    with pytest.raises(NotAllowed):
        options.set_all(listing=piece(participant, kind="edition"), choices=[SMALL], by=stranger)


def test_the_market_shows_a_piece_with_sizes_once(shirt):
    page = Client().get("/shop/?order=cheapest").content.decode()

    assert page.count("Shirt</a>") == 1


def test_the_page_asks_for_the_size_and_keeps_what_was_typed(shirt):
    page = Client().post(f"/shop/basket/add/{shirt.public_id}/", {"quantity": "2"})

    assert "Choose a size or colour." in text(page)
    assert 'name="quantity" id="quantity" value="2"' in page.content.decode()


def test_a_maker_types_sizes_in(participant, login):
    listing = piece(participant, kind="edition")
    address = f"/my/shop/{listing.public_id}/options/"
    rows = {"choices-TOTAL_FORMS": "3", "choices-INITIAL_FORMS": "0", "choices-0-size": "S"}

    wrong = login(participant).post(address, {**rows, "choices-0-price": "-2", "choices-0-quantity": "1"})
    right = login(participant).post(address, {**rows, "choices-0-price": "12", "choices-0-quantity": "4"})

    assert wrong.status_code == 422
    assert 'value="-2"' in wrong.content.decode()
    assert right.status_code == 302
    assert listing.options.get().stockrecord.num_in_stock == 4


# Prices that buyers name -----------------------------------------------------------------------------------


@pytest.fixture
def poem(participant):
    listing = piece(participant, price="10.00", title="Poem")
    terms = listings.Terms(least_price=Decimal("4.00"))
    return listings.change(listing=listing, price=Decimal("10.00"), quantity=1, by=participant, terms=terms)


@pytest.mark.parametrize(("named", "paid"), [(None, "10"), (Decimal("4.00"), "4"), (Decimal("99.50"), "99.50")])
def test_a_buyer_names_the_price(poem, named, paid):
    payment = tills.pay(tills.order(basket=add(poem, price=named)))

    assert payment.order.total_incl_tax == Decimal(paid)


@pytest.mark.parametrize("named", ["3.99", "0", "-5", "100000", "4.001", "NaN"])
def test_too_little_or_no_amount_at_all_is_refused(poem, named):
    with pytest.raises(baskets.TooLittle):
        add(poem, price=Decimal(named))


def test_a_named_price_does_not_outlive_the_offer_to_name_it(poem, participant):
    basket = add(poem, price=Decimal("4.00"))

    listings.change(listing=poem, price=Decimal("10.00"), quantity=1, by=participant, terms=listings.Terms())

    assert quotes.quote(basket=basket, by=None).total == 10


def test_who_may_not_name_the_price_pays_it(participant):
    assert quotes.quote(basket=add(piece(participant, price="25"), price=Decimal("0.50")), by=None).total == 25


def test_the_least_price_is_not_above_the_suggestion(participant):
    with pytest.raises(listings.BadLeast):
        listings.offer(
            project=work(participant),
            kind="original",
            price=Decimal("5"),
            quantity=1,
            by=participant,
            terms=listings.Terms(least_price=Decimal("6")),
        )


def test_the_page_says_what_is_too_little_beside_the_price(poem):
    page = Client().post(f"/shop/basket/add/{poem.public_id}/", {"quantity": "1", "price": "1"})

    assert "The maker asks for at least €4.00." in text(page)
    assert 'id="price" value="1"' in page.content.decode()


# Away ------------------------------------------------------------------------------------------------------


def test_nothing_is_bought_from_who_is_away(participant):
    listing = piece(participant)
    basket = tills.basket_with(listing)
    back = timezone.localdate() + timedelta(days=9)

    selling.set_terms(by=participant, away_until=back, away_note="I am at my sister's wedding.")

    with pytest.raises(baskets.Away, match="sister's wedding"):
        add(listing)
    assert quotes.quote(basket=basket, by=None).refused
    page = text(Client().get(listing.get_absolute_url()))
    assert "Back on" in page
    assert "Put in the basket" not in page


def test_who_is_back_sells_again(participant):
    listing = piece(participant)
    seller = selling.set_terms(by=participant, away_until=timezone.localdate() + timedelta(days=9))
    type(seller).objects.update(away_until=timezone.localdate())

    add(listing)


def test_a_past_day_is_refused(participant):
    with pytest.raises(selling.PastDay):
        selling.set_terms(by=participant, away_until=date(2020, 1, 1))


# A look first ----------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(participant, mentor):
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.UNDER_16)
    participant.refresh_from_db()
    return piece(participant, title="Blue bowl")


def test_a_minors_offer_waits_for_somebody_who_accompanies_them(waiting):
    assert waiting.status == "waiting"
    assert Client().get(waiting.get_absolute_url()).status_code == 404
    assert "Blue bowl" not in Client().get("/shop/").content.decode()
    with pytest.raises(baskets.NotForSale):
        add(waiting)


def test_the_mentor_puts_it_in_the_shop(waiting, mentor, login, django_capture_on_commit_callbacks):
    browser = login(mentor)
    assert "Blue bowl" in browser.get("/my/offers/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/my/offers/", {"listing": waiting.public_id, "answer": "approve"})

    assert Client().get(waiting.get_absolute_url()).status_code == 200
    assert "is in the shop now" in letters.sent()[-1].body


def test_giving_back_says_why(waiting, mentor, login):
    browser = login(mentor)

    silent = browser.post("/my/offers/", {"listing": waiting.public_id, "answer": "return"})
    browser.post("/my/offers/", {"listing": waiting.public_id, "answer": "return", "note": "Name the clay."})

    assert silent.status_code == 422
    waiting.refresh_from_db()
    assert waiting.status == "withdrawn"
    assert listings.relist(listing=waiting, by=waiting.seller.user).status == "waiting"


def test_what_was_approved_once_needs_no_second_look(waiting, mentor, participant):
    approving.decide(listing=waiting, approved=True, by=mentor)
    listings.withdraw(listing=waiting, by=participant)

    assert listings.relist(listing=waiting, by=participant).status == "live"


@pytest.mark.parametrize("who", ["stranger", "participant", "buyer"])
def test_nobody_else_decides(waiting, who, request):
    with pytest.raises(NotAllowed):
        approving.decide(listing=waiting, approved=True, by=request.getfixturevalue(who))


def test_the_site_may_want_a_look_at_every_offer(participant, settings):
    settings.SELLING_APPROVAL = True

    assert piece(participant).status == "waiting"


# Costs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0, 333, 1000, 9000])
def test_the_suggested_price_leaves_the_costs_after_all_shares(participant, settings, share):
    settings.PLATFORM_SHARE_BP, settings.COOP_SHARE_BP = share, share // 10
    listing = piece(participant, price="25")
    costs.note(
        listing=listing,
        minutes=90,
        wage_minor=1200,
        materials=[costs.Material("Clay", 333)],
        by=participant,
    )

    reckoned = costs.reckon(listing=listing, cost=listing.cost)

    assert reckoned.costs_minor == 2133
    kept = reckoned.suggested_minor - costs._shares(reckoned.suggested_minor)
    assert 0 <= kept - 2133 <= 10


def test_a_maker_learns_that_a_price_does_not_pay(participant, login):
    listing = piece(participant, price="5.00")
    rows = {"materials-TOTAL_FORMS": "1", "materials-INITIAL_FORMS": "0"}

    page = login(participant).post(
        f"/my/shop/{listing.public_id}/costs/",
        {**rows, "hours": "2", "wage": "10", "materials-0-name": "Clay", "materials-0-amount": "1.50"},
        follow=True,
    )

    assert "does not pay for materials and work" in text(page)
    assert "€21.50" in text(page)
    assert "-€16.50" in text(page)


@pytest.mark.parametrize("values", [{"hours": "-1"}, {"wage": "-1"}, {"materials-0-name": "Clay"}])
def test_odd_costs_are_refused_beside_the_field(participant, login, values):
    rows = {"materials-TOTAL_FORMS": "1", "materials-INITIAL_FORMS": "0", **values}

    page = login(participant).post(f"/my/shop/{piece(participant).public_id}/costs/", rows)

    assert page.status_code == 422
    assert "errorlist" in page.content.decode()
