"""How rules put money aside: what of a sale goes into which pot. Nothing here knows a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shop.money import share_of


class How(StrEnum):
    #: A part of what the maker gets for a sale.
    PERCENT = "percent"
    #: The same amount of every sale.
    FIXED = "fixed"
    #: A part of what the rules before it left.
    LEFTOVER = "leftover"
    #: As much every month as it takes to have the cap by a day.
    BY_DATE = "by_date"


@dataclass(frozen=True)
class Step:
    """One rule: how much, into which pot, up to what is in it, and where the rest goes."""

    how: How
    pot: int
    basis_points: int = 0
    amount_minor: int = 0
    cap_minor: int | None = None
    by: date | None = None
    then_pot: int | None = None


@dataclass(frozen=True)
class Pots:
    """What is in each pot, resting savings included, and what sales put into it this month."""

    held: Mapping[int, int]
    this_month: Mapping[int, int]


def allocate(amount_minor: int, steps: Sequence[Step], pots: Pots, on: date) -> dict[int, int]:
    """Return what of `amount_minor` goes into which pot; never more than all of it. Steps are asked in order."""
    left, put = max(amount_minor, 0), dict[int, int]()
    for step in steps:
        wanted = min(_wanted(step, amount_minor, left, pots, put, on), left)
        into = min(wanted, _room(step, pots, put))
        _add(put, step.pot, into)
        left -= into
        if step.then_pot is not None:
            _add(put, step.then_pot, wanted - into)
            left -= wanted - into
    return put


def _wanted(step: Step, whole: int, left: int, pots: Pots, put: Mapping[int, int], on: date) -> int:
    if step.how == How.PERCENT:
        return share_of(max(whole, 0), step.basis_points)
    if step.how == How.FIXED:
        return step.amount_minor
    if step.how == How.LEFTOVER:
        return share_of(left, step.basis_points)
    return _due_this_month(step, pots, put, on)


def _due_this_month(step: Step, pots: Pots, put: Mapping[int, int], on: date) -> int:
    """What is missing is spread evenly over the months that are left; the last one is the month of the day."""
    if step.cap_minor is None or step.by is None:
        return 0
    already = pots.this_month.get(step.pot, 0) + put.get(step.pot, 0)
    before = pots.held.get(step.pot, 0) + put.get(step.pot, 0) - already
    months = max((step.by.year - on.year) * 12 + step.by.month - on.month + 1, 1)
    return max(-(-max(step.cap_minor - before, 0) // months) - already, 0)


def _room(step: Step, pots: Pots, put: Mapping[int, int]) -> int:
    if step.cap_minor is None:
        return 2**62
    return max(step.cap_minor - pots.held.get(step.pot, 0) - put.get(step.pot, 0), 0)


def _add(put: dict[int, int], pot: int, amount: int) -> None:
    if amount:
        put[pot] = put.get(pot, 0) + amount
