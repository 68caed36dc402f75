"""Whatever a hostile program sends: a refusal that is described, beside its field, and nothing is changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from portal.api import examples
from portal.api.tests import stage as stages
from portal.api.tests.described import Description, Operation
from portal.api.tests.stage import Stage

pytestmark = pytest.mark.django_db
#: Instead of what a field wants; some of it some fields take.
VALUES: dict[str, Any] = {
    "nothing": None,
    "below nothing": -1,
    "a huge number": 2**70,
    "a zero byte": "a\0b",
    "half a letter": "\ud800",
    "many words": "x" * 200_000,
    "a list of lists": [[[]]],
    "objects in objects": {"a": {"b": {"c": []}}},
    "the last moment": "9999-12-31T23:59:59.999999-23:59",
}
#: Whole bodies.
BODIES: dict[str, bytes] = {
    "nothing": b"null",
    "a list": b"[]",
    "words": b'"words"',
    "a number": b"7",
    "no JSON": b"{",
    "no letters": b'{"a": "\xff\xfe"}',
    "deep": b"[" * 100_000,
    "deep and whole": b'{"a":' * 900 + b"1" + b"}" * 900,
    "no number": b'{"a": NaN}',
    "an endless number": b'{"a": ' + b"9" * 5000 + b"}",
}
OTHER_KINDS = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/json; charset=nope",
    "x",
)
WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


@pytest.fixture(scope="module")
def description() -> Description:
    return Description()


@pytest.fixture
def stage(django_capture_on_commit_callbacks: Any) -> Stage:
    with django_capture_on_commit_callbacks(execute=True):
        return stages.build()


class Attack:
    """Sends things in the name of whom an example is about, and keeps what was answered wrongly."""

    def __init__(self, stage: Stage, description: Description) -> None:
        self.stage, self.description = stage, description
        self.browsers: dict[str, Client] = {}
        self.wrong: dict[str, str] = {}
        self.sent = 0
        self.counts: dict[str, int] = {}

    def send(
        self, operation: Operation, body: Any, what: str, *, kind: str = "application/json", **more: Any
    ) -> Any:
        example = examples.EXAMPLES[operation.name]
        said = self.stage.put(dict(example.said))
        browser, sent = self.browser(example.who), body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {**operation.headers(said), **more}
        self.sent += 1
        with transaction.atomic():
            with self._noting() as touched:
                answer = browser.generic(operation.method, operation.address(said), sent, kind, headers=headers)
            changed = [each for each in sorted(touched) if self._count(each) != self.counts[each]]
            transaction.set_rollback(True)
        told = self._told(operation, answer)
        if answer.status_code >= 400 and changed:
            told = f"{answer.status_code}, and changed {changed}"
        if told:
            self.wrong[f"{operation.name}: {what}"] = told[:200]
        return answer

    def browser(self, who: str) -> Client:
        if who not in self.browsers:
            self.browsers[who] = self.stage.browser(who)
            self.browsers[who].raise_request_exception = False
        return self.browsers[who]

    def _told(self, operation: Operation, answer: Any) -> str:
        if str(answer.status_code) not in operation.told["responses"]:
            return f"{answer.status_code} is not described: {answer.content[:120]!r}"
        if answer.status_code >= 400 and not {"code", "message"} <= answer.json().keys():
            return f"{answer.status_code} without words"
        return ""

    @contextmanager
    def _noting(self) -> Iterator[set[str]]:
        touched: set[str] = set()

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            found = WRITE.match(sql)
            if found and found[1] not in touched:
                touched.add(found[1])
                if found[1] not in self.counts:
                    self.counts[found[1]] = self._count(found[1])
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield touched

    def _count(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  a name from a query of ours
            return int(cursor.fetchone()[0])


@pytest.fixture
def attack(stage: Stage, description: Description) -> Attack:
    return Attack(stage, description)


def writes(description: Description) -> list[Operation]:
    return [each for each in description.operations() if each.method != "GET"]


def takes_json(operation: Operation) -> bool:
    return "application/json" in operation.told.get("requestBody", {}).get("content", {})


def fields(description: Description, operation: Operation) -> list[str]:
    shape = operation.told["requestBody"]["content"]["application/json"]["schema"]
    name = shape.get("$ref", "").rpartition("/")[2]
    return sorted(description.whole["components"]["schemas"][name]["properties"]) if name else []


def test_no_field_takes_what_it_does_not_know(attack, description):
    for operation in filter(takes_json, writes(description)):
        body = attack.stage.put(examples.EXAMPLES[operation.name].body)
        for field in fields(description, operation):
            for what, value in VALUES.items():
                answer = attack.send(operation, {**body, field: value}, f"{field}: {what}")
                if answer.status_code == 400 and answer.json()["code"] == "invalid":
                    named = set(answer.json()["fields"])
                    if field not in named and "non_field_errors" not in named:
                        attack.wrong[f"{operation.name}: {field}: {what}"] = f"names {named}"

    assert attack.wrong == {}
    assert attack.sent > 300


def test_nothing_is_assigned_that_is_not_offered(attack, description):
    more = (
        "id",
        "pk",
        "public_id",
        "owner_id",
        "owner",
        "by",
        "is_superuser",
        "status",
        "state",
        "is_staff",
        "groups",
    )
    for operation in filter(takes_json, writes(description)):
        body = attack.stage.put(examples.EXAMPLES[operation.name].body) or {}
        for name in set(more) - set(fields(description, operation)):
            answer = attack.send(operation, {**body, name: 1}, name)
            if answer.status_code != 400 or set(answer.json()["fields"]) != {name}:
                attack.wrong[f"{operation.name}: {name}"] = f"{answer.status_code} {answer.content[:80]!r}"

    assert attack.wrong == {}


def test_no_body_breaks_a_door(attack, description):
    for operation in writes(description):
        for what, body in BODIES.items():
            answer = attack.send(operation, body, what)
            if answer.status_code < 400:
                attack.wrong[f"{operation.name}: {what}"] = str(answer.status_code)
        for kind in OTHER_KINDS:
            answer = attack.send(operation, b"a=1", kind, kind=kind)
            if answer.status_code not in (400, 415):
                attack.wrong[f"{operation.name}: {kind}"] = str(answer.status_code)

    assert attack.wrong == {}


def test_no_header_breaks_a_door(attack, description):
    headers = [
        {"Accept": "text/html"},
        {"Accept": "nonsense"},
        {"Accept-Language": "x" * 5000},
        {"Idempotency-Key": "x" * 201},
        {"Idempotency-Key": "ü\t'\""},
        {"If-Match": '"' * 3},
        {"If-None-Match": '"' * 3},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."},
        {"Authorization": "Basic !!!"},
    ]
    for operation in description.operations():
        body = attack.stage.put(examples.EXAMPLES[operation.name].body)
        for each in headers if operation.method != "GET" or not operation.path.endswith("}") else ():
            attack.send(operation, b"" if body is None else body, str(each)[:60], **each)

    assert attack.wrong == {}


def test_no_question_breaks_a_list(attack, description):
    values = ("", "\0", "x" * 3000, "²", "9" * 30, "9999-12-31T23:59:59-23:59", "1e999", "[]")
    browser = attack.browser("mentor")
    for operation in description.operations():
        if operation.method != "GET" or operation.path.endswith("}"):
            continue
        said = attack.stage.put(dict(examples.EXAMPLES[operation.name].said))
        address = operation.address(said).partition("?")[0]
        for each in operation.told.get("parameters", ()):
            for value in values if each["in"] == "query" else ():
                status = browser.get(address, {each["name"]: value}).status_code
                if status not in (200, 400, 404):
                    attack.wrong[f"{operation.name}: {each['name']}={value[:20]!r}"] = str(status)
        for name in ("format", "page", "colour", "limit[]"):
            status = browser.get(address, {name: "json"}).status_code
            if status not in (400, 404):
                attack.wrong[f"{operation.name}: {name}"] = str(status)

    assert attack.wrong == {}
