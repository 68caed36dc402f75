"""Names that begin like what is being typed."""

from __future__ import annotations

from typing import Any

from mentorship.models import Skill
from portal.core.search import words_in
from portal.find.forms import Wish
from portal.find.kinds import PEOPLE, WORKS

MOST = 8
SHORTEST = 2
#: So many of what holds the words are looked at for a fitting name, whichever they are: to know the newest of a
#: hundred thousand, the database would have to fetch all that hold them.
LOOKED_AT = 200


def names(text: str, viewer: Any) -> list[str]:
    """List at most eight names of skills, and of people and works that `viewer` may see. Three queries."""
    words = words_in(text)
    if not words or len(words[-1]) < SHORTEST:
        return []
    found: dict[str, None] = dict.fromkeys(
        Skill.objects.filter(name__istartswith=" ".join(words)).order_by("name").values_list("name", flat=True)[:3]
    )
    wish = Wish(words=text)
    for kind in (PEOPLE, WORKS):
        some = kind.narrow(wish, viewer)
        newest = some.model._default_manager.filter(pk__in=some.values("pk")[:LOOKED_AT]).order_by(*kind.newest)
        for name in newest.values_list(kind.title, flat=True):
            if any(each.startswith(words[-1]) for each in words_in(name)):
                found[name] = None
    return list(found)[:MOST]
