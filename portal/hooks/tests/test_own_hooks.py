"""Participants let programs of their own be told what happens to them: that, and nothing of anybody else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.services import erasing
from portal.core.exceptions import NotAllowed
from portal.hooks import services
from portal.hooks.models import Attempt, Delivery, Endpoint, Event
from portal.hooks.signing import secret_of
from portal.hooks.tests.test_hooks import EVERYTHING, URL, system  # noqa: F401  the fixture
from portal.testing import cast
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(system: Any, participant: User) -> Endpoint:  # noqa: F811  the fixture
    return services.add_own(url=URL, events=EVERYTHING, by=participant)


def lately(browser: Client) -> Client:
    """Say the password again, as whoever is shown a secret must."""
    browser.post("/account/reauthenticate/", {"password": cast.PASSWORD})
    return browser


def tell(about: User | None, **more: Any) -> int:
    data = {"task": "abc"}
    return services.tell(event=Event.TASK_APPROVED, data=data, about=about, now=timezone.now(), **more)


def test_it_is_told_what_concerns_its_owner_and_nothing_of_others(own, participant, stranger, moderator):
    chapters = services.add(url=URL, events=EVERYTHING, by=moderator)

    assert [tell(participant), tell(stranger), tell(None)] == [2, 1, 1]

    [mine] = own.deliveries.all()
    assert (mine.about, json.loads(mine.body)["data"]) == (participant, {"task": "abc"})
    assert chapters.deliveries.count() == 3


def test_an_order_is_told_to_its_makers_and_to_its_buyer_once(
    own, participant, stranger, django_capture_on_commit_callbacks
):
    buyers = services.add_own(url=URL, events=["order.settled"], by=stranger)
    first, second = factories.piece(participant), factories.piece(participant)

    with django_capture_on_commit_callbacks(execute=True):
        order = tills.paid(first, second, by=stranger).order

    for endpoint in (own, buyers):
        [told] = endpoint.deliveries.filter(event="order.settled")
        assert json.loads(told.body)["data"] == {"order": order.number}
        assert told.about == endpoint.owner


def test_a_closed_account_is_told_nothing(own, participant, system):  # noqa: F811  the fixture
    tell(participant)
    User.objects.filter(pk=participant.pk).update(is_active=False)

    assert tell(participant) == 0
    assert services.deliver_due(now=timezone.now()) == 0

    User.objects.filter(pk=participant.pk).update(is_active=True)
    assert services.deliver_due(now=timezone.now()) == 1
    assert len(system.heard) == 1


def test_only_participants_have_some_and_only_a_few(own, participant, mentor, buyer, moderator, login):
    for person in (mentor, buyer, moderator):
        with pytest.raises(NotAllowed):
            services.add_own(url=URL, events=EVERYTHING, by=person)
        assert login(person).get(reverse("own_webhooks:index")).status_code == 404
    for _more in range(services.MOST_OF_ONE - 1):
        services.add_own(url=URL, events=EVERYTHING, by=participant)
    with pytest.raises(services.TooMany):
        services.add_own(url=URL, events=EVERYTHING, by=participant)
    assert services.add(url=URL, events=EVERYTHING, by=moderator)


def test_nobody_else_looks_after_it_not_even_who_runs_the_chapter(own, participant, stranger, moderator, login):
    tell(participant)
    delivery, now = Delivery.objects.get(), timezone.now()
    for by in (stranger, moderator):
        for does in (
            lambda by: services.change(endpoint=own, url=URL, events=EVERYTHING, is_on=False, by=by),
            lambda by: services.rotate(endpoint=own, by=by, now=now),
            lambda by: services.try_out(endpoint=own, by=by, now=now),
            lambda by: services.replay(delivery=delivery, by=by, now=now),
            lambda by: services.remove(endpoint=own, by=by, now=now),
        ):
            with pytest.raises(NotAllowed):
                does(by)

    browser = login(moderator)
    assert own.url not in browser.get(reverse("webhooks:index")).content.decode()
    for name, key in (("endpoint", own), ("rotate", own), ("try_out", own), ("remove", own), ("replay", delivery)):
        assert browser.post(reverse(f"webhooks:{name}", args=[key.public_id])).status_code == 404
        assert login(stranger).post(reverse(f"own_webhooks:{name}", args=[key.public_id])).status_code == 404
    assert own.deliveries.count() == 1


def test_a_participant_adds_one_tries_it_and_reads_what_came_of_it(system, participant, login):  # noqa: F811
    browser, place = lately(login(participant)), reverse("own_webhooks:index")
    assert place in browser.get(reverse("accounts:home")).content.decode()
    added = browser.post(place, {"url": URL, "events": EVERYTHING})
    endpoint = Endpoint.objects.get()
    secret = secret_of(endpoint)
    assert secret in added.content.decode()
    assert "no-store" in added["Cache-Control"]
    assert secret not in browser.get(place).content.decode()

    page = reverse("own_webhooks:endpoint", args=[endpoint.public_id])
    assert browser.post(reverse("own_webhooks:try_out", args=[endpoint.public_id])).url == page
    call_command("send_webhooks")
    shown = browser.get(page).content.decode()
    delivery = Delivery.objects.get()
    assert (str(delivery.event_id) in shown, "Arrived" in shown, delivery.about) == (True, True, participant)
    assert browser.post(reverse("own_webhooks:replay", args=[delivery.public_id])).url == page

    rotated = browser.post(reverse("own_webhooks:rotate", args=[endpoint.public_id])).content.decode()
    endpoint.refresh_from_db()
    assert (secret_of(endpoint) in rotated, secret in rotated) == (True, False)
    assert browser.post(page, {"url": URL, "events": ["ping"], "is_on": "on"}).status_code == 200
    assert browser.post(page, {"url": URL, "events": ["goal.reached"]}).status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.events, endpoint.is_on) == (["goal.reached"], False)
    refused = browser.post(place, {"url": "http://10.0.0.1/", "events": EVERYTHING}).content.decode()
    assert "no address of another site" in refused
    browser.post(reverse("own_webhooks:remove", args=[endpoint.public_id]))
    assert browser.get(page).status_code == 404
    assert not Delivery.objects.exists()


def test_one_that_is_ended_is_told_nothing_and_is_forgotten_after_a_while(own, participant):
    now = timezone.now()
    services.remove(endpoint=own, by=participant, now=now)

    assert tell(participant) == 0
    with pytest.raises(services.Ended):
        services.try_out(endpoint=own, by=participant, now=now)
    services.forget_old(now=now)
    assert Endpoint.objects.exists()
    services.forget_old(now=now + services.ENDED + timedelta(minutes=1))
    assert not Endpoint.objects.exists()


def test_it_is_erased_with_its_owner(own, participant):
    tell(participant)

    erasing.erase(user=participant, now=timezone.now())

    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()


def test_its_pages_ask_as_much_however_much_there_is(own, participant, login, assert_queries_do_not_grow):
    def log() -> None:
        tell(participant)
        Attempt.objects.create(delivery=Delivery.objects.latest("pk"), at=timezone.now(), status=500, took_ms=1)

    def one_more() -> None:
        Endpoint.objects.create(url=URL, events=["goal.reached"], owner=participant, made_by=participant)

    browser = lately(login(participant))
    assert_queries_do_not_grow(reverse("own_webhooks:endpoint", args=[own.public_id]), log, client=browser)
    assert_queries_do_not_grow(reverse("own_webhooks:index"), one_more, client=browser)
