"""Whoever opens the money of somebody else is noted, and nobody for their own."""

import pytest
from django.utils import timezone

from portal.accounts.models import AuditEvent
from portal.accounts.services import consents
from shop.models import SaleLine
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_payouts import ask, pay, prepare
from shop.tests.test_waterfall import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(participant, buyer):
    """100.00 for a piece that somebody with an account bought."""
    payment = tills.paid(piece(participant, price="100.00"), by=buyer)
    release(payment)
    return payment


@pytest.fixture
def payout(participant, moderator, sold):
    return pay(prepare(ask(participant), moderator), moderator)


@pytest.fixture
def agreed(participant):
    return consents.give_consent(user=participant, kind="money", by=participant, now=timezone.now())


def looks():
    """Return what was noted: (who, about whom, what)."""
    noted = AuditEvent.objects.filter(action="look").select_related("actor", "subject")
    return [(event.actor, event.subject, event.detail["what"]) for event in noted]


@pytest.mark.parametrize(("address", "what"), [("/payouts/{}/", "payout"), ("/payouts/{}/proof/", "payout-proof")])
def test_a_payout_and_its_proof(participant, moderator, payout, login, address, what):
    url = address.format(payout.public_id)

    assert login(participant).get(url).status_code == 200
    assert looks() == []
    assert login(moderator).get(url).status_code == 200
    assert looks() == [(moderator, participant, what)]
    assert AuditEvent.objects.get(action="look").object_label == f"shop.Payout {payout.pk}"


def test_a_payout_that_is_shown_again_with_a_refusal(participant, moderator, sold, login):
    payout = prepare(ask(participant), moderator)

    refused = login(moderator).post(f"/payouts/{payout.public_id}/", {"do": "pay"})

    assert refused.status_code == 422
    assert looks() == [(moderator, participant, "payout")]


def test_what_somebody_has_in_hand(participant, moderator, sold, login):
    assert login(moderator).get(f"/payouts/for/{participant.handle}/").status_code == 200

    assert looks() == [(moderator, participant, "money")]


def test_the_money_of_a_mentee(participant, mentor, sold, agreed, login):
    assert login(mentor).get(f"/my/mentees/{participant.handle}/money/").status_code == 200

    assert looks() == [(mentor, participant, "money")]


def test_a_payment_at_the_desk(buyer, moderator, sold, login):
    assert login(moderator).get(f"/my/payments/{sold.uuid}/").status_code == 200

    assert looks() == [(moderator, buyer, "payment")]


def test_a_payment_of_a_guest_is_noted_about_nobody(participant, moderator, login):
    payment = tills.paid(piece(participant))

    assert login(moderator).get(f"/my/payments/{payment.uuid}/").status_code == 200

    assert looks() == [(moderator, None, "payment")]


def test_a_sale_of_which_money_is_to_go_back(participant, moderator, sold, login):
    url = f"/my/sales/{SaleLine.objects.get().pk}/refund/"

    assert login(participant).get(url).status_code == 200
    assert looks() == []
    assert login(moderator).get(url).status_code == 200
    assert looks() == [(moderator, participant, "sale")]


@pytest.mark.parametrize("url", ["/payouts/", "/payouts/owed/", "/my/payments/"])
def test_lists_are_not_noted(moderator, payout, login, url):
    assert login(moderator).get(url).status_code == 200

    assert looks() == []


def test_who_finds_nothing_is_not_noted(participant, mentor, stranger, payout, login):
    assert login(mentor).get(f"/my/mentees/{participant.handle}/money/").status_code == 404  # without consent
    assert login(stranger).get(f"/payouts/{payout.public_id}/").status_code == 404

    assert looks() == []
