"""From basket to order: what is set aside, what is refused."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone
from oscar.core.loading import get_model

from shop.models import Payment, Purchase
from shop.payments import NoWayToPay
from shop.services import checkout, payments, quotes
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
Order = get_model("order", "Order")
Benefit = get_model("offer", "Benefit")
Condition = get_model("offer", "Condition")
ConditionalOffer = get_model("offer", "ConditionalOffer")
Range = get_model("offer", "Range")


def test_an_order_sets_its_pieces_aside_and_waits_for_payment(participant):
    pot = piece(participant, price="48.00")

    payment = tills.order(pot)

    assert payment.order.status == "Awaiting payment"
    assert payment.state == Payment.State.PENDING
    assert (payment.amount_minor, payment.currency) == (4800, "EUR")
    assert tills.stock(pot) == (1, 1)
    assert payment.order.lines.get().partner_name == pot.seller.partner.name


def test_order_numbers_cannot_be_guessed(participant):
    numbers = [tills.order(piece(participant)).order.number for _ in range(3)]

    assert all(len(number) == 10 and number.isalnum() for number in numbers)
    assert len({number[:4] for number in numbers}) == 3


def test_the_second_buyer_of_an_original_is_told_which_piece_is_gone(participant):
    pot = piece(participant, title="Blue jug")
    basket = tills.basket_with(pot)
    tills.order(pot)

    with pytest.raises(checkout.SoldOut, match="Blue jug"):
        tills.order(basket=basket)

    basket.refresh_from_db()
    assert basket.status == "Open"
    assert Order.objects.count() == 1


def test_the_database_itself_refuses_to_promise_too_much(participant):
    pot = piece(participant)

    with pytest.raises(IntegrityError):
        pot.product.stockrecords.update(num_allocated=2)


def test_the_same_basket_twice_is_one_order(participant):
    basket = tills.basket_with(piece(participant))
    expected = quotes.quote(basket=basket, by=None).expected
    details = checkout.Details(email="a@example.org", name="A", address=tills.ADDRESS)

    first = checkout.place(details=details, by=None, expected=expected, now=timezone.now())
    second = checkout.place(details=details, by=None, expected=expected, now=timezone.now())

    assert first == second
    assert Order.objects.count() == 1


def test_a_price_that_rose_meanwhile_is_shown_before_it_is_charged(participant):
    pot = piece(participant, price="20.00")
    basket = tills.basket_with(pot)
    expected = quotes.quote(basket=basket, by=None).expected
    tills.price_to(pot, "30.00")

    with pytest.raises(checkout.PriceChanged):
        checkout.place(
            details=checkout.Details(email="a@example.org", name="A", address=tills.ADDRESS),
            by=None,
            expected=expected,
            now=timezone.now(),
        )

    assert tills.stock(pot) == (1, 0)
    assert not Purchase.objects.exists()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"total": Decimal("0.01")}, checkout.PriceChanged),
        ({"currency": "JPY"}, checkout.PriceChanged),
        ({"contents": "else"}, checkout.BasketChanged),
        ({"basket_id": 10**9}, quotes.EmptyBasket),
    ],
)
def test_what_the_buyer_saw_must_be_what_is_ordered(participant, change, refusal):
    pot = piece(participant)
    expected = replace(quotes.quote(basket=tills.basket_with(pot), by=None).expected, **change)

    with pytest.raises(refusal):
        checkout.place(
            details=checkout.Details(email="a@example.org", name="A", address=tills.ADDRESS),
            by=None,
            expected=expected,
            now=timezone.now(),
        )

    assert tills.stock(pot) == (1, 0)


def test_nobody_buys_their_own_work(participant):
    pot = piece(participant)

    with pytest.raises(checkout.SoldOut):
        tills.order(pot, by=participant)


def test_a_withdrawn_work_is_refused(participant):
    pot = piece(participant)
    basket = tills.basket_with(pot)
    pot.product.is_public = False
    pot.product.save()

    with pytest.raises(checkout.SoldOut):
        tills.order(basket=basket)


def test_nobody_orders_another_persons_basket(participant, buyer):
    basket = tills.basket_with(piece(participant), by=buyer)
    expected = quotes.quote(basket=basket, by=buyer).expected

    with pytest.raises(quotes.EmptyBasket):
        checkout.place(
            details=checkout.Details(email="a@example.org", name="A", address=tills.ADDRESS),
            by=None,
            expected=expected,
            now=timezone.now(),
        )


def test_what_travels_needs_an_address(participant):
    basket = tills.basket_with(piece(participant))

    with pytest.raises(checkout.AddressMissing):
        checkout.place(
            details=checkout.Details(email="a@example.org", name="A"),
            by=None,
            expected=quotes.quote(basket=basket, by=None).expected,
            now=timezone.now(),
        )


def test_oscars_offers_change_no_price(participant):
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    ConditionalOffer.objects.create(
        name="Half price",
        condition=Condition.objects.create(range=everything, type="Count", value=1),
        benefit=Benefit.objects.create(range=everything, type="Percentage", value=50),
    )
    basket = tills.basket_with(piece(participant, price="30.00"))

    assert quotes.quote(basket=basket, by=None).total == Decimal("30.00")
    assert tills.order(basket=basket).order.total_incl_tax == Decimal("30.00")


def test_nothing_is_ordered_without_a_way_to_pay(participant, settings):
    pot = piece(participant)
    settings.PAYMENT_PROVIDERS = []

    with pytest.raises(NoWayToPay):
        tills.order(pot)

    assert tills.stock(pot) == (1, 0)


def test_a_download_needs_no_address_and_no_stock(participant):
    song = piece(participant, kind="digital")
    basket = tills.basket_with(song)

    payment = checkout.place(
        details=checkout.Details(email="a@example.org", name="A"),
        by=None,
        expected=quotes.quote(basket=basket, by=None).expected,
        now=timezone.now(),
    )

    assert payment.order.shipping_address is None
    assert tills.stock(song) == (None, 0)


def test_one_address_cannot_hold_the_whole_shop(participant):
    for _ in range(checkout.MOST_OPEN_ORDERS):
        tills.order(piece(participant), email="grab@example.org")

    with pytest.raises(checkout.TooManyOpenOrders):
        tills.order(piece(participant), email="GRAB@example.org")


def test_pieces_of_several_makers_are_one_order(participant, stranger):
    payment = tills.order(piece(participant, price="10.00"), piece(stranger, price="5.50"))

    assert payment.amount_minor == 1550
    assert {line.partner_name for line in payment.order.lines.all()} == {"Amina Okoye", "Bruno Teixeira"}


def test_an_unpaid_order_gives_its_pieces_and_its_basket_back(participant, buyer):
    pot = piece(participant)
    payment = tills.order(pot, by=buyer)
    basket = payment.order.basket

    payments.sweep(now=payment.expires_at + timedelta(seconds=1))

    payment.refresh_from_db()
    basket.refresh_from_db()
    assert payment.state == Payment.State.EXPIRED
    assert payment.order.status == "Cancelled"
    assert tills.stock(pot) == (1, 0)
    assert basket.status == "Open"
    assert tills.paid(basket=basket, by=buyer).order.status == "Paid"


def test_a_maker_may_buy_from_another(participant, stranger):
    assert tills.paid(piece(stranger), by=participant).order.status == "Paid"
