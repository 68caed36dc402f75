"""The description of the API: whole, without a warning, and as the doors answer."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from portal.api import urls

pytestmark = pytest.mark.django_db


def described() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def test_it_is_made_without_a_warning():
    described()

    assert [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache] == []


def test_every_door_of_ours_is_described_and_the_parameters_that_it_takes():
    paths = described()["paths"]

    routes = [str(each.pattern) for each in urls.urlpatterns if str(each.pattern).startswith("v1/")]
    told = [path for path in paths if not path.startswith("/api/v1/exports")]
    assert len(told) == len(routes) - 3  # not itself and its two viewers
    said = {each["name"] for each in paths["/api/v1/tasks"]["get"]["parameters"]}
    assert said == {"fields", "limit", "modified_since", "offset", "ordering", "participant", "skill", "status"}
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

    jsonschema.validate(answer, _strict({**told, "components": whole["components"]}))


def _strict(part: Any) -> Any:
    """The same in the words of JSON Schema: what may be null says so there by its type; no unknown fields."""
    if isinstance(part, list):
        return [_strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    said = {name: _strict(each) for name, each in part.items() if name != "nullable"}
    if "properties" in said and isinstance(said["properties"], dict) and said.get("type") == "object":
        said["additionalProperties"] = False
    return {"anyOf": [said, {"type": "null"}]} if part.get("nullable") is True else said
