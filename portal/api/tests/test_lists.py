"""Every list: who meets which rows, how it is narrowed and cut, and that longer ones ask no more."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leaderboard.models import Badge, BadgeAward, PointEntry
from mentorship.models import MentorProfile, Preference, Submission
from mentorship.services import comparisons, goals, journals, reviews, submissions, tasks
from mentorship.tests import stores
from messaging.kinds import BY_SLUG, To
from messaging.models import Conversation
from messaging.services import conversations, messages, notifications
from portal.api import urls
from portal.testing import cast
from portal.testing.uploads import picture
from portal.tests.test_policy import World, world  # noqa: F401  the fixture
from shop.models import Payout, Posting, Pot
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db
API = "/api/v1"

#: List to the part of a row that names its detail; None where there is no detail.
KEYS: dict[str, str | None] = {
    "participants": "id",
    "tasks": "id",
    "projects": "id",
    "feedback": "id",
    "skills": "slug",
    "mentors": "id",
    "prospects": "id",
    "interactions": "id",
    "submissions": "id",
    "preferences": "id",
    "journals": "id",
    "goals": "id",
    "resources": "id",
    "issues": "id",
    "listings": "id",
    "orders": "id",
    "sales": "id",
    "ledger": "id",
    "savings": None,
    "payouts": "id",
    "conversations": "id",
    "notifications": "id",
    "badges": "id",
    "points": None,
    "portfolios": "id",
    "pages": "id",
    "search": None,
}
FEEDS = {"ledger", "notifications", "points"}


def rows(browser: Client, path: str, status: int = 200) -> Any:
    answer = browser.get(f"{API}/{path}")
    assert answer.status_code == status, (path, answer.status_code, answer.content[:300])
    return answer.json()["results"] if status == 200 else answer.json()


def browser_of(person: Any) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


@pytest.fixture
def full(world) -> World:  # noqa: F811  the fixture
    """The world of the policies, with several rows of one kind in every list of somebody."""
    amina, mentor, now = world.who["amina"], world.who["mentor"], timezone.now()
    talk = conversations.begin(by=mentor, to=amina)
    world.who["seller"] = cast.person("Ada Stone", "participant")
    for number in range(3):
        goal = goals.set_goal(owner=amina, title=f"Goal {number}", by=amina, now=now)
        Pot.objects.create(owner=amina, currency="EUR", goal=goal)
        entry = {"happened_on": now.date(), "visibility": "private", "files": [picture()]}
        journals.write(owner=amina, by=amina, now=now, text=f"Day {number}", **entry)
        stores.hand_out(amina, mentor, (stores.material(f"Yarn {number}", quantity=2), 1))
        badge = Badge.objects.create(slug=f"b-{number}", name=f"B {number}")
        given = {"awarded_at": now, "awarded_by": mentor, "evidence": "Seen."}
        BadgeAward.objects.create(badge=badge, user=amina, **given)
        points = {"rule": "task_approved", "source": 900 + number, "points": 5, "day": now.date()}
        PointEntry.objects.create(user=amina, number=900 + number, created_at=now, **points)
        messages.send(conversation=talk, by=amina, text=f"Word {number}", client_id=uuid4(), now=now)
        tills.paid(factories.piece(world.who["seller"]), by=world.who["buyer"])
        asked = {"amount_minor": 1, "method": "cash", "needs_two": False, "currency": "EUR", "not_before": now}
        asked |= {"requested_at": now, "state": "cancelled", "cancelled_at": now, "cancelled_by": amina}
        Payout.objects.create(person=amina, requested_by=amina, **asked)
        task = tasks.assign(participant=amina, title=f"Task {number}", by=mentor, now=now)
        notifications.tell(kind=BY_SLUG["task_withdrawn"], heard=[To(task, amina)], now=now)
        piece = submissions.submit(task=task, by=amina, now=now, note="Woven", files=[picture()])
        reviews.give(task=task, words=reviews.Words(strengths="Even.", steps=["On."]), by=mentor, now=now)
        again = Submission.objects.create(task=task, number=2, note="Again", submitted_at=now, form=uuid4())
        said = {"choice": "first", "reason": "?", "answered_at": now, "is_swapped": False, "drawn_at": now}
        Preference.objects.create(comparison=comparisons.pair(first=piece, second=again), rater=mentor, **said)
        other = cast.person(f"Mentor {number}", "mentor")
        MentorProfile.objects.get_or_create(user=other)
        conversations.begin(by=mentor, to=other)
    return world


def test_every_list_is_here():
    listed = {each.name for each in urls.urlpatterns if not each.pattern.converters}
    known = {*KEYS, "dashboard", "leaderboard", "notifications_read", "schema", "sell"}
    known |= {"redoc", "swagger", "token", "token_refresh", "token_revoke"}

    assert {name for name in listed if not name.endswith("_unversioned")} == known


def test_each_row_of_each_list_opens_and_is_the_same_there(full):
    seen = set()
    for who in ("amina", "mentor", "coordinator", "buyer", "guard", "operator"):
        browser = browser_of(full.who[who])
        for name, key in KEYS.items():
            for row in rows(browser, f"{name}?limit=100"):
                seen.add(name)
                if key:
                    one = browser.get(f"{API}/{name}/{row[key]}")
                    assert (one.status_code, one.json()) == (200, row), (who, name)

    assert set(KEYS) - seen == set(), "Nobody in the world sees a row of these."


def test_nobody_meets_rows_of_strangers(full):
    """Amina has something in every list of people's own things; the buyer has nothing to do with her."""
    hers, buyers = browser_of(full.who["amina"]), browser_of(full.who["buyer"])
    own = (
        "tasks",
        "submissions",
        "feedback",
        "goals",
        "issues",
        "sales",
        "ledger",
        "payouts",
        "notifications",
        "participants",
        "prospects",
        "interactions",
        "badges",
        "points",
    )
    for name in own:
        ids = {str(row.get("id", row.get("number"))) for row in rows(hers, f"{name}?limit=100")}
        others = {str(row.get("id", row.get("number"))) for row in rows(buyers, f"{name}?limit=100")}
        assert not ids & others, name
    posting = Posting.objects.filter(account__owner=full.who["amina"]).first()
    assert hers.get(f"{API}/ledger/{posting.pk}").status_code == 200
    assert buyers.get(f"{API}/ledger/{posting.pk}").status_code == 404


def asks(browser: Client, path: str) -> tuple[int, int]:
    """Return how many rows a list has, and how many queries it asked."""
    rows(browser, path)
    with CaptureQueriesContext(connection) as asked:
        return len(rows(browser, path)), len(asked)


def test_many_rows_ask_no_more_than_few(full):
    """Of what is told, and what is found, a query is asked for each kind of thing: there one kind is looked at."""
    talk = Conversation.objects.get(memberships__user=full.who["amina"], kind="direct")
    paths = {name: f"{name}?" for name in KEYS} | {
        "messages": f"conversations/{talk.public_id}/messages?",
        "notifications": "notifications?kind=task_withdrawn&",
        "search": "search?kind=works&",
    }
    longer = set()
    for who in ("amina", "mentor", "coordinator", "buyer", "seller"):
        browser = browser_of(full.who[who])
        for name, path in paths.items():
            if name == "messages" and who not in ("amina", "mentor"):
                continue
            (few, asked), (many, asked_for_many) = (
                asks(browser, f"{path}limit=1"),
                asks(browser, f"{path}limit=100"),
            )
            if few < many:
                longer.add(name)
                assert asked == asked_for_many, (who, name, few, many)

    assert set(paths) - longer == set(), "Nobody has several rows of these."


@pytest.mark.parametrize("name", sorted(KEYS))
def test_what_a_list_does_not_know_is_named_and_refused(name, participant, login):
    browser = login(participant)

    for query, field in (
        ("colour=red", "colour"),
        ("limit=101", "limit"),
        ("fields=nothing", "fields"),
        ("cursor=zz" if name in FEEDS else "offset=-1", "cursor" if name in FEEDS else "offset"),
    ):
        refused = browser.get(f"{API}/{name}?{query}")
        if query.startswith("fields") and refused.status_code == 200:
            assert refused.json()["results"] == []
            continue
        assert refused.status_code == 400, (query, refused.content)
        assert field in str(refused.json()), query


def test_lists_are_narrowed_ordered_and_thinned(full):
    hers = browser_of(full.who["amina"])

    assert [row["title"] for row in rows(hers, "goals?ordering=title&fields=title")][:1] == ["Goal 0"]
    assert [row["title"] for row in rows(hers, "goals?ordering=-title&limit=1")] != ["Goal 0"]
    assert set(rows(hers, "goals?fields=id,title")[0]) == {"id", "title"}
    assert {row["visibility"] for row in rows(hers, "journals?visibility=private")} == {"private"}
    assert rows(hers, "journals?modified_since=2999-01-01T00:00:00Z") == []
    assert len(rows(hers, "journals?modified_since=2000-01-01T00:00:00Z")) > 2
    for query in ("modified_since=soon", "ordering=text", "visibility=none", "happened_from=never"):
        name = query.partition("=")[0]
        assert name in str(rows(hers, f"journals?{query}", status=400)), query


def test_a_feed_goes_on_where_it_stood_though_something_comes_meanwhile(full):
    amina = full.who["amina"]
    hers, talk = browser_of(amina), Conversation.objects.get(memberships__user=amina, kind="direct")
    path = f"/api/v1/conversations/{talk.public_id}/messages?limit=2"
    first = hers.get(path).json()
    messages.send(conversation=talk, by=amina, text="Late", client_id=uuid4(), now=timezone.now())

    more = hers.get(first["next"].partition("//")[2].partition("/")[2].join(["/", ""])).json()

    said = [row["text"] for row in (*first["results"], *more["results"])]
    assert said == ["Word 2", "Word 1", "Word 0"]
    assert set(first) == {"next", "previous", "results"}


def test_what_did_not_change_is_not_sent_again(full):
    hers = browser_of(full.who["amina"])
    for path in ("goals", "dashboard", "leaderboard", f"goals/{rows(hers, 'goals')[0]['id']}"):
        first = hers.get(f"{API}/{path}")
        again = hers.get(f"{API}/{path}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path

    tag = hers.get(f"{API}/goals")["ETag"]
    goals.set_goal(owner=full.who["amina"], title="New", by=full.who["amina"], now=timezone.now())
    assert hers.get(f"{API}/goals", headers={"If-None-Match": tag}).status_code == 200


def test_times_are_utc_and_money_is_a_string_beside_its_currency(full, settings):
    hers = browser_of(full.who["amina"])
    with timezone.override("Asia/Tokyo"):
        row = rows(hers, "sales")[0]

    assert row["paid_at"].endswith("Z")
    assert row["currency"] == "EUR"
    assert all(isinstance(row[part], str) and "." in row[part] for part in ("gross", "fee", "share", "net"))


def test_a_site_is_asked_for_by_its_owner_only(buyer, participant, login):
    def ask(person: Any, handle: str) -> Any:
        return login(person).post(f"{API}/portfolios/{handle}/export", {}, content_type="application/json")

    assert ask(buyer, "nobody-here").status_code == 404
    assert ask(buyer, participant.handle).status_code == 403
    mine = ask(participant, participant.handle)
    assert (mine.status_code, mine.json()["state"]) == (202, "waiting")
