"""Milestones across what is sold, learnt and saved: all of it together, once, and it stays."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from leaderboard import progress
from leaderboard.models import BadgeAward, Milestone, MilestoneReached
from leaderboard.services import milestones
from mentorship.models import ResourceRequest
from mentorship.tests import stores
from shop.models import SaleLine
from shop.services import saving_plans
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_waterfall import refund, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_three(helper, weaving):
    """Sell 3 pieces AND reach level 2 AND save 100."""
    return Milestone.objects.create(
        name="On your own feet",
        pieces_sold=3,
        skill=weaving,
        level=2,
        saved_amount=Decimal(100),
        currency="EUR",
        badge=helper,
        kit=stores.kit((stores.material("Canvas"), 2)),
    )


@pytest.fixture
def sell(participant, django_capture_on_commit_callbacks):
    """Sell so many prints of 50.00 each, until the money is in hand."""
    prints = piece(participant, kind="edition", price="50.00", quantity=50)

    def sold(quantity=1):
        with django_capture_on_commit_callbacks(execute=True):
            payment = tills.paid(prints, quantity=quantity)
            release(payment)
        return payment

    return sold


@pytest.fixture
def save(participant, django_capture_on_commit_callbacks):
    def saved(amount):
        own = {"owner": participant, "currency": "EUR", "by": participant, "now": timezone.now()}
        with django_capture_on_commit_callbacks(execute=True):
            saving_plans.move(source="", target="general", amount_minor=amount, submission=uuid.uuid4(), **own)

    return saved


def reached(person):
    return MilestoneReached.objects.filter(user=person).exists()


def test_only_all_of_it_together_reaches_it(participant, mentor, all_three, sell, save, confirm):
    sell(3)
    assert not reached(participant)
    confirm(participant, mentor, 2)
    assert not reached(participant)
    save(9999)
    assert not reached(participant)

    save(1)

    assert reached(participant)
    award = BadgeAward.objects.get(user=participant, badge=all_three.badge)
    assert award.milestone.milestone == all_three
    asked = ResourceRequest.objects.get(person=participant)
    assert asked.kit == all_three.kit
    assert MilestoneReached.objects.get().request == asked


def test_it_is_reached_once_and_stays(participant, mentor, all_three, sell, save, confirm):
    sell(3)
    confirm(participant, mentor, 2)
    save(10_000)
    for _time in range(2):
        assert milestones.look(user=participant, now=timezone.now()) == []

    own = {"owner": participant, "currency": "EUR", "by": participant, "now": timezone.now()}
    saving_plans.move(source="general", target="", amount_minor=10_000, submission=uuid.uuid4(), **own)
    milestones.look(user=participant, now=timezone.now())

    assert MilestoneReached.objects.count() == BadgeAward.objects.count() == ResourceRequest.objects.count() == 1


def test_pieces_that_went_back_do_not_count(participant, helper, sell):
    Milestone.objects.create(name="Sold", pieces_sold=4, badge=helper)
    payment = sell(3)
    refund(payment, (SaleLine.objects.get(), 15_000))

    sell(3)
    assert progress.standing(participant).pieces == 3
    assert not reached(participant)


def test_a_badge_that_tells_of_savings_is_hidden_until_its_holder_shows_it(participant, helper, sell, save):
    Milestone.objects.create(name="Saved", saved_amount=Decimal(20), badge=helper)
    sell()
    save(2000)

    assert BadgeAward.objects.get(user=participant).is_hidden
    assert "20" not in BadgeAward.objects.get(user=participant).evidence


def test_a_new_milestone_is_reached_by_who_is_there_already(
    participant, stranger, helper, sell, django_capture_on_commit_callbacks
):
    sell(3)

    with django_capture_on_commit_callbacks(execute=True):
        Milestone.objects.create(name="Three", pieces_sold=3, badge=helper)

    assert reached(participant)
    assert not reached(stranger)


def test_one_that_is_switched_off_is_not_reached(participant, helper, sell):
    Milestone.objects.create(name="Off", pieces_sold=1, badge=helper, is_active=False)

    sell()

    assert not reached(participant)


def test_the_page_shows_how_far_one_is_and_what_it_unlocks(participant, all_three, sell, save, login):
    sell(2)
    save(2500)

    shown = login(participant).get("/my/badges/").content.decode()

    for words in (
        "On your own feet",
        "2 of 3",
        "0 of 2",
        "€25.00 of €100.00",
        "First steps",
        all_three.badge.name,
    ):
        assert words in shown


def test_the_page_asks_the_same_however_many_milestones(participant, helper, login, assert_queries_do_not_grow):
    def add():
        number = Milestone.objects.count()
        Milestone.objects.create(name=f"Number {number}", pieces_sold=number + 1, badge=helper)

    assert_queries_do_not_grow("/my/badges/", add, client=login(participant), rows=3)


def test_one_that_asks_or_unlocks_nothing_is_refused(helper):
    for values in ({"badge": helper}, {"pieces_sold": 1}, {"pieces_sold": 1, "badge": helper, "level": None}):
        made = Milestone(name="?", **values)
        if values.get("badge") and values.get("pieces_sold"):
            made.full_clean()
            continue
        with pytest.raises(ValidationError):
            made.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save()


def test_coordinators_make_milestones_in_the_admin(moderator, helper, login):
    browser = login(moderator)

    answer = browser.post(
        "/cms/leaderboard_milestone/new/",
        {"name": "Three", "pieces_sold": "3", "is_active": "on", "currency": "EUR", "badge": helper.pk},
    )

    assert answer.status_code == 302
    assert Milestone.objects.get().badge == helper
