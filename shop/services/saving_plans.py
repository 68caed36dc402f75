"""Rules for saving as their owner writes them: over places that need no pot yet; tried first, then adopted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.policy import require
from shop import money
from shop.allocation import How, Pots, Step, allocate
from shop.models import Pot, RuleSet
from shop.selectors import purses
from shop.selectors.purses import Place
from shop.services import allocation, savings
from shop.services.savings import NotYours, Wish

TRIED = 10
#: In whole units of the currency: what is tried while nothing was sold.
EXAMPLE = 50


@dataclass(frozen=True)
class Plan:
    """One rule; `place` and `then_place` are keys of places."""

    how: str
    place: str
    basis_points: int = 0
    amount_minor: int = 0
    cap_minor: int | None = None
    by_date: date | None = None
    then_place: str = ""


@dataclass(frozen=True)
class Tried:
    """What one sale would bring: `whole_minor`, of it `put` into places by their keys, and the rest in hand."""

    title: str
    whole_minor: int
    put: Mapping[str, int]

    @property
    def rest_minor(self) -> int:
        return self.whole_minor - sum(self.put.values())


@dataclass(frozen=True)
class Trial:
    """What rules would do with the last sales, if they were made again today."""

    places: Sequence[Place]
    rows: Sequence[Tried]
    is_example: bool

    @property
    def total(self) -> Tried:
        put = {place.key: sum(row.put.get(place.key, 0) for row in self.rows) for place in self.places}
        return Tried("", sum(row.whole_minor for row in self.rows), put)


@transaction.atomic
def adopt(*, owner: User, currency: str, plans: Sequence[Plan], by: User, now: datetime) -> RuleSet | None:
    """Let the sales of `owner` from now on follow `plans`; pots that they need are opened.

    Raises NotAllowed, NotYours, UnclearRule, TooManyRules, MoreThanAll.
    """
    require(by == owner, _("Only the owner says how they save."))
    places = {place.key: place for place in purses.places(owner, currency)}
    opened: dict[str, Pot] = {}

    def pot(key: str) -> Pot:
        if key not in opened:
            opened[key] = pot_at(places, key, owner=owner, currency=currency, by=by)
        return opened[key]

    wishes = [
        Wish(
            how=plan.how,
            pot=pot(plan.place),
            basis_points=plan.basis_points,
            amount_minor=plan.amount_minor,
            cap_minor=plan.cap_minor,
            by_date=plan.by_date,
            then_pot=pot(plan.then_place) if plan.then_place else None,
        )
        for plan in plans
    ]
    return savings.set_rules(owner=owner, currency=currency, wishes=wishes, by=by, now=now)


@transaction.atomic
def move(
    *,
    owner: User,
    currency: str,
    source: str,
    target: str,
    amount_minor: int,
    by: User,
    now: datetime,
    submission: uuid.UUID,
) -> None:
    """Move money of `owner` between places, "" being what is in hand; a pot is opened for where it goes.

    Raises NotAllowed, NotYours, NothingToMove, NotEnough.
    """
    require(by == owner, _("Only the owner moves their money."))
    if source == target:
        raise savings.NothingToMove
    places = {place.key: place for place in purses.places(owner, currency)}
    pots = [
        pot_at(places, key, owner=owner, currency=currency, by=by) if key else None for key in (source, target)
    ]
    savings.move(
        owner=owner,
        currency=currency,
        source=pots[0],
        target=pots[1],
        amount_minor=amount_minor,
        by=by,
        now=now,
        submission=submission,
    )


def pot_at(places: Mapping[str, Place], key: str, *, owner: User, currency: str, by: User) -> Pot:
    """Return the pot of the place called `key`, opened if need be. Raises NotYours."""
    place = places.get(key)
    if place is None:
        raise NotYours
    return place.pot or savings.open_pot(owner=owner, currency=currency, by=by, goal=place.goal)


def try_out(*, owner: User, currency: str, plans: Sequence[Plan], by: User, now: datetime) -> Trial:
    """Return what `plans` would do with the last sales of `owner`, made again today; it changes nothing.

    Raises NotAllowed, NotYours.
    """
    require(by == owner, _("Only the owner says how they save."))
    places = purses.places(owner, currency)
    numbers = {place.key: place.pot.pk if place.pot else -position for position, place in enumerate(places, 1)}
    keys = {number: key for key, number in numbers.items()}
    steps = [_step(plan, numbers) for plan in plans]
    used = {step.pot for step in steps} | {step.then_pot for step in steps}
    pots = allocation.in_pots(owner, currency, now)
    held, this_month = dict(pots.held), dict(pots.this_month)
    sold = _last_sales(owner, currency)
    rows = []
    for title, whole in sold or [(_("Example"), EXAMPLE * 10 ** money.exponent(currency))]:
        put = allocate(whole, steps, Pots(held, this_month), timezone.localdate(now))
        for pot, amount in put.items():
            held[pot] = held.get(pot, 0) + amount
            this_month[pot] = this_month.get(pot, 0) + amount
        rows.append(Tried(title, whole, {keys[pot]: amount for pot, amount in put.items()}))
    return Trial([place for place in places if numbers[place.key] in used], rows, is_example=not sold)


def _last_sales(owner: User, currency: str) -> list[tuple[str, int]]:
    """The last sales, the oldest first: their titles, and what each brought after fees and shares."""
    rows = purses.sales_of(owner).filter(currency=currency).select_related("line")[:TRIED]
    return [(sale.line.title, sale.resting_minor) for sale in reversed(rows)]


def _step(plan: Plan, numbers: Mapping[str, int]) -> Step:
    try:
        pot, then_pot = numbers[plan.place], numbers[plan.then_place] if plan.then_place else None
    except KeyError as error:
        raise NotYours from error
    return Step(
        how=How(plan.how),
        pot=pot,
        basis_points=plan.basis_points,
        amount_minor=plan.amount_minor,
        cap_minor=plan.cap_minor,
        by=plan.by_date,
        then_pot=then_pot,
    )
