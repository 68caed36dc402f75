"""Each operation: its example is answered as shown, each role as the table says, and no other method at all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from portal.api import examples, urls
from portal.api.tests import stage as stages
from portal.api.tests.described import PREFIX, Description, Operation
from portal.api.tests.stage import Stage
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db
ROLES = ("visitor", "participant", "fellow", "mentor", "colleague", "coordinator", "operator", "safeguarding")

#: (method, path): what each of ROLES is answered to the example of it, which is about the participant's rows. The
#: mentor accompanies them and the colleague their fellow; whoever may not see the row that is named hears 404, or
#: 400 beside the field that names it.
TABLE: dict[tuple[str, str], str] = {
    ("POST", "auth/refresh"): "200 200 200 200 200 200 200 200",
    ("POST", "auth/revoke"): "204 204 204 204 204 204 204 204",
    ("POST", "auth/token"): "200 200 200 200 200 200 200 200",
    ("GET", "badges"): "401 200 200 200 200 200 200 200",
    ("GET", "badges/{id}"): "401 200 404 404 404 404 404 404",
    ("GET", "conversations"): "401 200 200 200 200 200 200 200",
    ("GET", "conversations/{public_id}"): "401 200 404 200 404 404 404 404",
    ("GET", "conversations/{public_id}/messages"): "401 200 404 200 404 404 404 404",
    ("POST", "conversations/{public_id}/messages"): "401 201 404 201 404 404 404 404",
    ("GET", "dashboard"): "401 200 200 200 200 200 200 200",
    ("GET", "exports"): "401 200 200 200 200 200 200 200",
    ("POST", "exports"): "401 202 202 400 400 400 400 400",
    ("GET", "exports/{public_id}"): "401 200 404 404 404 404 404 404",
    ("GET", "feedback"): "401 200 200 200 200 200 200 200",
    ("POST", "feedback"): "401 403 403 201 400 201 201 403",
    ("GET", "feedback/{public_id}"): "401 200 404 200 404 200 200 404",
    ("GET", "goals"): "401 200 200 200 200 200 200 200",
    ("POST", "goals"): "401 201 201 201 201 201 201 201",
    ("GET", "goals/{public_id}"): "401 200 404 200 404 404 404 404",
    ("PATCH", "goals/{public_id}"): "401 200 404 403 404 404 404 404",
    ("GET", "interactions"): "401 200 200 200 200 200 200 200",
    ("POST", "interactions"): "401 403 403 201 400 201 201 403",
    ("GET", "interactions/{public_id}"): "401 404 404 200 404 200 200 404",
    ("GET", "issues"): "401 200 200 200 200 200 200 200",
    ("GET", "issues/{public_id}"): "401 200 404 200 404 200 200 404",
    ("GET", "journals"): "401 200 200 200 200 200 200 200",
    ("POST", "journals"): "401 201 201 201 201 403 403 403",
    ("GET", "journals/{public_id}"): "401 200 404 404 404 404 404 404",
    ("PATCH", "journals/{public_id}"): "401 200 404 404 404 404 404 404",
    ("GET", "leaderboard"): "401 200 200 200 200 200 200 200",
    ("GET", "ledger"): "401 200 200 200 200 200 200 200",
    ("GET", "ledger/{id}"): "401 200 404 404 404 404 404 404",
    ("GET", "listings"): "401 200 200 200 200 200 200 200",
    ("GET", "listings/{public_id}"): "401 200 200 200 200 200 200 200",
    ("POST", "marketplace/sell"): "401 201 403 403 403 403 403 403",
    ("GET", "mentors"): "401 200 200 200 200 200 200 200",
    ("GET", "mentors/{handle}"): "401 200 200 200 200 200 200 200",
    ("GET", "notifications"): "401 200 200 200 200 200 200 200",
    ("POST", "notifications/read"): "401 200 200 200 200 200 200 200",
    ("GET", "notifications/{id}"): "401 200 404 404 404 404 404 404",
    ("POST", "notifications/{id}/read"): "401 200 404 404 404 404 404 404",
    ("GET", "orders"): "401 200 200 200 200 200 200 200",
    ("GET", "orders/{number}"): "401 404 404 404 404 404 404 404",
    ("GET", "pages"): "401 200 200 200 200 200 200 200",
    ("GET", "pages/{id}"): "401 200 200 200 200 200 200 200",
    ("GET", "participants"): "401 200 200 200 200 200 200 200",
    ("POST", "participants"): "401 403 403 201 201 400 400 403",
    ("GET", "participants/{handle}"): "401 200 404 200 404 200 200 200",
    ("GET", "payouts"): "401 200 200 200 200 200 200 200",
    ("GET", "payouts/{public_id}"): "401 200 404 404 404 404 404 404",
    ("GET", "points"): "401 200 200 200 200 200 200 200",
    ("GET", "portfolios"): "401 200 200 200 200 200 200 200",
    ("GET", "portfolios/{handle}"): "401 200 200 200 200 200 200 200",
    ("POST", "portfolios/{handle}/export"): "401 202 403 403 403 403 202 403",
    ("GET", "preferences"): "401 200 200 200 200 200 200 200",
    ("GET", "preferences/{public_id}"): "401 404 404 200 404 200 200 404",
    ("GET", "projects"): "401 200 200 200 200 200 200 200",
    ("POST", "projects"): "401 201 400 403 400 403 403 403",
    ("GET", "projects/{public_id}"): "401 200 200 200 200 200 200 200",
    ("POST", "projects/{public_id}/files"): "401 201 404 404 404 404 404 404",
    ("GET", "prospects"): "401 200 200 200 200 200 200 200",
    ("GET", "prospects/{public_id}"): "401 404 404 200 404 200 200 404",
    ("GET", "resources"): "401 200 200 200 200 200 200 200",
    ("GET", "resources/{id}"): "401 200 200 200 200 200 200 200",
    ("GET", "sales"): "401 200 200 200 200 200 200 200",
    ("GET", "sales/{id}"): "401 200 404 404 404 404 404 404",
    ("GET", "savings"): "401 200 200 200 200 200 200 200",
    ("GET", "search"): "401 200 200 200 200 200 200 200",
    ("GET", "skills"): "401 200 200 200 200 200 200 200",
    ("GET", "skills/{slug}"): "401 200 200 200 200 200 200 200",
    ("GET", "submissions"): "401 200 200 200 200 200 200 200",
    ("GET", "submissions/{public_id}"): "401 200 404 200 404 200 200 404",
    ("GET", "tasks"): "401 200 200 200 200 200 200 200",
    ("POST", "tasks"): "401 403 403 201 400 201 201 403",
    ("GET", "tasks/{public_id}"): "401 200 404 200 404 200 200 404",
}


#: Where somebody may write who is refused the example: the task, or the work, is somebody else's.
HANGS_ON_THE_BODY = {("mentor", "POST", "projects"), ("fellow", "POST", "marketplace/sell")}


@pytest.fixture(scope="module")
def description() -> Description:
    return Description()


@pytest.fixture
def stage(django_capture_on_commit_callbacks: Any) -> Stage:
    with django_capture_on_commit_callbacks(execute=True):
        return stages.build()


def ask(stage: Stage, operation: Operation, browser: Client, without: Collection[str] = (), **more: Any) -> Any:
    """Send the example of `operation`, with `more` in its body; nothing of what it does stays."""
    example = examples.EXAMPLES[operation.name]
    said, body = stage.put(dict(example.said)), stage.put(example.body)
    sent: dict[str, Any] = {"headers": operation.headers(said)}
    if isinstance(body, dict) and "file" in body:
        sent["data"] = {"file": [picture(each) for each in body["file"]]}
    elif body is not None:
        body = {name: value for name, value in {**body, **more}.items() if name not in without}
        sent |= {"data": body, "content_type": "application/json"}
    elif operation.method != "GET":
        sent |= {"data": "", "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(browser, operation.method.lower())(operation.address(said), **sent)
        transaction.set_rollback(True)
    return answer


def test_each_operation_has_an_example_and_the_table_has_them_all(description):
    told = {each.name: (each.method, each.path.removeprefix(PREFIX)) for each in description.operations()}

    assert set(examples.EXAMPLES) == set(told)
    assert set(TABLE) == set(told.values())
    assert all(len(each.split()) == len(ROLES) for each in TABLE.values())


def test_what_the_examples_show_is_what_is_described(description):
    wrong = {}
    for operation in description.operations():
        example = examples.EXAMPLES[operation.name]
        told = dict(operation.told["responses"][str(example.status)])
        if "fields" in example.said:  # thinned out, and described whole
            continue
        kind = "application/json" if example.answer is not None else ""
        wrong[operation.name] = description.differs(told, example.answer, kind)

    assert {name: said for name, said in wrong.items() if said} == {}


def test_each_example_is_answered_as_it_says(description, stage):
    wrong = {}
    for operation in description.operations():
        example = examples.EXAMPLES[operation.name]
        answer = ask(stage, operation, stage.browser(example.who))
        if answer.status_code != example.status:
            wrong[operation.name] = f"{answer.status_code} {answer.content[:300]!r}"
        elif "fields" not in example.said:
            wrong[operation.name] = description.wrong(operation, answer)
            if isinstance(example.answer, dict) and "results" in example.answer and not answer.json()["results"]:
                wrong[operation.name] = "nothing is in it"

    assert {name: said for name, said in wrong.items() if said} == {}


def test_each_role_is_answered_as_the_table_says(description, stage):
    found, undescribed = {}, {}
    for operation in description.operations():
        key, said = (operation.method, operation.path.removeprefix(PREFIX)), []
        for role in ROLES:
            answer = ask(stage, operation, stage.browser(role))
            said.append(str(answer.status_code))
            if wrong := "" if "fields" in answer.request["QUERY_STRING"] else description.wrong(operation, answer):
                undescribed[(role, *key)] = wrong
        found[key] = " ".join(said)

    assert undescribed == {}
    assert {key: said for key, said in found.items() if TABLE.get(key) != said} == {}


def test_who_may_not_hears_so_before_what_they_sent_is_read(description, stage):
    heard = {}
    for operation in description.operations():
        key = (operation.method, operation.path.removeprefix(PREFIX))
        said = stage.put(dict(examples.EXAMPLES[operation.name].said))
        for role, expected in zip(ROLES, TABLE[key].split(), strict=True):
            if expected != "403" or (role, *key) in HANGS_ON_THE_BODY:
                continue
            send = getattr(stage.browser(role), operation.method.lower())
            sent = {"headers": operation.headers(said), "content_type": "application/json"}
            for body in ("no JSON", '{"no_such_field": 1}'):
                answer = send(operation.address(said), body, **sent)
                heard[(role, *key, body)] = (answer.status_code, answer.json()["code"])

    assert {role for role, *_rest in heard} == {*ROLES} - {"visitor"}
    assert {key: said for key, said in heard.items() if said != (403, "not_allowed")} == {}


def test_no_other_method_does_anything(description, stage):
    offered: dict[str, set[str]] = {}
    for operation in description.operations():
        said = stage.put(dict(examples.EXAMPLES[operation.name].said))
        address = operation.address(said).partition("?")[0]
        offered.setdefault(address, set()).add(operation.method.lower())
    browser, wrong = stage.browser("operator"), []
    for address, methods in offered.items():
        for method in {"get", "post", "put", "patch", "delete"} - methods:
            answer = getattr(browser, method)(f"{address}?no=such", {}, content_type="application/json")
            if answer.status_code != 405 or answer.json()["code"] != "method_not_allowed" or not answer["Allow"]:
                wrong.append((method, address, answer.status_code))

    assert wrong == []


def test_every_door_is_described(description):
    """But for the description and its viewers, what only leads on, and what says that there is nothing."""
    told = {each.path.removeprefix("/api/") for each in description.operations()}
    doors = {str(each.pattern).replace("slug:", "").replace("int:pk", "id") for each in urls.urlpatterns}
    doors = {each.replace("<", "{").replace(">", "}") for each in doors if each.startswith("v1/")}

    assert {each for each in told if not each.startswith("v1/exports")} == doors - {
        "v1/docs/",
        "v1/redoc/",
        "v1/schema/",
    }
