"""What is of another type than described, no text, or too much is refused before anything is done."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mentorship.models import JournalEntry

pytestmark = pytest.mark.django_db
API = "/api/v1"


def sent(browser: Any, path: str, body: str) -> Any:
    return browser.post(f"{API}/{path}", body, content_type="application/json")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("journals", {"text": 5}, "text"),
        ("journals", {"text": "Wove.", "minutes": True}, "minutes"),
        ("journals", {"text": "Wove.", "minutes": "40"}, "minutes"),
        ("journals", {"text": ["Wove."]}, "text"),
        ("journals", {"text": "Wove.", "task": ""}, "task"),
        ("interactions", {"person": "x", "no_next_step": "yes"}, "no_next_step"),
        ("marketplace/sell", {"project": "x", "price": 25.0, "currency": "EUR"}, "price"),
        ("feedback", {"task": "x", "strengths": "S", "decision": "approve", "next_steps": [1]}, "next_steps"),
        ("feedback", {"task": "x", "strengths": "S", "decision": "approve", "scores": {"Form": "1"}}, "scores"),
        ("participants", {"email": "x@example.org", "display_name": "X", "goals": [{"title": 1}]}, "goals"),
        ("participants", {"email": "x@example.org", "display_name": "X" * 61}, "display_name"),
    ],
)
def test_another_type_is_refused_beside_its_field(path, body, field, participant, mentor, login):
    browser = login(participant if path in ("journals", "marketplace/sell") else mentor)

    answer = sent(browser, path, json.dumps(body))

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.content
    assert field in answer.json()["fields"]
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    "body", ['{"text": "\\ud800"}', '{"\\udfff": 1}', '[["\\ud800"]]', "[" * 100_000, "{", "NaN"]
)
def test_what_is_no_text_is_refused(body, participant, login):
    answer = sent(login(participant), "journals", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert answer["Content-Type"] == "application/problem+json"


def test_more_than_is_taken_is_refused_unread(participant, login, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = sent(login(participant), "journals", json.dumps({"text": "x" * 1000}))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("query", ["q=%00", "limit=1&q=a%00b"])
def test_a_parameter_with_a_null_byte_is_refused(query, participant, login):
    answer = login(participant).get(f"{API}/skills?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
