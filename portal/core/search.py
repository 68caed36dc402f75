"""Finding rows by words, through Wagtail's index in the database: FTS5 on SQLite, tsvector on PostgreSQL.

The index knows every row, private ones too. So whoever asks narrows the answer to what the reader may see, and
shows nothing else of it: no count, no suggestion.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject
from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.query import PlainText

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")

MOST_WORDS = 8
MOST_LETTERS = 80
_WORD = re.compile(r"\w+")

backend: Any = SimpleLazyObject(get_search_backend)


def both_ways(field: str, *, boost: float | None = None) -> list[Any]:
    """Let rows be found by whole words of `field`, and by the beginnings of words."""
    return [index.SearchField(field, boost=boost), index.AutocompleteField(field)]


def words_in(text: str) -> list[str]:
    """Return what can be looked for in `text`, in small letters, at most eight words."""
    return _WORD.findall(text[:MOST_LETTERS].lower())[:MOST_WORDS]


def matching(rows: Rows, text: str) -> Rows:
    """Narrow `rows` to those that hold every word of `text`, the last perhaps begun only; all when it has none.

    `rows` must not be narrowed before: the index refuses conditions that it does not know. Narrow the answer.
    """
    words = words_in(text)
    if not words:
        return rows
    found = backend.autocomplete(PlainText(" ".join(words), operator="and"), rows, order_by_relevance=False)
    return found.get_queryset().order_by()  # type: ignore[no-any-return]  # of the class of `rows`
