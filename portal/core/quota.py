"""How much one person may keep here: counted over the files of all apps, in one place.

Each app names what it keeps by `@counter(field)`. What is derived from a file (smaller pictures, public copies) is
not counted: people know the size of what they have chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet, Sum, Value
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.core.images import BadUpload

Question = Callable[[Any], QuerySet[Any]]
_counters: list[tuple[str, Question]] = []


class Full(BadUpload):
    """There is no room for the file; the sentence says how much is used."""


def counter(field: str) -> Callable[[Question], Question]:
    """Register a question: the rows of files that an app keeps for a person, whose sizes stand in `field`."""

    def register(question: Question) -> Question:
        _counters.append((field, question))
        return question

    return register


def limit() -> int:
    """Return how many bytes one person may keep; 0 means as many as they like."""
    return int(settings.QUOTA_MB) * 1024 * 1024


def used(person: Any) -> int:
    """Return how many bytes are kept for `person`. One query."""
    sums = [_sum(question(person), field) for field, question in _counters]
    return sum(row[0] or 0 for row in sums[0].union(*sums[1:], all=True))


def _sum(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """One row with the sum of `field`, that can be asked for together with others."""
    groups = rows.order_by().annotate(of_all=Value(1)).values("of_all")
    sums: QuerySet[Any] = groups.annotate(sum=Sum(field)).values_list("sum")
    return sums


def check(person: Any, more: int) -> None:
    """Refuse `more` bytes for `person` if there is no room now. Raises Full."""
    room, taken = limit(), used(person) if limit() and more > 0 else 0
    if room and more > 0 and taken + more > room:
        raise Full(
            _(
                "There is no room for it: you use %(used)s of %(limit)s, and this needs %(more)s. Delete something"
                " or choose a smaller file."
            )
            % {"used": filesizeformat(taken), "limit": filesizeformat(room), "more": filesizeformat(more)}
        )


def claim(person: Any, more: int) -> None:
    """Refuse as `check` does, in the transaction that stores the file: others of the person wait for its end."""
    if person is not None and more > 0:
        list(get_user_model()._base_manager.select_for_update().filter(pk=person.pk).values_list("pk"))
        check(person, more)
