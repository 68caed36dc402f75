"""How much one person may keep here: counted over the files of all apps, in one place.

Each app names what it keeps by `@counter`. What is derived from a file (smaller pictures, public copies) is not
counted: people know the size of what they have chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.core.images import BadUpload

_counters: list[Callable[[Any], int]] = []


class Full(BadUpload):
    """There is no room for the file; the sentence says how much is used."""


def counter(question: Callable[[Any], int]) -> Callable[[Any], int]:
    """Register `question(person)`: how many bytes an app keeps for them."""
    _counters.append(question)
    return question


def limit() -> int:
    """Return how many bytes one person may keep; 0 means as many as they like."""
    return int(settings.QUOTA_MB) * 1024 * 1024


def used(person: Any) -> int:
    """Return how many bytes are kept for `person`. One query for each kind of file."""
    return sum(question(person) for question in _counters)


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
