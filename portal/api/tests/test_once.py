"""One key, one row, the same answer."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from cms_pages.models import Export
from mentorship.models import Project
from mentorship.services import journals, projects, tasks
from portal.accounts.services import erasing, personal_tokens
from portal.core import once
from portal.core.models import OnceAnswer

URL = "/api/v1/projects"
BOWL = {"title": "A bowl", "media_type": "image"}


def post(browser: Client, key: str, **body: Any) -> Any:
    headers = {"Idempotency-Key": key}
    return browser.post(URL, {**BOWL, **body}, content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_what_is_sent_twice_is_made_once(participant, stranger, login):
    browser = login(participant)

    first, again = post(browser, "k1"), post(browser, "k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert Project.objects.count() == 1
    other = post(browser, "k1", title="A jug")
    assert (other.status_code, other.json()["code"]) == (422, "key_used")
    assert post(browser, "k2").json()["id"] != first.json()["id"]
    assert post(login(stranger), "k1").json()["owner"] == stranger.handle


@pytest.mark.django_db
def test_what_is_changed_twice_is_changed_once(participant, login):
    """The second has the ETag of what the first has changed meanwhile, and is answered all the same."""
    browser, now = login(participant), timezone.now()
    entry = journals.write(owner=participant, by=participant, now=now, happened_on=now.date(), text="Wedged clay")
    url = f"/api/v1/journals/{entry.public_id}"
    headers = {"If-Match": browser.get(url)["ETag"], "Idempotency-Key": "k1"}

    first, again = (
        browser.patch(url, {"minutes": 90}, content_type="application/json", headers=headers) for _ in range(2)
    )
    other = browser.patch(url, {"minutes": 91}, content_type="application/json", headers=headers)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "key_used")
    entry.refresh_from_db()
    assert (entry.minutes, entry.version) == (90, 2)


@pytest.mark.django_db
def test_a_method_that_there_is_not_takes_no_key(participant, login):
    browser, headers = login(participant), {"Idempotency-Key": "k1"}
    assert post(browser, "k1").status_code == 201

    assert browser.put(URL, BOWL, content_type="application/json", headers=headers).status_code == 405


@pytest.mark.django_db
def test_a_refusal_is_not_kept(participant, login):
    browser = login(participant)

    assert post(browser, "k1", media_type="smell").status_code == 400
    assert post(browser, "k1").status_code == 201
    assert post(browser, "k" * 201).status_code == 400


@pytest.mark.django_db
def test_a_refusal_by_a_rule_leaves_nothing_behind(participant, mentor, login):
    """The work is made before it turns out that nobody gave its maker this task."""
    task = tasks.assign(participant=participant, title="T", by=mentor, now=timezone.now())

    refused = post(login(mentor), "k1", task=task.public_id)

    assert refused.status_code == 403
    assert not Project.objects.exists()
    assert not OnceAnswer.objects.exists()


@pytest.mark.django_db
def test_a_key_lasts_for_a_day_and_is_swept_then(participant, login):
    browser, now = login(participant), timezone.now()
    assert post(browser, "k1").status_code == 201
    call_command("forget_answers")
    assert OnceAnswer.objects.count() == 1
    OnceAnswer.objects.update(begun_at=now - timedelta(hours=24))

    assert post(browser, "k1", title="A jug").status_code == 201
    assert Project.objects.count() == 2
    OnceAnswer.objects.update(begun_at=now - timedelta(hours=24))
    call_command("forget_answers")
    assert not OnceAnswer.objects.exists()


@pytest.mark.django_db
def test_a_key_is_the_token_s_own(participant):
    keys = [
        personal_tokens.make(name="x", scope="own", lasts=timedelta(days=1), by=participant, now=timezone.now())[1]
        for _ in range(2)
    ]

    ids = []
    for key in [*keys, *keys]:
        browser = Client(headers={"Authorization": f"Bearer {key}"})
        ids.append(post(browser, "k1").json()["id"])

    assert ids[:2] == ids[2:]
    assert Project.objects.count() == 2


@pytest.mark.django_db
def test_a_site_is_ordered_once(participant, login):
    browser = login(participant)
    headers = {"Idempotency-Key": "k1"}

    first, again = (
        browser.post("/api/v1/exports", {}, content_type="application/json", headers=headers) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.content == again.content
    assert Export.objects.count() == 1


@pytest.mark.django_db
def test_it_is_erased_with_the_person(participant, login):
    post(login(participant), "k1")

    erasing.erase(user=participant, now=timezone.now())

    assert not OnceAnswer.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_row_and_get_equal_answers(participant, login):
    browsers, together = [login(participant) for _ in range(10)], threading.Barrier(10)

    def send(browser: Client) -> tuple[int, bytes]:
        try:
            together.wait()
            answer = post(browser, "k1")
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, browsers))

    assert {status for status, _content in answers} == {201}
    assert len({content for _status, content in answers}) == 1
    assert Project.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_is_told_to_come_again(participant, login, monkeypatch):
    monkeypatch.setattr(once, "PATIENCE", 1)
    holds, enough = threading.Event(), threading.Event()
    create = projects.create

    def slowly(**given: Any) -> Any:
        holds.set()
        assert enough.wait(30)
        return create(**given)

    monkeypatch.setattr(projects, "create", slowly)

    def first(browser: Client) -> int:
        try:
            return post(browser, "k1").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(first, login(participant))
        assert holds.wait(30)
        late = post(login(participant), "k1")
        enough.set()
        assert begun.result() == 201

    assert (late.status_code, late.json()["code"]) == (409, "still_running")
    assert post(login(participant), "k1").status_code == 201
    assert Project.objects.count() == 1
