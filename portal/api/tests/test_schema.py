"""The description of the API: whole, without a warning, and as the doors answer."""

from __future__ import annotations

from datetime import UTC, datetime

import jsonschema
import pytest
from drf_spectacular.drainage import GENERATOR_STATS

from portal.api import urls
from portal.api.tests.described import described, strict
from portal.api.views import Skills

pytestmark = pytest.mark.django_db


def test_it_is_made_without_a_warning():
    described()

    assert [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache] == []


def test_every_door_of_ours_is_described_and_the_parameters_that_it_takes():
    paths = described()["paths"]

    routes = [str(each.pattern) for each in urls.urlpatterns if str(each.pattern).startswith("v1/")]
    told = [path for path in paths if not path.startswith("/api/v1/exports")]
    assert len(told) == len(routes) - 3  # not itself and its two viewers
    said = {each["name"] for each in paths["/api/v1/tasks"]["get"]["parameters"]}
    assert said == {
        *("If-None-Match", "fields", "limit", "modified_since", "offset", "ordering", "participant", "skill"),
        "status",
    }
    assert set(paths["/api/v1/tasks"]) == {"get", "post"}
    assert "201" in paths["/api/v1/marketplace/sell"]["post"]["responses"]


def test_members_read_it(participant, login):
    answer = login(participant).get("/api/v1/schema/")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.")


@pytest.mark.parametrize("name", ["dashboard", "leaderboard", "participants", "pages", "portfolios", "search"])
def test_doors_answer_as_it_says(name, participant, login):
    whole = described()
    told = whole["paths"][f"/api/v1/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    answer = login(participant).get(f"/api/v1/{name}").json()

    jsonschema.validate(answer, strict({**told, "components": whole["components"]}))


def test_a_door_that_has_to_go_says_so(participant, login, monkeypatch):
    moments = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    monkeypatch.setattr(Skills, "going", moments)

    answer = login(participant).get("/api/v1/skills")

    assert (answer["Deprecation"], answer["Sunset"]) == ("@1767225600", "Wed, 01 Jul 2026 00:00:00 GMT")
    told = described()["paths"]
    assert told["/api/v1/skills"]["get"]["deprecated"] is True
    assert "deprecated" not in told["/api/v1/tasks"]["get"]


def test_refusals_are_described_where_they_are_given():
    paths = described()["paths"]

    def told(path: str, method: str) -> set[int]:
        return {int(status) for status in paths[f"/api/v1/{path}"][method]["responses"]}

    assert told("tasks", "get") == {200, 304, 400, 401, 406}
    assert told("tasks/{public_id}", "get") == {200, 304, 400, 401, 404, 406}
    assert told("tasks", "post") == {201, 400, 401, 403, 406, 409, 413, 415, 422}
    assert told("participants", "post") == {201, 400, 401, 403, 406, 409, 413, 415, 422, 429}
    assert told("search", "get") == {200, 304, 400, 401, 406, 429}
    assert {412, 428} < told("journals/{public_id}", "patch")
    assert not {401, 403} & told("auth/revoke", "post")
    assert 429 in told("auth/token", "post")


def test_what_is_made_leads_to_where_it_is_read():
    paths = described()["paths"]

    def leads(path: str, method: str, status: str) -> dict[str, str]:
        links = paths[f"/api/v1/{path}"][method]["responses"][status]["links"]
        return {name: value for each in links.values() for name, value in each["parameters"].items()}

    assert leads("tasks", "post", "201") == {"public_id": "$response.body#/id"}
    assert leads("participants", "post", "201") == {"handle": "$response.body#/id"}
    assert leads("skills", "get", "200") == {"slug": "$response.body#/results/0/slug"}
    assert leads("marketplace/sell", "post", "201") == {"public_id": "$response.body#/listing"}
    assert leads("exports", "post", "202") == {"public_id": "$response.body#/id"}
