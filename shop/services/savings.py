"""Pots and the rules that fill them: only their owner decides about their money."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship.models import Goal
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require
from shop import money
from shop.allocation import How
from shop.models import Pot, RuleSet, SavingRule
from shop.services import allocation, ledger
from shop.services.ledger import Kind, Leg, Purse
from shop.signals import savings_moved

MOST_RULES = 10


class NotYours(DomainError):
    message = gettext_lazy("Choose among your own pots.")


class UnclearRule(DomainError):
    message = gettext_lazy(
        "Say how much goes into the pot: a part, an amount, or an amount and the day to have it."
    )


class TooManyRules(DomainError):
    message = gettext_lazy("Ten rules are the most. Put two together.")


class MoreThanAll(DomainError):
    message = gettext_lazy("The parts of a sale make more than all of it.")


class NothingToMove(DomainError):
    message = gettext_lazy("Choose two different places and an amount above nothing.")


@dataclass(frozen=True)
class Wish:
    """A rule as its owner says it."""

    how: str
    pot: Pot
    basis_points: int = 0
    amount_minor: int = 0
    cap_minor: int | None = None
    by_date: date | None = None
    then_pot: Pot | None = None


@transaction.atomic
def open_pot(*, owner: User, currency: str, by: User, goal: Goal | None = None) -> Pot:
    """Return the pot of `owner` for `goal`, or the one for everything else; it is opened when first asked for.

    Raises NotAllowed, NotYours, InexactAmount.
    """
    money.exponent(currency)
    ledger.lock_people([owner])
    require(by == owner, "Only the owner opens a pot.")
    if goal is None:
        return Pot.objects.get_or_create(owner=owner, currency=currency, is_general=True)[0]
    if goal.owner_id != owner.pk or (goal.currency and goal.currency != currency):
        raise NotYours
    return Pot.objects.get_or_create(goal=goal, defaults={"owner": owner, "currency": currency})[0]


@transaction.atomic
def set_rules(*, owner: User, currency: str, wishes: Sequence[Wish], by: User, now: datetime) -> RuleSet | None:
    """Let the sales of `owner` from now on fill pots as `wishes` say, in their order; none is no saving.

    Sales that were paid before keep their rules. The same rules again are no new version.
    Raises NotAllowed, NotYours, UnclearRule, TooManyRules, MoreThanAll.
    """
    ledger.lock_people([owner])
    require(by == owner, "Only the owner says how they save.")
    _require_sense(owner, currency, wishes)
    current = allocation.rules_of(owner, currency)
    if _as_told(current) == [_told(wish) for wish in wishes]:
        return current
    version = current.version + 1 if current else 1
    rules: RuleSet = RuleSet.objects.create(owner=owner, currency=currency, version=version, created_at=now)
    SavingRule.objects.bulk_create(
        SavingRule(rule_set=rules, position=position, **_told(wish)) for position, wish in enumerate(wishes)
    )
    log(owner, "shop.savings.rules", user=by, data={"version": version})
    return rules


def _require_sense(owner: User, currency: str, wishes: Sequence[Wish]) -> None:
    if len(wishes) > MOST_RULES:
        raise TooManyRules
    for wish in wishes:
        if any(
            pot.owner_id != owner.pk or pot.currency != currency for pot in (wish.pot, wish.then_pot or wish.pot)
        ):
            raise NotYours
        if not _is_clear(wish):
            raise UnclearRule
    if sum(wish.basis_points for wish in wishes if wish.how == How.PERCENT) > 10_000:
        raise MoreThanAll


def _is_clear(wish: Wish) -> bool:
    if wish.cap_minor is not None and wish.cap_minor <= 0:
        return False
    if wish.then_pot is not None and (wish.cap_minor is None or wish.then_pot == wish.pot):
        return False
    if wish.how in (How.PERCENT, How.LEFTOVER):
        return 0 < wish.basis_points <= 10_000
    if wish.how == How.FIXED:
        return wish.amount_minor > 0
    return wish.how == How.BY_DATE and bool(wish.cap_minor and wish.by_date)


def _told(wish: Wish) -> dict[str, object]:
    return {
        "how": str(wish.how),
        "pot_id": wish.pot.pk,
        "basis_points": wish.basis_points,
        "amount_minor": wish.amount_minor,
        "cap_minor": wish.cap_minor,
        "by_date": wish.by_date,
        "then_pot_id": wish.then_pot.pk if wish.then_pot else None,
    }


def _as_told(rules: RuleSet | None) -> list[dict[str, object]]:
    if rules is None:
        return []
    names = ("how", "pot_id", "basis_points", "amount_minor", "cap_minor", "by_date", "then_pot_id")
    return list(rules.rules.order_by("position").values(*names))


@transaction.atomic
def move(
    *,
    owner: User,
    currency: str,
    source: Pot | None,
    target: Pot | None,
    amount_minor: int,
    by: User,
    now: datetime,
    submission: uuid.UUID,
) -> None:
    """Move money of `owner` between pots, or to and from what is in hand (None); the same `submission` once.

    Raises NotAllowed, NotYours, NothingToMove, NotEnough.
    """
    ledger.lock_people([owner])
    require(by == owner, "Only the owner moves their money.")
    if source == target or amount_minor <= 0:
        raise NothingToMove
    if any(pot and (pot.owner_id != owner.pk or pot.currency != currency) for pot in (source, target)):
        raise NotYours
    in_hand = Purse(Kind.EARNINGS, currency, owner=owner)
    if source is None and ledger.balance(kind=Kind.EARNINGS, currency=currency, owner=owner) < amount_minor:
        raise ledger.NotEnough
    legs = [
        Leg(ledger.pot_of(source) if source else in_hand, -amount_minor),
        Leg(ledger.pot_of(target) if target else in_hand, amount_minor),
    ]
    ledger.post(key=f"move:{owner.pk}:{submission}", kind="move", legs=legs, now=now)
    announce(savings_moved, Pot, owner=owner)
