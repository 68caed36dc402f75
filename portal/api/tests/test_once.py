"""One key, one row, the same answer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from mentorship.models import Project

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
def test_a_refusal_is_not_kept(participant, login):
    browser = login(participant)

    assert post(browser, "k1", media_type="smell").status_code == 400
    assert post(browser, "k1").status_code == 201
    assert post(browser, "k" * 201).status_code == 400


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_row_and_get_equal_answers(participant, login):
    browsers = [login(participant) for _ in range(10)]

    def insist(browser: Client) -> tuple[int, bytes]:
        try:
            for _ in range(100):
                answer = post(browser, "k1")
                if answer.status_code != 409:
                    break
                time.sleep(0.1)
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(insist, browsers))

    assert {status for status, _content in answers} == {201}
    assert len({content for _status, content in answers}) == 1
    assert Project.objects.count() == 1
