"""What buyers, makers and mentors have in their inbox about buying and selling."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging.models import Notification
from shop.models import SaleLine
from shop.services import cash, commissions, questions, reviews
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_cash import enter
from shop.tests.test_commissions import brought_to, offered

pytestmark = pytest.mark.django_db


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("person", "occasion"))


def test_each_side_of_a_commission_hears_what_the_other_does(
    participant, buyer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        offer = offered(participant, buyer)
    with django_capture_on_commit_callbacks(execute=True):
        commissions.accept(offer=offer, by=buyer)

    assert told("commission_moved") == [(buyer.pk, "offered"), (participant.pk, "accepted")]


def test_who_accompanies_the_maker_hears_of_a_commission_that_waits(
    participant, mentor, buyer, settings, django_capture_on_commit_callbacks
):
    settings.SELLING_APPROVAL = True
    with django_capture_on_commit_callbacks(execute=True):
        offer = offered(participant, buyer)
    with django_capture_on_commit_callbacks(execute=True):
        commissions.withdraw(offer=offer, by=participant)

    assert told("commission_moved") == [(mentor.pk, "waiting")]  # the buyer never saw it


def test_both_sides_hear_that_a_deposit_is_paid(participant, buyer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        brought_to("deposit_paid", participant, buyer)

    assert (participant.pk, "deposit_paid") in told("commission_moved")


def test_a_question_and_its_answer_are_in_both_inboxes(participant, buyer, django_capture_on_commit_callbacks):
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        asked = questions.ask(
            listing=piece(participant), by=buyer, text="How big is it?", submission=uuid4(), now=now
        )
    with django_capture_on_commit_callbacks(execute=True):
        questions.say(question=asked, by=participant, text="A hand", submission=uuid4(), now=now)

    assert told("piece_asked_about") == [(participant.pk, "1")]
    assert told("question_answered") == [(buyer.pk, "2")]


def test_a_cash_sale_is_with_the_mentor_and_with_both_when_nobody_signed(
    participant, mentor, login, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        enter(piece(participant), participant)
    assert told("cash_entered") == [(mentor.pk, "")]
    assert "waits for your signature" in login(mentor).get(reverse("messaging:notices")).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        cash.let_go(now=timezone.now() + timedelta(days=31))

    assert {person for person, _occasion in told("cash_lapsed")} == {participant.pk, mentor.pk}


def test_a_review_that_is_shown_is_with_its_maker(
    participant, buyer, moderator, django_capture_on_commit_callbacks
):
    tills.paid(piece(participant, kind="digital"), by=buyer)
    sale = SaleLine.objects.get()
    review = reviews.write(sale=sale, by=buyer, name="Vera", stars=5, text="Lovely")

    with django_capture_on_commit_callbacks(execute=True):
        reviews.decide(review=review, shown=True, by=moderator, now=timezone.now())

    assert told("review_shown") == [(participant.pk, "")]
