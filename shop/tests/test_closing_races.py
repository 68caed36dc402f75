"""Guests, people and sellers who leave, at one till. PostgreSQL only: SQLite has one writer."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.services import closures
from portal.testing import cast
from portal.testing.races import together
from shop.models import Payment
from shop.selectors import integrity, purses
from shop.services import saving_plans
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import refund, release

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_guests_and_people_who_buy_the_last_one_at_once_are_one_buyer(participant):
    pot = piece(participant)
    people = [cast.person(f"Buyer {number}", "buyer") for number in range(5)]
    jobs = [lambda n=n: tills.paid(pot, email=f"guest{n}@example.org") for n in range(5)]
    jobs += [lambda by=by: tills.paid(pot, by=by, email=by.email) for by in people]

    answers = together(*jobs)

    assert Counter(isinstance(each, Payment) for each in answers) == {True: 1, False: 9}, answers
    assert Payment.objects.filter(settles=True).count() == Payment.objects.count() == 1
    assert tills.stock(pot) == (0, 0)
    assert list(integrity.problems()) == []


def test_a_seller_who_leaves_while_ten_buy_is_not_erased_before_all_is_settled(participant):
    pots = [piece(participant) for _ in range(9)]
    jobs = [lambda pot=pot: tills.paid(pot) for pot in pots]

    answers = together(*jobs, lambda: closures.begin(user=participant, by=participant, now=timezone.now()))

    sold = [each for each in answers[:-1] if isinstance(each, Payment)]
    later = timezone.now() + timedelta(days=settings.ACCOUNT_CLOSURE_GRACE_DAYS + 1)
    erased = closures.erase_due(now=later)
    assert erased == (0 if sold or not hasattr(answers[-1], "due_at") else 1), answers
    assert User.objects.filter(pk=participant.pk, is_active=True).exists() or not sold
    assert list(integrity.problems()) == []


def test_giving_back_and_putting_aside_never_use_the_same_money(participant, moderator):
    payments = [tills.paid(piece(participant, price="20.00")) for _ in range(5)]
    for each in payments:
        release(each)
    own = {"owner": participant, "currency": "EUR", "by": participant}

    def move():
        asked = {"source": "", "target": "general", "amount_minor": 2000}
        return saving_plans.move(**asked, submission=uuid.uuid4(), now=timezone.now(), **own)

    together(*(lambda each=each: refund(each) for each in payments), *[move] * 5)

    held = purses.holding(participant, "EUR")
    assert held.ready_minor >= 0
    assert held.saved_minor >= 0
    assert list(integrity.problems()) == []
