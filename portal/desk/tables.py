"""What the people of a mentor have and earn, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from mentorship.models import Pairing
from mentorship.selectors import desk
from portal.core.table_files import Table
from shop import money
from shop.selectors import shared

Row = tuple[Any, ...]


def things(pairings: Iterable[Pairing], viewer: Any, *, now: datetime) -> Table:
    """Return a row for each participant, and one more for each further currency. Six queries at most.

    Money stands there for those who agreed that their mentor sees it; for others the cells are empty.
    """
    people = {each.participant_id: each.participant for each in pairings}
    held = desk.supplies_with(list(people), now=now)
    earned = shared.shared_with(viewer, list(people))
    rows: list[Row] = []
    for pk, person in people.items():
        number, late = held.get(pk, (0, 0))
        begins: Row = (person.display_name, number, late)
        if pk not in earned:
            rows.append((*begins, _("not shared"), *[None] * 6))
            continue
        rows.append((*begins, _("shared"), *_amounts(next(iter(earned[pk]), None))))
        rows += [(person.display_name, None, None, _("shared"), *_amounts(each)) for each in earned[pk][1:]]
    return Table(
        title=_("Supplies and sales of my participants"),
        headers=[
            _("Name"),
            _("Things they have"),
            _("Overdue"),
            _("Their money"),
            _("Currency"),
            _("Sales"),
            _("Earned"),
            _("Saved"),
            _("In hand"),
            _("Paid out"),
        ],
        rows=rows,
        numeric=frozenset({1, 2, 5, 6, 7, 8, 9}),
        notes=[_("Money is shown of people whom you accompany and who agreed to it; they can take that back.")],
    )


def _amounts(each: shared.Shared | None) -> Row:
    if each is None:
        return (None, 0, *[None] * 4)
    minor = (each.earned_minor, each.saved_minor, each.in_hand_minor, each.paid_out_minor)
    amounts: list[Decimal] = [money.from_minor(amount, each.currency) for amount in minor]
    return (each.currency, each.sales, *amounts)
