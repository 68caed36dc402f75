"""Who may open which address: the role table that portal.core.gate asks.

Every address stands in exactly one row, a row belongs to exactly those it names, and what stands in no row is
closed to everybody; portal/tests/test_access.py holds the table against the addresses that exist.

site.py       what people use: the site, the shop, their own space
cms.py        what participants, mentors and coordinators use of Wagtail's admin
operators.py  everything else of the three admins, written by scripts/operators_row.py
table.py      the three together
"""

from collections.abc import Iterable
from typing import NamedTuple

from portal.core.gate import MEMBER, OPERATOR, VISITOR

PUBLIC = frozenset({VISITOR, MEMBER})
MEMBERS = frozenset({MEMBER})
OPERATORS = frozenset({OPERATOR})
CLOSED: frozenset[str] = frozenset()


class Row(NamedTuple):
    what: str
    who: frozenset[str]
    names: tuple[str, ...]


class ListedTwice(ValueError):
    """An address stands in two rows, so nobody can say who may open it."""


def only(*roles: str) -> frozenset[str]:
    """Those who hold one of `roles`, and operators."""
    return frozenset({*roles, OPERATOR})


def build(rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Return who may open each address. Raises ListedTwice."""
    table: dict[str, frozenset[str]] = {}
    for row in rows:
        for name in row.names:
            if name in table:
                raise ListedTwice(f"{name} stands in two rows of portal/access; the second is “{row.what}”.")
            table[name] = row.who
    return table
