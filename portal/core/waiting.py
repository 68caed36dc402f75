"""How many things of each kind wait for somebody: each app says which rows they are, one query counts all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

from portal.core.gate import NOBODY, may_enter, role_table

Question = Callable[[Any], QuerySet[Any]]
#: {kind: (question, the name of the address where such things are dealt with)}
_questions: dict[str, tuple[Question, str]] = {}


def counted_as(kind: str, *, at: str) -> Callable[[Question], Question]:
    """Register a question: the rows that wait for a person, told as `kind`; asked of who may open `at`."""

    def register(question: Question) -> Question:
        _questions[kind] = (question, at)
        return question

    return register


def counts(person: Any) -> dict[str, int]:
    """Return {kind: how many rows wait for `person`}. One query, however many apps ask."""
    table = role_table()
    asked = [
        _count(kind, question(person))
        for kind, (question, address) in _questions.items()
        if may_enter(person, table.get(address, NOBODY))
    ]
    found = dict(asked[0].union(*asked[1:], all=True)) if asked else {}
    return {**dict.fromkeys(_questions, 0), **found}


def _count(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """One row, that can be asked for together with others; what the question joins counts a row once."""
    found = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))
    groups = found.order_by().annotate(kind_of_wait=Value(kind, output_field=CharField())).values("kind_of_wait")
    counted: QuerySet[Any] = groups.annotate(number=Count("pk")).values_list("kind_of_wait", "number")
    return counted
