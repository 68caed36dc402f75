"""Programs ask for somebody's site by the same service as the button."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms_pages.models import Export
from cms_pages.services import exports
from cms_pages.tests import factories
from portal.testing.jobs import work_off

URL = "/api/v1/exports/"


@pytest.mark.django_db
def test_a_site_is_asked_for_watched_and_fetched(participant, login):
    factories.work(participant, "A red rug")
    browser = login(participant)

    asked = browser.post(URL, {"base_url": "https://amina.example.org/"}, content_type="application/json")
    assert asked.status_code == 202
    said = asked.json()
    assert (said["state"], said["archive"], said["base_url"]) == ("waiting", "", "https://amina.example.org/")
    again = browser.post(URL, {}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (400, "already_under_way")

    work_off()

    built = browser.get(f"{URL}{said['id']}/").json()
    assert (built["state"], built["work_count"]) == ("built", 1)
    assert len(built["sha256"]) == 64
    path = built["archive"].partition("/my/")[2]
    assert b"".join(browser.get(f"/my/{path}").streaming_content).startswith(b"PK")
    assert [each["id"] for each in browser.get(URL).json()["results"]] == [said["id"]]


@pytest.mark.django_db
def test_a_refusal_has_a_code_and_words(participant, login):
    browser = login(participant)
    factories.work(participant, "A red rug")

    answer = browser.post(URL, {"base_url": "ftp://evil/"}, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_base_url"
    assert answer.json()["message"]
    assert not Export.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"base_url": []}', '{"base_url": "' + "x" * 5000 + '"}'])
def test_what_is_no_request_is_refused_and_makes_nothing(body, participant, login):
    factories.work(participant, "A red rug")

    answer = login(participant).post(URL, body, content_type="application/json")

    assert answer.status_code in (202, 400)
    assert answer.status_code == 400 or body == ""
    assert Export.objects.count() == (answer.status_code == 202)


@pytest.mark.django_db
def test_nobody_elses_site_is_there(participant, stranger, operator, login):
    factories.work(participant, "A red rug")
    export = exports.request(person=participant, by=participant, now=timezone.now())

    for person in (stranger, operator):
        browser = login(person)
        assert browser.get(f"{URL}{export.public_id}/").status_code == 404
        assert browser.get(URL).json()["results"] == []
    assert Client().get(URL).status_code == 401


@pytest.mark.django_db
def test_a_page_of_another_site_cannot_ask(participant):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(participant)
    factories.work(participant, "A red rug")

    assert browser.post(URL, {}, content_type="application/json").status_code == 403
    assert browser.post(URL, {"base_url": ""}).status_code in (403, 415)
    assert not Export.objects.exists()


@pytest.mark.django_db
def test_the_list_asks_the_same_for_more_sites(participant, login, assert_queries_do_not_grow: Any):
    def add_row() -> None:
        Export.objects.create(person=participant, requested_at=timezone.now(), state="failed", reason="?")

    assert_queries_do_not_grow(URL, add_row, client=login(participant))
