"""When nothing has the words: the words that were perhaps meant.

They come from titles and names that the reader may see at this moment, and from the names of skills; what the
search shows for them is narrowed again like any answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from mentorship.models import Project, Skill
from portal.accounts.selectors import discoverable
from portal.core.search import words_in

#: So many titles are read where the database cannot say itself which are alike.
MOST_TITLES = 2_000
MOST_ALIKE = 60
#: How alike: of difflib, and of pg_trgm's word similarity.
ALIKE, ALIKE_TRIGRAMS = 0.72, 0.4
#: Shorter words are alike by chance; more than these nobody corrects.
SHORTEST, MOST_WORDS = 4, 4


def corrected(text: str, viewer: Any) -> str:
    """Return `text` with its unknown words put right, or "" when there is nothing to put right."""
    words = words_in(text)[:MOST_WORDS]
    known = _vocabulary(words, viewer)
    better = [_closest(word, known) for word in words]
    return " ".join(better) if better != words else ""


def _closest(word: str, known: set[str]) -> str:
    if len(word) < SHORTEST or word in known:
        return word
    near = [each for each in known if abs(len(each) - len(word)) <= 2]
    return next(iter(get_close_matches(word, near, n=1, cutoff=ALIKE)), word)


def _vocabulary(words: list[str], viewer: Any) -> set[str]:
    titles = Project.objects.visible_to(viewer).newest_first()
    people = discoverable().filter(portfolio__live=True)
    said: list[str] = list(Skill.objects.values_list("name", flat=True)[:MOST_TITLES])
    if knows_trigrams():
        said += _alike(titles, "title", words) + _alike(people, "display_name", words)
    else:
        said += titles.values_list("title", flat=True)[:MOST_TITLES]
        said += people.values_list("display_name", flat=True)[:MOST_TITLES]
    return {word for each in said for word in words_in(each)}


@transaction.atomic
def _alike(rows: QuerySet[Any], field: str, words: Iterable[str]) -> list[str]:
    """Return values of `field` with a word like one of `words`; an index of trigrams answers that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(ALIKE_TRIGRAMS)])
    found: list[str] = []
    for word in words:
        alike = rows.order_by().filter(**{f"{field}__trigram_word_similar": word})
        found += alike.values_list(field, flat=True)[:MOST_ALIKE]
    return found


@lru_cache(maxsize=1)
def knows_trigrams() -> bool:
    """Whether the database compares words by their trigrams; asked once per process."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
