"""The description of the API for programs: made of the views themselves, so that it cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView

from portal.api.examples import EXAMPLES
from portal.core.api import OwnApi

VERSION = "/api/v1/"
JSON = "application/json"
#: What leads on where the detail is not below the list: (operation, what comes next, {parameter: from where}).
LEADS = (
    ("projects_create", "projects_files_create", {"public_id": "$response.body#/id"}),
    ("projects_list", "projects_files_create", {"public_id": "$response.body#/results/0/id"}),
    ("projects_files_create", "projects_retrieve", {"public_id": "$response.body#/id"}),
    ("marketplace_sell_create", "listings_retrieve", {"public_id": "$response.body#/listing"}),
    ("portfolios_list", "portfolios_export_create", {"handle": "$response.body#/results/0/handle"}),
    ("portfolios_export_create", "exports_retrieve", {"public_id": "$response.body#/id"}),
    ("conversations_messages_create", "conversations_messages_list", {"public_id": "$request.path.public_id"}),
    ("conversations_list", "conversations_messages_list", {"public_id": "$response.body#/results/0/id"}),
    ("conversations_list", "conversations_messages_create", {"public_id": "$response.body#/results/0/id"}),
    ("notifications_list", "notifications_read_create", {"id": "$response.body#/results/0/id"}),
)


def ours(endpoints: list[Any], **_more: Any) -> list[Any]:
    """Only doors of this version of the API; one that answers with and without a slash is told without."""
    there = {each[0] for each in endpoints}
    doors = [each for each in endpoints if each[0].startswith(VERSION)]
    return [each for each in doors if not each[0].endswith("/") or each[0].rstrip("/") not in there]


def linked(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Name in the answers of lists, and of what makes something, the operations that read one of them."""
    paths = result["paths"]
    by_name = {each["operationId"]: each for doors in paths.values() for each in doors.values()}
    for name, then, parameters in [*LEADS, *_details(paths)]:
        for status, answer in by_name[name]["responses"].items():
            if status.startswith("2"):
                link = {"operationId": then, "parameters": parameters}
                answer.setdefault("links", {})[then] = link
    return result


def _details(paths: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What leads from a list to a row of it, and from what makes a row to that row: to read and to change it."""
    for path, doors in paths.items():
        place, _slash, last = path.rpartition("/")
        if "get" not in doors or not last.startswith("{") or place not in paths:
            continue
        name, key = last.strip("{}"), "slug" if last == "{slug}" else "id"
        for method, where in (("get", f"results/0/{key}"), ("post", key)):
            if method in paths[place]:
                for then in doors.values():
                    yield (
                        paths[place][method]["operationId"],
                        then["operationId"],
                        {name: f"$response.body#/{where}"},
                    )


def exemplified(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Show the example of each operation: what is sent, and what comes back."""
    for doors in result["paths"].values():
        for operation in doors.values():
            example = EXAMPLES.get(operation["operationId"])
            if example is None:
                continue
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in example.said:
                    parameter["example"] = example.said[parameter["name"]]
            if example.body is not None and "requestBody" in operation:
                for content in operation["requestBody"]["content"].values():
                    content["example"] = example.body
            content = operation["responses"][str(example.status)].get("content", {}).get(JSON)
            if content is not None:
                content["example"] = example.answer
    return result


class TokenScheme(OpenApiAuthenticationExtension):
    """Tokens as the door `auth/token` gives them."""

    target_class = "portal.core.api.Bearer"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SchemaView(OwnApi, SpectacularJSONAPIView):
    """This description."""
