"""What sending costs, picking up, and tips: to the last cent, and only what the buyer has seen."""

from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.models import Parcel, SaleLine
from shop.selectors import delivery
from shop.services import checkout, listings, quotes, selling, shipping
from shop.services.parcels import Choices
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import DETAILS, submit, text

pytestmark = pytest.mark.django_db
GERMANY = shipping.Rate("DE", first_minor=500, more_minor=150)
ELSEWHERE = shipping.Rate("", first_minor=1200, more_minor=300)


def parcels(maker, *rates):
    return shipping.save(name="Small parcels", rates=rates or (GERMANY,), by=maker)


def sent(maker, profile, *, pickup=False, **values):
    """A piece of `maker` that is sent by `profile`."""
    listing = piece(maker, **values)
    terms = listings.Terms(profile=profile, can_be_picked_up=pickup)
    return listings.change(listing=listing, price=listing.price, quantity=listing.left, by=maker, terms=terms)


def quote(*pieces, **choices):
    return quotes.quote(basket=tills.basket_with(*pieces), by=None, choices=Choices(**choices))


def test_pieces_of_one_maker_travel_together(participant):
    profile = parcels(participant)
    bowl, cup = sent(participant, profile, price="20"), sent(participant, profile, price="30")

    assert quote(bowl, cup, country="DE").shipping == Decimal("6.50")


def test_the_dearest_way_is_the_first_and_the_others_are_further_pieces(participant):
    small = parcels(participant)
    large = shipping.save(name="Large", rates=[shipping.Rate("DE", 900, 400)], by=participant)
    bowl, chair = sent(participant, small, price="20"), sent(participant, large, price="90")

    assert quote(bowl, chair, country="DE").shipping == Decimal("10.50")


def test_each_maker_sends_their_own(participant, stranger):
    bowl, rug = sent(participant, parcels(participant)), sent(stranger, parcels(stranger))

    counted = quote(bowl, rug, country="DE")

    assert [parcel.shipping for parcel in counted.parcels] == [Decimal("5.00")] * 2
    assert counted.total == bowl.price + rug.price + 10


@pytest.mark.parametrize(("price", "cost"), [("49.99", "5.00"), ("50.00", "0.00")])
def test_sending_is_free_from_the_worth_that_the_maker_named(participant, price, cost):
    profile = parcels(participant, shipping.Rate("DE", 500, 0, free_from_minor=5000))

    assert quote(sent(participant, profile, price=price), country="DE").shipping == Decimal(cost)


def test_every_other_country_has_its_price_or_is_refused(participant):
    near = sent(participant, parcels(participant))
    far = sent(participant, shipping.save(name="Far", rates=[GERMANY, ELSEWHERE], by=participant))

    assert "is not sent to this country" in quote(near, country="NO").parcels[0].refusal
    assert quote(far, country="NO").shipping == 12


def test_without_a_country_nothing_is_promised(participant):
    counted = quote(sent(participant, parcels(participant)))

    assert not counted.is_counted
    assert counted.total == 25


def test_nobody_pays_for_what_they_pick_up(participant):
    selling.set_terms(by=participant, pickup="Mill Lane 3, Saturdays 10 to 14")
    bowl = sent(participant, parcels(participant), pickup=True)

    counted = quote(bowl, country="DE", fetched=frozenset({bowl.seller_id}))

    assert (counted.shipping, counted.needs_shipping) == (0, False)


def test_what_is_not_offered_for_picking_up_is_sent(participant):
    selling.set_terms(by=participant, pickup="Mill Lane 3")
    bowl = sent(participant, parcels(participant))

    assert quote(bowl, country="DE", fetched=frozenset({bowl.seller_id})).shipping == 5


def test_a_maker_without_a_place_cannot_offer_it(participant):
    with pytest.raises(listings.NoPickupPlace):
        sent(participant, None, pickup=True)


def test_somebody_elses_way_of_sending_is_refused(participant, stranger):
    with pytest.raises(listings.NotYourWay):
        sent(participant, parcels(stranger))


@pytest.mark.parametrize(
    ("rates", "error"),
    [
        ([], shipping.NoRates),
        ([GERMANY, GERMANY], shipping.SameCountryTwice),
        ([shipping.Rate("DE", -1)], shipping.BadRate),
        ([shipping.Rate("DE", 100, 200)], shipping.BadRate),
        ([shipping.Rate("DE", 10**12)], shipping.BadRate),
    ],
)
def test_prices_that_make_no_sense_are_refused(participant, rates, error):
    with pytest.raises(error):
        shipping.save(name="Odd", rates=rates, by=participant)


def test_a_way_in_use_stays(participant):
    profile = parcels(participant)
    sent(participant, profile)

    with pytest.raises(shipping.InUse):
        shipping.remove(profile=profile, by=participant)


def test_the_maker_gets_sending_and_tip_whole(participant, settings):
    settings.PLATFORM_SHARE_BP = 1000
    selling.set_terms(by=participant, policy="Back within 14 days.")
    bowl = sent(participant, parcels(participant), price="20.00")
    basket = tills.basket_with(bowl)
    counted = quotes.quote(basket=basket, by=None, choices=Choices("DE", tip_minor=300))
    details = checkout.Details("g@example.org", "Greta", address=tills.ADDRESS, tip_minor=300)

    payment = checkout.place(details=details, by=None, expected=counted.expected, now=timezone.now())
    tills.pay(payment)

    sale = SaleLine.objects.get()
    assert (sale.gross_minor, sale.share_minor, sale.net_minor) == (2800, 200, 2600)
    parcel = Parcel.objects.get()
    assert (parcel.shipping_minor, parcel.tip_minor, parcel.policy) == (500, 300, "Back within 14 days.")
    assert payment.order.total_incl_tax == 28


def test_what_was_promised_stays_as_it_was(participant):
    selling.set_terms(by=participant, policy="Back within 14 days.")
    tills.paid(piece(participant))

    selling.set_terms(by=participant, policy="Nothing goes back.")

    assert Parcel.objects.get().policy == "Back within 14 days."


def test_a_price_of_sending_that_rose_meanwhile_is_shown_before_anything_is_ordered(participant):
    bowl = sent(participant, profile := parcels(participant))
    basket = tills.basket_with(bowl)
    seen = quotes.quote(basket=basket, by=None, choices=Choices("DE")).expected
    shipping.save(name="Dearer", rates=[shipping.Rate("DE", 900)], by=participant, profile=profile)

    with pytest.raises(checkout.DeliveryChanged):
        checkout.place(
            details=checkout.Details("g@example.org", "Greta", address=tills.ADDRESS),
            by=None,
            expected=seen,
            now=timezone.now(),
        )


@settings(max_examples=60, deadline=None)
@given(
    worths=st.lists(st.integers(1, 99_999), min_size=1, max_size=6),
    first=st.integers(0, 5000),
    more=st.integers(0, 5000),
)
def test_sending_is_never_negative_and_grows_with_each_piece(worths, first, more):
    rate = delivery.ShippingRate(pk=1, profile_id=1, first_minor=max(first, more), more_minor=min(first, more))
    listing = delivery.Listing(shipping_profile_id=1)
    costs = [
        delivery.cost_minor(
            pieces=[delivery.Piece(listing, 1, worth) for worth in worths[:number]],
            country="DE",
            rates={1: {"": rate}},
        )
        for number in range(1, len(worths) + 1)
    ]

    assert costs == sorted(costs)
    assert costs[0] == rate.first_minor


# In a browser ----------------------------------------------------------------------------------------------


def test_the_first_order_shows_what_sending_costs_and_the_second_places_it(participant):
    client = tills.browser_with(sent(participant, parcels(participant), price="20.00"))
    assert "Total without sending" in text(client.get(DETAILS))

    refused = submit(client)
    assert refused.status_code == 409
    assert "Sending, picking up, the tip and the voucher are counted now" in text(refused)
    assert "€25.00" in text(refused)
    assert 'value="12 Mill Lane"' in refused.content.decode()

    placed = client.post(DETAILS, {**tills.TYPED, "seen": tills.seen(refused)})
    assert placed.status_code == 302
    assert Parcel.objects.get().shipping_minor == 500


def test_counting_again_keeps_everything_that_was_typed(participant):
    client = tills.browser_with(sent(participant, parcels(participant), price="20.00"))

    page = submit(client, count="1", tip="2.50")

    assert "€27.50" in text(page)
    assert 'value="Greta Guest"' in page.content.decode()
    assert "€25.00" in text(client.get(DETAILS))  # the country is remembered


def test_a_country_nobody_sends_to_is_refused_beside_the_field(participant):
    client = tills.browser_with(sent(participant, parcels(participant), title="Blue bowl"))

    page = submit(client, country="NO", postcode="0150")

    assert page.status_code == 409
    assert "“Blue bowl” is not sent to this country." in text(page)
    assert not Parcel.objects.exists()


def test_picking_up_needs_no_address(participant):
    selling.set_terms(by=participant, pickup="Mill Lane 3, Saturdays")
    bowl = sent(participant, parcels(participant), pickup=True)
    client = tills.browser_with(bowl)
    typed = {"email": "g@example.org", "name": "Greta", f"reach-{bowl.seller_id}": "pickup"}
    counted = client.post(DETAILS, {**typed, "count": "1"})

    placed = client.post(DETAILS, {**typed, "seen": tills.seen(counted)})

    assert placed.status_code == 302
    parcel = Parcel.objects.get()
    assert (parcel.way, parcel.pickup, parcel.order.shipping_address) == ("pickup", "Mill Lane 3, Saturdays", None)


@pytest.mark.parametrize("tip", ["-1", "1e9", "abc", "0.001", "99999999"])
def test_an_absurd_tip_is_refused_beside_the_field(participant, tip):
    page = submit(tills.browser_with(piece(participant)), tip=tip)

    assert page.status_code == 422
    assert 'id="id_tip_error"' in page.content.decode()
    assert f'value="{tip}"' in page.content.decode()


def test_a_maker_sets_a_way_of_sending_up_and_changes_it(participant, login):
    client = login(participant)
    rows = {"rates-TOTAL_FORMS": "3", "rates-INITIAL_FORMS": "0", "name": "Small"}

    wrong = client.post("/my/shop/sending/new/", {**rows, "rates-0-country": "Atlantis", "rates-0-first": "-3"})
    right = client.post("/my/shop/sending/new/", {**rows, "rates-0-country": "germany", "rates-0-first": "4.50"})

    assert wrong.status_code == 422
    for words in ("Choose a country from the list.", "An amount cannot be negative.", 'value="Atlantis"'):
        assert words in wrong.content.decode()
    assert right.status_code == 302
    assert "Germany €4.50" in text(client.get("/my/shop/sending/"))
    profile = participant.seller.shipping_profiles.get()
    assert 'value="Germany"' in client.get(f"/my/shop/sending/{profile.pk}/").content.decode()


def test_another_makers_way_of_sending_does_not_exist(participant, stranger, login):
    profile = parcels(participant)

    for path in ("", "remove/"):
        assert login(stranger).post(f"/my/shop/sending/{profile.pk}/{path}").status_code == 404


def test_a_day_that_has_passed_is_no_day_to_come_back(participant, login):
    page = login(participant).post("/my/shop/about/", {"away_until": "2020-01-01", "pickup": "Mill Lane"})

    assert "Choose a day to come" in page.content.decode()
    assert "Mill Lane" in page.content.decode()


def test_more_parcels_ask_no_more_questions(participant, assert_queries_do_not_grow):
    profile = parcels(participant)
    client = tills.browser_with()
    basket = tills.Basket.objects.get()
    basket.strategy = tills.Selector().strategy(user=None)
    client.session["deliver_to"] = "DE"

    assert_queries_do_not_grow(
        DETAILS, lambda: basket.add_product(sent(participant, profile).product), client=client, rows=4
    )
