"""Pages of other sites: none unless they are named, and never with cookies."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

THERE = "https://app.example.org"
ASKED = "/api/v1/tasks"


def preflight(origin: str = THERE, path: str = ASKED) -> Any:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key",
    }
    return Client().options(path, headers=headers)


@pytest.mark.django_db
def test_nobody_may_unless_they_are_named():
    for answer in (preflight(), Client().get(ASKED, headers={"Origin": THERE})):
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.django_db
def test_who_is_named_may_with_a_token_and_without_cookies(settings):
    settings.CORS_ALLOWED_ORIGINS = [THERE]

    allowed = preflight()

    assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (200, THERE)
    assert {"authorization", "idempotency-key"} <= set(allowed["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in allowed
    refused = Client().get(ASKED, headers={"Origin": THERE})
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (401, THERE)
    assert "retry-after" in refused["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in refused


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "path"), [("https://evil.example.org", ASKED), (THERE, "/account/login/")])
def test_neither_others_nor_pages_are_meant(origin, path, settings):
    settings.CORS_ALLOWED_ORIGINS = [THERE]

    assert "Access-Control-Allow-Origin" not in preflight(origin, path)
