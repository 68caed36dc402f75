"""Goals are reached in the transaction that fills their pots."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, QuerySet

from mentorship.models import Goal
from mentorship.services import goals
from shop.models import Pot
from shop.selectors import purses


def look(pots: Iterable[Pot], *, now: datetime) -> int:
    """Let goals of `pots` be reached that hold enough by now; return how many. One query, none without pots."""
    ids = {pot.pk for pot in pots if pot.goal_id}
    return _reach(_open_ones().filter(pk__in=ids), now) if ids else 0


def look_at_all(*, now: datetime) -> int:
    """Look at every pot, for the clock: whatever filled it, its goal is reached once."""
    return _reach(_open_ones(), now)


def _open_ones() -> QuerySet[Pot]:
    held = Pot.objects.filter(goal__status=Goal.Status.OPEN, goal__currency=F("currency"))
    return held.select_related("goal").filter(account__balance_minor__gt=0).order_by("pk")


def _reach(pots: QuerySet[Pot], now: datetime) -> int:
    rows = pots.annotate(held=F("account__balance_minor"))
    full = [pot.goal for pot in rows if pot.held >= (purses.target_of(pot) or pot.held + 1)]
    return sum(goals.reach(goal=goal, now=now) for goal in full if goal)
