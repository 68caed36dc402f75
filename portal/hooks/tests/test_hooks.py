"""Other systems are told what happens: signed, until it arrives, and never anybody in our own network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from leaderboard.models import Badge, Milestone
from leaderboard.services import badges
from mentorship.models import Feedback
from mentorship.services import reviews
from mentorship.tests import tasks as make
from portal.accounts.models import User
from portal.accounts.services import erasing
from portal.core import outside
from portal.core.exceptions import NotAllowed
from portal.hooks import services
from portal.hooks.models import Attempt, Delivery, Endpoint, Event
from portal.hooks.signing import secret_of
from shop.tests import factories, tills

URL = "http://hooks.example/in?from=us"
EVERYTHING = [each.value for each in Event]


class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        answer = self.server.answers.pop(0) if self.server.answers else 200  # type: ignore[attr-defined]
        self.send_response(answer)
        if answer == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Any]:
    """Another system on this machine, whose number counts as open, and its port as that of the web."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.heard, server.answers = [], []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.DEBUG = True  # lets secrets go without TLS
    ask = outside.tell
    monkeypatch.setattr(outside, "PORTS", {"http": server.server_port})
    monkeypatch.setattr(outside, "is_open", lambda number: number in {"127.0.0.1", "1.1.1.1"})
    monkeypatch.setattr(outside, "tell", lambda url, **more: ask(url, lookup=lambda *_: ["127.0.0.1"], **more))
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def endpoint(system: Any, moderator: User) -> Endpoint:
    return services.add(url=URL, events=EVERYTHING, by=moderator)


def tell(about: User | None = None) -> Delivery:
    services.tell(event=Event.TASK_APPROVED, data={"task": "abc"}, about=about, now=timezone.now())
    return Delivery.objects.latest("pk")


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Check as the other side does, by what “Standard Webhooks” says."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    words = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
    return wanted in headers["Webhook-Signature"].split(" ")


@pytest.mark.django_db
def test_a_fact_is_sent_signed_and_once(system, endpoint):
    delivery, now = tell(), timezone.now()

    assert services.deliver(number=delivery.pk, now=now)
    assert not services.deliver(number=delivery.pk, now=now)

    [(path, headers, body)] = system.heard
    said = json.loads(body)
    assert path == "/in?from=us"
    assert (said["event"], said["data"], said["id"]) == ("task.approved", {"task": "abc"}, headers["Webhook-Id"])
    assert headers["Content-Type"] == "application/json"
    assert abs(int(headers["Webhook-Timestamp"]) - time.time()) < 60
    assert is_signed(headers, body, secret_of(endpoint))
    assert not is_signed(headers, body + b" ", secret_of(endpoint))
    assert not is_signed({**headers, "Webhook-Timestamp": "1"}, body, secret_of(endpoint))
    assert not is_signed(headers, body, secret_of(endpoint, "another"))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("delivered", 1)
    assert Attempt.objects.get().status == 200


@pytest.mark.django_db
def test_what_does_not_arrive_is_sent_again_after_longer_and_longer_waits(system, endpoint):
    system.answers = [500, 302, 404, 503, 500, 500, 500]
    delivery, now = tell(), timezone.now()
    waited = []

    for _turn in range(6):
        assert not services.deliver(number=delivery.pk, now=now)
        delivery.refresh_from_db()
        waited.append(delivery.next_try_at - now)
        assert not services.deliver(number=delivery.pk, now=delivery.next_try_at - timedelta(seconds=1))
        now = delivery.next_try_at
    services.deliver(number=delivery.pk, now=now)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("given_up", 7)
    assert waited == list(services.WAITS)
    assert [each.status for each in delivery.tries.order_by("pk")] == [500, 302, 404, 503, 500, 500, 500]
    assert {path for path, _headers, _body in system.heard} == {"/in?from=us"}
    assert len({headers["Webhook-Id"] for _path, headers, _body in system.heard}) == 1
    assert services.deliver_due(now=now + timedelta(days=9)) == 0


@pytest.mark.django_db
def test_facts_are_told_in_ids_and_handles(
    endpoint, participant, mentor, stranger, django_capture_on_commit_callbacks
):
    badge = Badge.objects.create(slug="first-sale", name="First sale")
    seller = Badge.objects.create(slug="seller", name="Seller")
    milestone = Milestone.objects.create(name="First piece sold", pieces_sold=1, badge=seller)
    task = make.give(participant, mentor, title="Secret title")
    piece = make.hand_in(task, note="Secret note")
    words = reviews.Words(strengths="Secret praise", steps=["Secret step"], outcome=Feedback.Outcome.APPROVED)
    offered = factories.piece(stranger)
    now = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        said = reviews.give(task=task, words=words, by=mentor, now=now)
        badges.award(badge=badge, user=participant, evidence="Secret ground", by=mentor, now=now)
        order = tills.paid(offered).order

    told = [
        (row.event, json.loads(row.body)["data"], row.about) for row in Delivery.objects.order_by("event", "pk")
    ]
    by = {"participant": participant.handle, "by": mentor.handle}
    about_piece = {"submission": piece.public_id, "task": task.public_id, **by}
    assert told == [
        ("badge.awarded", {"badge": "first-sale", "participant": participant.handle}, participant),
        ("badge.awarded", {"badge": "seller", "participant": stranger.handle}, stranger),
        ("feedback.given", {"feedback": said.public_id, **about_piece}, participant),
        ("milestone.reached", {"milestone": milestone.pk, "participant": stranger.handle}, stranger),
        ("order.settled", {"order": order.number}, order.user),
        ("task.approved", about_piece, participant),
    ]
    assert not [row for row in Delivery.objects.all() if "Secret" in row.body or "@" in row.body]


class Killed(BaseException):
    """What no code of ours catches."""


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_sent_though_the_process_dies_right_after_its_commit(
    system, endpoint, participant, mentor, monkeypatch
):
    task = make.give(participant, mentor)
    make.hand_in(task)
    words = reviews.Words(strengths="Even.", steps=["On."], outcome=Feedback.Outcome.APPROVED)

    def die(_connection: Any) -> None:
        raise Killed

    jobs = DBTaskResult.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr(BaseDatabaseWrapper, "run_and_clear_commit_hooks", die)
        with pytest.raises(Killed):
            reviews.give(task=task, words=words, by=mentor, now=timezone.now())
    connection.run_on_commit = []  # it had them in its memory only

    task.refresh_from_db()
    assert (task.status, system.heard, DBTaskResult.objects.count()) == ("approved", [], jobs)
    call_command("send_webhooks")
    heard = {json.loads(body)["event"] for _path, _headers, body in system.heard}
    assert heard == {"feedback.given", "task.approved"}


@pytest.mark.django_db
def test_what_is_undone_is_not_told(endpoint, participant, mentor):
    task = make.give(participant, mentor)
    make.hand_in(task)
    words = reviews.Words(strengths="Even.", steps=["On."], outcome=Feedback.Outcome.APPROVED)

    with transaction.atomic():
        reviews.give(task=task, words=words, by=mentor, now=timezone.now())
        assert Delivery.objects.count() == 2
        transaction.set_rollback(True)

    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_worker_sends_it_and_the_clock_makes_up_for_one(system, endpoint, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell()
    job = DBTaskResult.objects.get(task_path__endswith="deliver_hook")
    job.task.func(*job.args_kwargs["args"])
    assert len(system.heard) == 1

    tell()
    cut_off = tell()
    Delivery.objects.filter(pk=cut_off.pk).update(state="sending", begun_at=timezone.now() - timedelta(hours=1))
    call_command("send_webhooks")
    assert len(system.heard) == 3


@pytest.mark.django_db
def test_who_answers_gone_is_told_nothing_more(system, endpoint):
    system.answers = [410]
    first, second = tell(), tell()
    services.deliver(number=first.pk, now=timezone.now())

    assert {row.state for row in Delivery.objects.all()} == {"given_up"}
    assert not services.deliver(number=second.pk, now=timezone.now())
    assert len(system.heard) == 1
    endpoint.refresh_from_db()
    assert not endpoint.is_on
    assert services.tell(event=Event.TASK_APPROVED, data={}, about=None, now=timezone.now()) == 0


@pytest.mark.django_db
def test_only_what_was_chosen_is_told(endpoint, moderator):
    services.change(endpoint=endpoint, url=URL, events=["badge.awarded"], is_on=True, by=moderator)

    assert services.tell(event=Event.TASK_APPROVED, data={}, about=None, now=timezone.now()) == 0
    assert services.tell(event=Event.BADGE_AWARDED, data={}, about=None, now=timezone.now()) == 1
    services.change(endpoint=endpoint, url=URL, events=["badge.awarded"], is_on=False, by=moderator)
    assert services.tell(event=Event.BADGE_AWARDED, data={}, about=None, now=timezone.now()) == 0


@pytest.mark.django_db
def test_a_new_secret_overlaps_with_the_old_one_for_a_day(system, endpoint, moderator):
    delivery, other = tell(), tell()
    now, old = timezone.now(), secret_of(endpoint)
    new = secret_of(services.rotate(endpoint=endpoint, by=moderator, now=now))
    assert new != old

    for row, moment, is_both in ((delivery, now, True), (other, now + services.OVERLAP, False)):
        services.deliver(number=row.pk, now=moment)
        _path, headers, body = system.heard[-1]
        assert is_signed(headers, body, new)
        assert is_signed(headers, body, old) is is_both
    assert old not in str(Endpoint.objects.values().get())


@pytest.mark.django_db
def test_it_is_sent_again_under_the_same_id(system, endpoint, moderator):
    first = tell()
    services.deliver(number=first.pk, now=timezone.now())

    again = services.replay(delivery=first, by=moderator, now=timezone.now())
    services.deliver(number=again.pk, now=timezone.now())

    one, other = ((headers["Webhook-Id"], body) for _path, headers, body in system.heard)
    assert one == other
    assert again.pk != first.pk


@pytest.mark.django_db
@pytest.mark.parametrize("numbers", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"], []])
def test_a_name_that_leads_into_our_network_is_not_asked(numbers, moderator, monkeypatch, settings):
    endpoint = services.add(url="https://hooks.example/in", events=EVERYTHING, by=moderator)
    ask, connected = outside.tell, []
    monkeypatch.setattr(outside, "tell", lambda url, **more: ask(url, lookup=lambda *_: numbers, **more))
    monkeypatch.setattr(outside.socket, "create_connection", lambda *args, **_: connected.append(args))

    assert not services.deliver(number=tell().pk, now=timezone.now())

    assert connected == []
    assert endpoint.deliveries.get().tries.get().status == 0
    assert "no address of another site" in endpoint.deliveries.get().tries.get().reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/in",
        "https://127.0.0.1/in",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://user:word@hooks.example/",
        "https://hooks.example:6379/",
        "ftp://hooks.example/",
        "https://",
        "file:///etc/passwd",
        "words",
    ],
)
def test_no_other_address_is_taken(url, moderator):
    with pytest.raises(services.BadAddress):
        services.add(url=url, events=EVERYTHING, by=moderator)
    assert not Endpoint.objects.exists()


@pytest.mark.django_db
def test_an_answer_that_drips_is_cut(system, endpoint, monkeypatch):
    class Drip(Listener):
        def do_POST(self) -> None:
            for _turn in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)

    system.RequestHandlerClass = Drip
    monkeypatch.setattr(outside, "LONGEST", 0.5)
    begun = time.monotonic()

    assert not services.deliver(number=tell().pk, now=timezone.now())

    assert time.monotonic() - begun < 5
    assert Attempt.objects.get().status == 0


@pytest.mark.django_db
def test_only_who_runs_the_chapter_looks_after_them(system, moderator, participant, mentor, login):
    endpoint = services.add(url=URL, events=EVERYTHING, by=moderator)
    delivery, now = tell(), timezone.now()
    endings = [
        lambda by: services.add(url=URL, events=EVERYTHING, by=by),
        lambda by: services.change(endpoint=endpoint, url=URL, events=EVERYTHING, is_on=False, by=by),
        lambda by: services.rotate(endpoint=endpoint, by=by, now=now),
        lambda by: services.try_out(endpoint=endpoint, by=by, now=now),
        lambda by: services.replay(delivery=delivery, by=by, now=now),
        lambda by: services.remove(endpoint=endpoint, by=by, now=now),
    ]

    for person in (participant, mentor):
        for ending in endings:
            with pytest.raises(NotAllowed):
                ending(person)
        assert login(person).get(reverse("webhooks:index")).status_code == 404
    assert Endpoint.objects.get().is_on


@pytest.mark.django_db
def test_a_coordinator_adds_one_tries_it_and_reads_what_came_of_it(system, moderator, login):
    browser, place = login(moderator), reverse("webhooks:index")
    added = browser.post(place, {"url": URL, "events": EVERYTHING})
    endpoint = Endpoint.objects.get()
    secret = secret_of(endpoint)
    assert secret in added.content.decode()
    assert "no-store" in added["Cache-Control"]
    assert secret not in browser.get(place).content.decode()

    own = reverse("webhooks:endpoint", args=[endpoint.public_id])
    assert browser.post(reverse("webhooks:try_out", args=[endpoint.public_id])).url == own
    call_command("send_webhooks")
    page = browser.get(own).content.decode()
    assert str(Delivery.objects.get().event_id) in page
    assert "Arrived" in page
    assert json.loads(system.heard[0][2])["event"] == "ping"
    assert browser.post(reverse("webhooks:replay", args=[Delivery.objects.get().public_id])).url == own

    rotated = browser.post(reverse("webhooks:rotate", args=[endpoint.public_id])).content.decode()
    assert re.search(r"whsec_[\w+/=]{44}", rotated)
    assert secret not in rotated
    assert browser.post(own, {"url": URL, "events": ["ping"], "is_on": "on"}).status_code == 200
    assert browser.post(own, {"url": URL, "events": ["badge.awarded"]}).status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.events, endpoint.is_on) == (["badge.awarded"], False)
    refused = browser.post(place, {"url": "http://10.0.0.1/", "events": EVERYTHING}).content.decode()
    assert "no address of another site" in refused
    browser.post(reverse("webhooks:remove", args=[endpoint.public_id]))
    assert not Endpoint.objects.standing().exists()
    assert browser.get(own).status_code == 404


@pytest.mark.django_db
def test_the_log_asks_as_much_however_long_it_is(endpoint, moderator, login, assert_queries_do_not_grow):
    def add() -> None:
        row = tell()
        Attempt.objects.create(delivery=row, at=timezone.now(), status=500, took_ms=1)

    url = reverse("webhooks:endpoint", args=[endpoint.public_id])
    assert_queries_do_not_grow(url, add, client=login(moderator))


@pytest.mark.django_db
def test_it_is_erased_with_whom_it_is_about(endpoint, participant):
    tell(about=participant)
    services.deliver(number=Delivery.objects.get().pk, now=timezone.now())

    erasing.erase(user=participant, now=timezone.now())

    assert not Delivery.objects.exists()
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_old_ones_are_forgotten_and_those_that_wait_are_not(endpoint):
    tell()
    services.deliver(number=Delivery.objects.get().pk, now=timezone.now())
    waiting = tell()
    Delivery.objects.update(created_at=timezone.now() - services.KEPT - timedelta(hours=1))

    assert services.forget_old(now=timezone.now()) == 1

    assert Delivery.objects.get() == waiting


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(system, endpoint):
    number = tell().pk

    def send(_turn: int) -> bool:
        try:
            return services.deliver(number=number, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1
    assert len(system.heard) == 1
