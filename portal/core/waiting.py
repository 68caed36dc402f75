"""How many things of each kind wait for somebody: each app says which rows they are, one query counts all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value

Question = Callable[[Any], QuerySet[Any]]
_questions: dict[str, Question] = {}


def counted_as(kind: str) -> Callable[[Question], Question]:
    """Register a question: the rows that wait for a person, told as `kind`."""

    def register(question: Question) -> Question:
        _questions[kind] = question
        return question

    return register


def counts(person: Any) -> dict[str, int]:
    """Return {kind: how many rows wait for `person`}. One query, however many apps ask."""
    asked = [_count(kind, question(person)) for kind, question in _questions.items()]
    return {**dict.fromkeys(_questions, 0), **dict(asked[0].union(*asked[1:], all=True))}


def _count(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """One row, that can be asked for together with others; what the question joins counts a row once."""
    found = rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))
    groups = found.annotate(kind_of_wait=Value(kind, output_field=CharField())).values("kind_of_wait")
    counted: QuerySet[Any] = groups.annotate(number=Count("pk")).values_list("kind_of_wait", "number")
    return counted
