"""What buyers said goes with their account, also what they said as guests with an address of theirs."""

from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.accounts.services import erasing
from shop.models import Question, Review, SaleLine, Voucher, VoucherUse, Wish
from shop.services import claiming, orders, questions, reviews, vouchers, wishes
from shop.services.vouchers import Terms
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_vouchers import place

pytestmark = pytest.mark.django_db


def bought(listing, **values):
    payment = tills.paid(listing, **values)
    sale = SaleLine.objects.select_related("line", "seller__user").get(line__order=payment.order)
    return orders.ship(sale=sale, by=sale.seller.user, now=timezone.now())


def asked(listing, by, **who):
    return questions.ask(listing=listing, by=by, text="?", submission=uuid4(), now=timezone.now(), **who)


def test_words_of_a_buyer_go_with_the_account(participant, buyer):
    EmailAddress.objects.create(user=buyer, email=buyer.email, verified=True)
    listing = piece(participant, kind="edition", quantity=9)
    reviews.write(sale=bought(listing, by=buyer, email=buyer.email), by=buyer, name="Ben", stars=5)
    reviews.write(sale=bought(listing, email=buyer.email.upper()), by=None, name="Ben", stars=4)
    others = reviews.write(sale=bought(listing), by=None, name="Greta", stars=3)
    asked(listing, buyer)
    asked(listing, AnonymousUser(), name="Ben", email=buyer.email)
    stays = asked(listing, AnonymousUser(), name="Vera", email="vera@example.org")
    wishes.wish(listing=listing, by=buyer)

    erasing.erase(user=buyer, now=timezone.now())

    assert list(Review.objects.all()) == [others]
    assert list(Question.objects.all()) == [stays]
    assert not Wish.objects.exists()


def test_a_review_written_before_the_order_was_taken_goes_as_well(participant, buyer):
    EmailAddress.objects.create(user=buyer, email=buyer.email, verified=True)
    reviews.write(sale=bought(piece(participant), email=buyer.email), by=None, name="Ben", stars=4)
    claiming.claim(by=buyer)

    erasing.erase(user=buyer, now=timezone.now())

    assert not Review.objects.exists()


def test_a_maker_who_leaves_takes_vouchers_along_and_orders_keep_what_was_taken_off(participant):
    vouchers.make(by=participant, currency="EUR", terms=Terms(code="SPRING", percent_bp=1000))
    tills.pay(place(piece(participant), code="SPRING"))

    erasing.erase(user=participant, now=timezone.now())

    assert not Voucher.objects.exists()
    assert VoucherUse.objects.get().amount_minor == 250
