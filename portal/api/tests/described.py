"""What the API says about itself, for tests that hold its answers against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jsonschema
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

PREFIX = "/api/v1/"
KINDS = ("application/json", "application/problem+json")


def described() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def strict(part: Any) -> Any:
    """The same in the words of JSON Schema: what may be null says so there by its type; no unknown fields."""
    if isinstance(part, list):
        return [strict(each) for each in part]
    if not isinstance(part, dict):
        return part
    said = {name: strict(each) for name, each in part.items() if name not in ("nullable", "example", "examples")}
    if "properties" in said and isinstance(said["properties"], dict) and said.get("type") == "object":
        said["additionalProperties"] = False
    return {"anyOf": [said, {"type": "null"}]} if part.get("nullable") is True else said


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    told: dict[str, Any]

    def address(self, said: dict[str, Any]) -> str:
        """Where it is asked with the parameters `said`; those that are not sent along in headers."""
        places = {each["name"]: each["in"] for each in self.told.get("parameters", ())}
        unknown = set(said) - set(places)
        assert not unknown, f"{self.name} has no parameter {unknown}"
        path = self.path.format_map({name: value for name, value in said.items() if places[name] == "path"})
        asked = {name: value for name, value in said.items() if places[name] == "query"}
        return f"{path}?{urlencode(asked)}" if asked else path

    def headers(self, said: dict[str, Any]) -> dict[str, str]:
        names = {each["name"] for each in self.told.get("parameters", ()) if each["in"] == "header"}
        return {name: str(value) for name, value in said.items() if name in names}


class Description:
    """The whole of it, and what it says about one answer."""

    def __init__(self) -> None:
        self.whole = described()
        self._parts = {"components": strict(self.whole["components"])}

    def operations(self) -> Iterator[Operation]:
        for path, doors in self.whole["paths"].items():
            for method, told in doors.items():
                yield Operation(told["operationId"], method.upper(), path, told)

    def wrong(self, operation: Operation, answer: Any) -> str:
        """Return what `answer` has that is not described, or ""."""
        told = operation.told["responses"].get(str(answer.status_code))
        if told is None:
            return f"{answer.status_code} is not described: {answer.content[:300]!r}"
        return self.differs(told, answer.json() if answer.content else None, answer.get("Content-Type", ""))

    def differs(self, told: dict[str, Any], said: Any, kind: str) -> str:
        if "$ref" in told:
            told = self.whole["components"]["responses"][told["$ref"].rpartition("/")[2]]
        content = told.get("content", {})
        if not content:
            return "" if said is None else "nothing is described to be in it"
        shape = content.get(kind.partition(";")[0])
        if shape is None:
            return f"{kind} is not described"
        try:
            whole = {**strict(shape["schema"]), **self._parts}
            jsonschema.validate(said, whole, format_checker=jsonschema.FormatChecker())
        except jsonschema.ValidationError as error:
            return f"{error.json_path}: {error.message[:300]}"
        return ""
