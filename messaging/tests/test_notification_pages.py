"""The inbox, what people choose, and the way out of mails."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.tests import tasks as make
from messaging import selectors
from messaging.kinds import BY_SLUG, KINDS, To
from messaging.models import Notification, Preference, Reception
from messaging.services import notifications

pytestmark = pytest.mark.django_db
INBOX, SETTINGS = "/my/notifications/", "/my/notifications/settings/"


@pytest.fixture
def tell(participant: Any, mentor: Any) -> Any:
    """`tell()` lets the mentor hear of one more piece."""

    def do() -> Notification:
        piece = make.hand_in(make.give(participant, mentor, title="Throw a bowl"))
        heard = [To(piece, mentor)]
        return notifications.tell(kind=BY_SLUG["work_submitted"], heard=heard, now=timezone.now())[0]

    return do


def test_the_inbox_shows_what_is_new_and_leads_there(tell, mentor, login):
    notice = tell()
    client = login(mentor)

    page = client.get(INBOX).content.decode()
    assert "has handed in “Throw a bowl”" in page
    assert "1 unread" in page
    answer = client.post(f"{INBOX}{notice.pk}/open/")

    assert answer.url == selectors.shown(mentor, [notice])[0].link
    assert "1 unread" not in client.get(INBOX).content.decode()


def test_one_or_all_are_marked(tell, mentor, login):
    first, _second = tell(), tell()
    client = login(mentor)

    client.post(f"{INBOX}{first.pk}/mark/")
    assert selectors.unread_count(mentor) == 1
    client.post(f"{INBOX}{first.pk}/mark/")
    assert selectors.unread_count(mentor) == 2
    client.post(f"{INBOX}read/")
    assert selectors.unread_count(mentor) == 0


def test_others_do_not_find_a_notice(tell, stranger, login):
    notice = tell()

    assert login(stranger).post(f"{INBOX}{notice.pk}/open/").status_code == 404
    assert login(stranger).post(f"{INBOX}{notice.pk}/mark/").status_code == 404
    notice.refresh_from_db()
    assert notice.is_unread


@pytest.mark.parametrize("query", ["?only=unread", "?kind=work_submitted", "?kind=comet&only=x&page=99"])
def test_the_inbox_is_filtered_and_forgives(query, tell, mentor, login):
    tell()

    assert "Throw a bowl" in login(mentor).get(f"{INBOX}{query}").content.decode()


def test_the_inbox_asks_the_same_for_many(tell, mentor, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(INBOX, tell, client=login(mentor))


def test_the_header_costs_one_query_and_none_for_visitors(mentor, login):
    def counts(client: Client) -> int:
        client.get("/mentors/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/find/")
        return sum("messaging_notification" in each["sql"] for each in queries)

    assert counts(login(mentor)) == 1
    assert counts(Client()) == 0


def form(**changes: str) -> dict[str, str]:
    sent = {"digest_hour": "8", "digest_weekday": "0", "time_zone": "", "quiet_from": "", "quiet_until": ""}
    for kind in KINDS:
        sent[f"{kind.slug}-in_inbox"] = "on"
        sent[f"{kind.slug}-mail"] = kind.mail
    return {**sent, **changes}


def test_people_choose_for_each_kind_and_when(mentor, login):
    client = login(mentor)
    assert client.get(SETTINGS).status_code == 200

    sent = form(
        **{
            "work_submitted-mail": "weekly",
            "time_zone": "Asia/Tokyo",
            "quiet_from": "22:00",
            "quiet_until": "07:00",
        }
    )
    page = client.post(SETTINGS, sent, follow=True)

    assert "This is how you will hear of things." in page.content.decode()
    assert Preference.objects.get(person=mentor, kind="work_submitted").mail == "weekly"
    assert Reception.objects.get(person=mentor).time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": "22:00"},
        {"time_zone": "Atlantis/Poseidonis"},
        {"digest_hour": "24"},
        {"digest_weekday": "7"},
        {"work_submitted-mail": "pigeon"},
    ],
)
def test_what_cannot_be_is_refused(wrong, mentor, login):
    page = login(mentor).post(SETTINGS, form(**wrong))

    assert page.status_code == 200
    assert not Preference.objects.exists()
    assert not Reception.objects.exists()


def test_mails_are_stopped_without_a_log_in_and_only_by_posting(mentor, client):
    url = f"/unsubscribe/{notifications.unsubscribe_token(mentor, 'work_submitted')}/"

    page = client.get(url).content.decode()
    assert "Somebody handed in a piece" in page
    assert mentor.email not in page
    assert not Preference.objects.exists(), "looking stops nothing"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert Preference.objects.get().mail == "none"
    assert client.get("/unsubscribe/nonsense/").status_code == 404
