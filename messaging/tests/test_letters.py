"""Letters to people without an account, and mails that always come."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging import outside
from messaging.kinds import BY_SLUG, KINDS, To
from messaging.models import Notification, OutgoingMail, Preference, Reception
from messaging.models.notifications import Mail
from messaging.services import mails, notifications
from portal.testing import letters
from shop.services import questions
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


@pytest.fixture
def order(participant: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A guest's, of which nothing was sent yet."""
    with django_capture_on_commit_callbacks(execute=True):
        return tills.paid(piece(participant, title="Blue jug")).order


def receipts() -> list[Any]:
    return [each for each in letters.sent() if "is paid" in each.subject]


def test_a_guest_gets_one_receipt_though_it_is_told_twice(order):
    outside.BY_SLUG["order_paid"].signal.send(sender=None, order=order)
    row = OutgoingMail.objects.get(letter="order_paid")
    assert "guest@example.org" not in row.key
    assert row.person is None

    [letter] = receipts()

    assert letter.to == ["guest@example.org"]
    assert "Blue jug" in letter.body
    assert letter.alternatives[0].mimetype == "text/html"
    assert "List-Unsubscribe" not in letter.extra_headers
    assert len(receipts()) == 1


def test_a_letter_that_the_server_refused_is_tried_again(order, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", _refuse)
        letters.sent()
    row = OutgoingMail.objects.get(letter="order_paid")
    assert (row.state, row.attempts, row.error) == (State.WAITING, 1, "ConnectionRefusedError")

    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert len(receipts()) == 1


def test_a_guest_whose_address_was_erased_gets_nothing(order):
    order.purchase.email = ""
    order.purchase.save()

    assert not receipts()
    assert OutgoingMail.objects.get(letter="order_paid").state == State.DROPPED


def test_a_letter_about_a_row_that_is_gone_is_dropped(participant):
    mails.queue_letter(letter="question_answered", source_id=987654, at=timezone.now())

    letters.sent()

    assert OutgoingMail.objects.get(letter="question_answered").state == State.DROPPED
    assert not mail.outbox


def test_each_answer_to_a_visitor_is_a_letter(participant, django_capture_on_commit_callbacks):
    who = {"name": "Vera", "email": "vera@example.org", "by": AnonymousUser()}
    now = timezone.now()
    asked = questions.ask(listing=piece(participant), text="How big?", submission=uuid4(), now=now, **who)

    for answer in ("A hand.", "Or two."):
        with django_capture_on_commit_callbacks(execute=True):
            questions.say(question=asked, by=participant, text=answer, submission=uuid4(), now=timezone.now())
        letters.sent()

    to_vera = [each for each in mail.outbox if each.to == ["vera@example.org"]]
    assert [answer in each.body for each, answer in zip(to_vera, ("A hand.", "Or two."), strict=True)] == [
        True
    ] * 2


def test_a_queued_mail_is_to_a_member_or_a_letter(participant):
    now = timezone.now()
    for wrong in (
        {"form": "letter", "letter": "order_paid", "source_id": 1, "person": participant},
        {"form": "letter", "letter": "", "source_id": 1},
        {"form": "letter", "letter": "order_paid"},
        {"form": "notice"},
        {"form": "notice", "person": participant, "letter": "order_paid"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutgoingMail.objects.create(key="k", next_try_at=now, **wrong)


def test_every_letter_has_its_own_name_and_a_model_that_exists():
    assert len(outside.BY_SLUG) == len(outside.LETTERS)
    for letter in outside.LETTERS:
        assert letter.model_class._meta.pk is not None


# What always comes -----------------------------------------------------------------------------------------------


@pytest.fixture
def members_order(participant: Any, buyer: Any) -> Any:
    return tills.paid(piece(participant, title="Blue jug"), by=buyer).order


def test_a_members_receipt_comes_whatever_they_say(members_order, buyer, django_capture_on_commit_callbacks):
    Reception.objects.create(person=buyer, quiet_from=time(0), quiet_until=time(23, 59))
    Preference.objects.create(person=buyer, kind="order_settled", in_inbox=False, mail=Mail.NONE)
    Notification.objects.all().delete()
    OutgoingMail.objects.all().delete()

    told = notifications.tell(kind=BY_SLUG["order_settled"], heard=[To(members_order, buyer)], now=timezone.now())
    notifications.read(notices=None, by=buyer, now=timezone.now())

    [letter] = letters.sent()
    assert told[0].is_in_inbox
    assert letters.address(letter) == buyer.email
    assert "Blue jug" in letter.body
    assert "€" in letter.body
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "/unsubscribe/" not in letter.body + letter.alternatives[0].content


def test_what_always_comes_can_be_switched_off_nowhere(buyer, login, client):
    always = [kind.slug for kind in KINDS if kind.must_be_mailed]
    assert {"order_settled", "payout_asked", "payout_moved", "decision_told"} == set(always)
    for slug in always:
        with pytest.raises(notifications.MustBeHeard):
            notifications.prefer(choices={slug: (True, Mail.NONE)}, reception={}, by=buyer)
        token = notifications.unsubscribe_token(buyer, slug)
        assert client.post(f"/unsubscribe/{token}/").status_code == 404
    assert not Preference.objects.exists()

    page = login(buyer).get("/my/notifications/settings/").content.decode()
    assert "so it always comes" in page


def _refuse(*_: Any, **__: Any) -> int:
    raise ConnectionRefusedError
