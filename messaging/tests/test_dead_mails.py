"""Mails that did not go: operators see them and let them go again, nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from messaging.models import OutgoingMail

pytestmark = pytest.mark.django_db
PAGE = "/my/mails/"


def mail(person, state="unsure", **more):
    kept = {"key": uuid4().hex, "person": person, "form": "notice", "next_try_at": timezone.now()}
    return OutgoingMail.objects.create(state=state, attempts=3, error="SMTPDataError", **kept | more)


def test_an_operator_finds_what_did_not_go_and_lets_it_go_again(participant, operator, login):
    cut_off, client = mail(participant), login(operator)
    mail(participant, "waiting")

    page = client.get(PAGE).content.decode()
    assert page.count("Send it again") == 1
    assert "SMTPDataError" in page
    assert participant.email not in page
    assert "1 mail waits" in page
    told = client.post(PAGE, {"mail": cut_off.pk}, follow=True).content.decode()
    assert "next turn of the queue" in told
    assert "Every mail has gone" in told
    cut_off.refresh_from_db()
    assert (cut_off.state, cut_off.attempts) == ("waiting", 0)


def test_what_has_gone_is_not_sent_again_and_nonsense_is_not_found(participant, operator, login):
    client, gone = login(operator), mail(participant, "sent", sent_at=timezone.now())

    for number in (gone.pk, "", "x", "9" * 30):
        assert client.post(PAGE, {"mail": number}).status_code == 404


def test_nobody_else_gets_there(participant, mentor, moderator, login):
    for person in (participant, mentor, moderator):
        assert login(person).get(PAGE).status_code == 404


def test_more_mails_ask_no_more(participant, operator, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(PAGE, lambda: mail(participant), client=login(operator))
