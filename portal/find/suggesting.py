"""Names that begin like what is being typed."""

from __future__ import annotations

from typing import Any

from mentorship.models import Skill
from portal.core.search import words_in
from portal.find.forms import Wish
from portal.find.kinds import PEOPLE, WORKS

MOST = 8
SHORTEST = 2
#: So many of what was found last are looked at for a fitting name.
LOOKED_AT = 60


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
        newest = kind.narrow(wish, viewer).order_by(*kind.newest).values_list(kind.title, flat=True)
        for name in newest[:LOOKED_AT]:
            if any(each.startswith(words[-1]) for each in words_in(name)):
                found[name] = None
    return list(found)[:MOST]
