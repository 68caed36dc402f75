"""Pages that ask the database the same question again and again: once for each of their rows, mostly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test.client import ClientHandler

#: Up to three times may be chance: a list, what stands beside it, and what was there before.
MOST = 3
#: Where it is as it should be: how the address begins, what stands in the question, and why.
ALLOWED = (
    ("/cms/", "", "Wagtail asks for each row of its own lists; ours have tests that they do not grow."),
    ("/django-admin/", "", "Django's own screens, for operators."),
    ("/shop/dashboard/", "", "Oscar's own screens, for operators."),
    (
        "/",
        'FROM "cms_pages_portalimage" WHERE "cms_pages_portalimage"."id" = %s ORDER',
        "a picture's first copies",
    ),
    ("/", 'FROM "cms_pages_portalrendition"', "a picture's first copies: later their cache knows them"),
    ("/", 'FROM "mfa_authenticator"', "allauth asks for each way to prove who one is"),
    ("/my/approvals/", "", "Wagtail renders the page with its own state and rights; one page, not a list."),
    (
        "/shop/checkout/thank-you/",
        "",
        "books what was paid, account by account: once",
    ),
    ("/", 'FROM "cms_pages_chaptersettings"', "only while the cache is away that keeps them"),
)


class Asked:
    """Counts the questions of one request by their words; what they ask about is left out."""

    def __init__(self) -> None:
        self.questions: Counter[str] = Counter()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and sql.startswith("SELECT"):
            self.questions[sql] += 1
        return execute(sql, params, many, context)

    @property
    def repeated(self) -> list[tuple[int, str]]:
        return [(count, sql) for sql, count in self.questions.items() if count > MOST]


def is_allowed(path: str, sql: str) -> bool:
    return any(path.startswith(begin) and words in sql for begin, words, _why in ALLOWED)


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Watch what browsers of tests look at; the list grows by each page that repeats itself."""
    found: list[str] = []
    ask = ClientHandler.get_response

    def get_response(self: ClientHandler, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET":
            return ask(self, request)
        asked = Asked()
        with connection.execute_wrapper(asked):
            answer = ask(self, request)
        for count, sql in asked.repeated:
            if not is_allowed(request.path, sql):
                found.append(f"{request.get_full_path()} asks {count} times: {sql}")
        return answer

    monkeypatch.setattr(ClientHandler, "get_response", get_response)
    yield found
