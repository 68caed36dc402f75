"""What providers tell us: kept once, acted on until it works, put aside when it never does."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from portal.core.exceptions import NotAllowed
from portal.testing.jobs import work_off
from shop.models import LedgerEntry, ProviderEvent
from shop.payments import demo
from shop.payments.base import Event, NotGenuine, ProviderDown
from shop.services import inbox, payments
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
ADDRESS = "/shop/webhooks/demo/"
PROOF = {"HTTP_X_PROOF": "genuine"}


class Telling(demo.DemoProvider):
    """The demo provider, were it one that sends events."""

    def read_event(self, *, body, headers):
        if headers.get("X-Proof") != "genuine":
            raise NotGenuine
        told = json.loads(body)
        return Event(event_id=told["id"], kind=told["kind"], payload=body.decode())

    def payment_of(self, payload):
        if payload["kind"] == "poison":
            raise ValueError("Nobody understands this.")
        return payload.get("payment")


@pytest.fixture(autouse=True)
def telling(monkeypatch):
    provider = Telling()
    monkeypatch.setattr(payments.providers, "by_name", lambda name: provider)
    return provider


def tell(payment=None, *, id="evt-1", kind="paid", client=None, **proof):
    body = json.dumps({"id": id, "kind": kind, "payment": str(payment.uuid) if payment else None})
    client = client or Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type="application/json", **(proof or PROOF)).status_code


def test_a_genuine_event_is_kept_and_a_worker_acts_on_it(participant, django_capture_on_commit_callbacks):
    payment = tills.order(piece(participant))
    demo.pay(key=payment.uuid)

    with django_capture_on_commit_callbacks(execute=True):
        assert tell(payment) == 200
    payment.refresh_from_db()
    assert not payment.is_captured
    work_off()

    payment.refresh_from_db()
    assert payment.settles
    event = ProviderEvent.objects.get()
    assert (event.payment, event.error, event.attempts) == (payment, "", 1)
    assert event.processed_at


def test_an_event_that_comes_again_is_kept_once(participant):
    payment = tills.paid(piece(participant))

    assert [tell(payment) for _ in range(5)] == [200] * 5

    assert ProviderEvent.objects.count() == 1
    inbox.work(now=timezone.now())
    assert LedgerEntry.objects.filter(kind="capture").count() == 1


@pytest.mark.parametrize("proof", [{"HTTP_X_PROOF": "forged"}, {"HTTP_X_OTHER": "genuine"}])
def test_what_is_not_genuine_is_refused_and_leaves_no_trace(participant, proof):
    assert tell(tills.order(piece(participant)), **proof) == 400

    assert not ProviderEvent.objects.exists()


def test_only_posts_of_a_bounded_size_are_read(telling):
    large = b" " * (inbox.LARGEST + 1)

    assert Client().get(ADDRESS).status_code == 405
    assert Client().post(ADDRESS, large, content_type="application/json", **PROOF).status_code == 413
    with pytest.raises(inbox.TooLarge):
        inbox.receive(provider="demo", body=large, headers={"X-Proof": "genuine"}, now=timezone.now())
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("error", [ProviderDown, DatabaseError])
def test_what_cannot_be_kept_now_is_asked_for_again(monkeypatch, error):
    def fail(**_):
        raise error

    monkeypatch.setattr(inbox, "receive", fail)

    assert tell() == 503


def test_a_provider_that_nobody_knows_has_no_inbox(monkeypatch):
    monkeypatch.undo()

    assert Client().post("/shop/webhooks/unknown/", b"{}", content_type="application/json").status_code == 404
    assert Client().post(ADDRESS, b"{}", content_type="application/json").status_code == 400


def test_an_event_about_nothing_of_ours_is_done_at_once():
    tell()

    assert inbox.work(now=timezone.now()) == {"done": 1, "again": 0, "dead": 0}

    assert ProviderEvent.objects.get().error == "Not about a payment of ours."


def test_matrix_25_a_poison_event_lets_others_pass_and_ends_as_a_dead_letter(participant, caplog):
    payment = tills.order(piece(participant))
    demo.pay(key=payment.uuid)
    tell(id="evt-poison", kind="poison")
    tell(payment, id="evt-2")
    now = timezone.now()

    assert inbox.work(now=now) == {"done": 1, "again": 1, "dead": 0}
    payment.refresh_from_db()
    assert payment.settles
    for _ in range(inbox.MOST_ATTEMPTS - 1):
        now += inbox.LONGEST_WAIT
        inbox.work(now=now)

    poison = ProviderEvent.objects.dead().get()
    assert poison.event_id == "evt-poison"
    assert poison.attempts == inbox.MOST_ATTEMPTS
    assert "Nobody understands this." in poison.error
    assert any(record.levelname == "ERROR" and "dead letter" in record.message for record in caplog.records)
    assert inbox.work(now=now + timedelta(days=9)) == {"done": 0, "again": 0, "dead": 0}


def test_waits_between_tries_grow_up_to_two_hours():
    waits = [inbox._wait(attempts).total_seconds() for attempts in range(1, 12)]

    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 7200


def test_what_a_dead_worker_had_is_taken_over_when_its_wait_is_over(participant):
    tell(tills.paid(piece(participant)))
    now = timezone.now()
    inbox._claim(now)  # and the worker dies

    assert inbox.work(now=now)["done"] == 0
    assert inbox.work(now=now + inbox.FIRST_WAIT)["done"] == 1


def test_an_operator_lets_a_dead_letter_be_tried_once_more(participant, operator, moderator, telling, monkeypatch):
    tell(tills.paid(piece(participant)), kind="poison")
    now = timezone.now()
    ProviderEvent.objects.update(attempts=inbox.MOST_ATTEMPTS, dead_at=now)
    event = ProviderEvent.objects.get()
    with pytest.raises(NotAllowed):
        inbox.replay(event=event, by=moderator, now=now)
    monkeypatch.setattr(Telling, "payment_of", lambda self, payload: payload["payment"])

    assert inbox.replay(event=event, by=operator, now=now) == "done"

    event.refresh_from_db()
    assert event.processed_at
    assert not event.is_dead


def test_what_a_provider_wrote_about_a_buyer_is_forgotten_after_90_days(participant, operator):
    payment = tills.paid(piece(participant))
    tell(payment)
    inbox.work(now=timezone.now())
    call_command("work_inbox")
    assert ProviderEvent.objects.get().payload

    assert inbox.tidy(now=timezone.now() + timedelta(days=91)) == 1

    event = ProviderEvent.objects.get()
    assert (event.payload, event.payment) == ("", payment)
    with pytest.raises(inbox.NothingToReplay):
        inbox.replay(event=event, by=operator, now=timezone.now())
    assert tell(payment) == 200
    assert ProviderEvent.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_matrix_03_an_event_sent_five_times_at_once_is_one_row_and_one_effect(participant):
    from portal.testing.races import together

    payment = tills.order(piece(participant))
    demo.pay(key=payment.uuid)

    assert together(*[lambda: tell(payment)] * 5) == [200] * 5
    together(*[lambda: inbox.work(now=timezone.now())] * 4)

    assert ProviderEvent.objects.get().attempts == 1
    assert LedgerEntry.objects.filter(key=f"capture:{payment.uuid}").count() == 1
    payment.refresh_from_db()
    assert payment.settles
