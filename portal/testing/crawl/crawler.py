"""Calls every address as every role, and looks at what came back and at what changed.

Each request runs inside a savepoint that is rolled back, so that all of them meet the same world.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection, transaction
from django.test import Client, TestCase
from django.urls import resolve
from django.urls.exceptions import Resolver404

from portal.core import gate
from portal.testing.crawl import programs
from portal.testing.crawl.addresses import Address, every_address
from portal.testing.crawl.world import ALLOWED, BAIT, FIRST, LAST, STRANGERS, WORDS, World

PLANTED = re.compile("|".join(sorted(WORDS)).encode(), re.IGNORECASE)
WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
#: Tables in which a request leaves its own traces.
OWN_TRACES = frozenset({"django_session", "wagtailsearch_query", "sqlite_sequence"})
#: A basket holds pieces that are for sale, and a comment stands under somebody's story: that is what they are for.
POINTS_AT_OTHERS = frozenset({"basket_line", "basket_basket", "cms_pages_postcomment"})
#: What else is there to be done to others: below these addresses, and in these tables of it.
FOR_OTHERS = {
    "/comments/under/": frozenset({"messaging_notification", "messaging_outgoingmail"}),
    "/my/conversations/block/": frozenset({"messaging_block"}),
    "/my/conversations/with/": frozenset({"messaging_membership"}),
    "/shop/wish/": frozenset({"shop_wish"}),
}
LOG_IN = ("/account/login/", "/cms/login/")
TYPED = "typed by the crawl"
JSON = "application/json"


@dataclass
class Finding:
    role: str
    method: str
    address: str
    what: str

    def __str__(self) -> str:
        return f"{self.role}: {self.method} {self.address}: {self.what}"


@dataclass
class Report:
    addresses: int = 0
    roles: int = 0
    requests: int = 0
    answered: int = 0
    forms: int = 0
    leaks: list[Finding] = field(default_factory=list)
    changes: list[Finding] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[str]:
        return [str(each) for each in (*self.leaks, *self.changes, *self.errors)]

    def __str__(self) -> str:
        return (
            f"{self.addresses} addresses × {self.roles} roles: {self.requests} requests, {self.answered} answered"
            f" with a page, {self.forms} forms of others replayed; {len(self.leaks)} leaks,"
            f" {len(self.changes)} changed rows, {len(self.errors)} server errors"
        )


@dataclass(frozen=True)
class Form:
    """A form that the victim, or the coordinator, was shown, with what stood in it."""

    action: str
    fields: tuple[tuple[str, str], ...]


def crawl(world: World, roles: Iterable[str], addresses: Iterable[Address] | None = None) -> Report:
    """Call every address as each of `roles`. The world must stay within one transaction."""
    listed = list(addresses) if addresses is not None else every_address()
    filled = {each: each.fill(world.values, world.numbers) for each in listed}
    forms = _forms_of(world, [path for paths in filled.values() for path in paths])
    before = Rows()  # after the victim's log-in, which leaves its time
    report = Report(addresses=len(listed))
    for role in roles:
        report.roles += 1
        visit = Visit(role, world, before, report)
        for paths in filled.values():
            visit.see(paths)
        visit.post(forms)
        visit.send(programs.sendings(world.victim))
    return report


class Rows:
    """Every row with a number of the victim, as it was, read table by table when first asked for."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self.tables = frozenset(connection.introspection.table_names(cursor))
            self.held = {table: self.read(table) for table in self.tables - OWN_TRACES}

    def read(self, table: str) -> dict[Any, tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name from the database itself
            columns = [each[0] for each in cursor.description]
            key = columns.index("id") if "id" in columns else 0
            return {row[key]: row for row in cursor.fetchall()}

    def changes(self, tables: Iterable[str], *, meant: frozenset[str]) -> Iterator[str]:
        """Yield what happened to rows of the victim in `tables`, and rows hung on theirs unless `meant`."""
        for table in sorted(set(tables) & self.held.keys()):
            old, now = self.held[table], self.read(table)
            for key in old:
                if _is_victims(key) and now.get(key) != old[key]:
                    yield f"{table} {key} {'changed' if key in now else 'deleted'}"
            for key in now.keys() - old.keys():
                if table not in POINTS_AT_OTHERS | meant and any(_is_victims(value) for value in now[key][1:]):
                    yield f"{table}: a new row points at the victim's"


def _is_victims(value: Any) -> bool:
    return isinstance(value, int) and FIRST <= value <= LAST


class Visit:
    """One role going through the site."""

    def __init__(self, role: str, world: World, before: Rows, report: Report) -> None:
        self.role, self.world, self.before, self.report = role, world, before, report
        self.forbidden = WORDS - ALLOWED[role]
        self.table = gate.role_table()
        self.named = programs.named(world.victim, BAIT)
        self.client = Client(raise_request_exception=False)
        person = world.people[role]
        if person is not None:
            self.client.force_login(person)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def see(self, paths: list[str]) -> None:
        """GET and POST each path; where two were refused, the others are only looked at.

        What the gate refuses, it refuses by the address's name: one filling shows it.
        """
        refused = 0
        for path in paths if self._may_enter(paths[0]) else paths[:1]:
            status = self._call("GET", path)
            if refused < 2:
                posted = self._call("POST", path)
                refused += status == posted == 404
            if status in (404, 405):
                continue
            numbers = "&".join(f"id={each}" for each in self.world.numbers)
            self._call("GET", f"{path}?q={BAIT}&p=1&{numbers}")
            for question in programs.questions(path, self.named):
                self._call("GET", question)

    def _may_enter(self, path: str) -> bool:
        try:
            name = gate.address_name(resolve(path))
        except Resolver404:
            return True
        person = self.world.people[self.role] or AnonymousUser()
        return gate.may_enter(person, self.table.get(name, gate.NOBODY))

    def post(self, forms: Iterable[Form]) -> None:
        for form in forms:
            self.report.forms += 1
            self._call("POST", form.action, dict(form.fields))

    def send(self, sendings: Iterable[programs.Sending]) -> None:
        for each in sendings:
            self._call(each.method, each.path, each.body, content_type=JSON, headers={"If-Match": "*"})

    def _call(self, method: str, path: str, data: dict[str, Any] | None = None, **more: Any) -> int:
        self.report.requests += 1
        mail.outbox = []
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        with transaction.atomic():
            touched: set[str] = set()
            with connection.execute_wrapper(_noting(touched)), TestCase.captureOnCommitCallbacks(execute=True):
                send: Callable[..., Any] = getattr(self.client, method.lower())
                answer = send(path, data or {}, **more)
                body = _bytes_of(answer)
                if (onward := answer.headers.get("Location", "")) and not onward.startswith(LOG_IN):
                    body += _bytes_of(self.client.get(onward))  # what was left to be said there
            if self.role in STRANGERS:
                meant = next((FOR_OTHERS[each] for each in FOR_OTHERS if path.startswith(each)), frozenset())
                for change in self.before.changes(touched - OWN_TRACES, meant=meant):
                    self.report.changes.append(Finding(self.role, method, path, change))
            transaction.set_rollback(True)
        self._look(method, path, answer, body, said=_words_in(f"{path} {data}"))
        if answer.status_code == 200:
            self.report.answered += 1
        return int(answer.status_code)

    def _look(self, method: str, path: str, answer: Any, body: bytes, *, said: set[str]) -> None:
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        cookies = answer.cookies.output()
        letters = "\n".join(f"{each.subject}\n{each.body}\n{each.to}" for each in mail.outbox)
        places = {"body": body, "headers": headers, "cookies": cookies}
        if method == "GET":
            places["mail"] = letters
        for place, text in places.items():
            for word in sorted(_words_in(text) & self.forbidden - said):
                self.report.leaks.append(Finding(self.role, method, path, f"{word} in {place}"))
        if answer.status_code >= 500:
            self.report.errors.append(Finding(self.role, method, path, str(answer.status_code)))


def _words_in(text: bytes | str) -> set[str]:
    data = text.encode() if isinstance(text, str) else text
    return {found.decode().lower() for found in PLANTED.findall(data)}


def _bytes_of(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    return bytes(body)


def _noting(touched: set[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITE.match(sql):
            touched.add(found[1])
        return execute(sql, params, many, context)

    return note


def _forms_of(world: World, paths: Iterable[str]) -> list[Form]:
    """Return the POST forms that the victim and the coordinator are shown on `paths`, as a browser sends them."""
    found: dict[Form, None] = {}
    for person in (world.victim, world.people["coordinator"]):
        found |= _forms_shown_to(person, paths)
    return list(found)


def _forms_shown_to(person: Any, paths: Iterable[str]) -> dict[Form, None]:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    session = {name: morsel.value for name, morsel in client.cookies.items()}
    found: dict[Form, None] = {}
    for path in paths:
        client.cookies.clear()  # a log-out on the way
        client.cookies.load(session)
        with transaction.atomic():
            answer = client.get(path)
            if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                for form in BeautifulSoup(_bytes_of(answer), "html.parser").find_all("form"):
                    if str(form.get("method", "")).lower() == "post":
                        found[_form(form, path)] = None
            transaction.set_rollback(True)
    return found


def _form(form: Any, path: str) -> Form:
    action = urlsplit(urljoin(path, form.get("action") or path))
    fields = {}
    for control in form.find_all(["input", "textarea", "select", "button"]):
        name = control.get("name")
        if not name or name == "csrfmiddlewaretoken" or control.has_attr("disabled"):
            continue
        if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        fields[name] = _value(control)
    query = f"?{action.query}" if action.query else ""
    return Form(action.path + query, tuple(sorted(fields.items())))


def _value(control: Any) -> str:
    if control.name == "textarea":
        return control.text or TYPED
    if control.name == "select":
        chosen = control.find("option", selected=True) or control.find("option")
        return str(chosen.get("value", "")) if chosen else ""
    if control.get("type") in ("text", None) and control.name == "input":
        return str(control.get("value") or TYPED)
    return str(control.get("value") or "")
