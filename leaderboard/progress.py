"""How far somebody is on the way to milestones: what they sold, can do and saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from leaderboard.models import Milestone, MilestoneReached
from mentorship.models import Goal, LevelConfirmation
from portal.core.templatetags import ui
from shop import money
from shop.models import LedgerAccount, Pot, SaleLine, TakenBack


@dataclass(frozen=True)
class Standing:
    """What somebody has to show: pieces sold and not given back, levels by skill, savings by currency."""

    pieces: int
    levels: Mapping[int, int]
    saved_minor: Mapping[str, int]


@dataclass(frozen=True)
class Part:
    """One thing that a milestone asks: what is done of how much, and both in words."""

    label: str
    done: int
    of: int
    text: str

    @property
    def is_done(self) -> bool:
        return self.done >= self.of

    @property
    def percent(self) -> int:
        return min(self.done * 100 // self.of, 100)


@dataclass(frozen=True)
class Way:
    """A milestone, the parts of it, and when it was reached."""

    milestone: Milestone
    parts: Sequence[Part]
    reached_at: datetime | None

    @property
    def is_there(self) -> bool:
        return all(part.is_done for part in self.parts)


def standing(user: Any) -> Standing:
    """Return what `user` has to show. Three queries."""
    back = TakenBack.objects.standing().filter(sale=OuterRef("pk")).order_by("sale").values("sale")
    sold = SaleLine.objects.filter(seller__user=user).alias(
        back=Coalesce(Subquery(back.annotate(total=Sum("amount_minor")).values("total")), 0)
    )
    kept = sold.filter(Q(gross_minor=0) | Q(back__lt=F("gross_minor")))
    pieces = kept.aggregate(total=Sum("line__quantity", default=0))["total"]
    pots = LedgerAccount.objects.filter(owner=user, kind=LedgerAccount.Kind.SAVINGS).order_by("currency")
    saved = dict(pots.values_list("currency").annotate(total=Sum("balance_minor")))
    return Standing(pieces=int(pieces), levels=_levels(user), saved_minor=saved)


def _levels(user: Any) -> dict[int, int]:
    """Return {skill: the highest level that a mentor vouches for}. One query."""
    levels: dict[int, int] = {}
    for skill, level in LevelConfirmation.objects.standing().filter(user=user).values_list("skill", "level"):
        levels[skill] = max(level, levels.get(skill, 0))
    return levels


def ways(user: Any) -> list[Way]:
    """Return the milestones that `user` reached or can reach, with how far they are. Five queries."""
    reached = dict(MilestoneReached.objects.filter(user=user).values_list("milestone", "reached_at"))
    rows = Milestone.objects.filter(Q(is_active=True) | Q(pk__in=reached)).select_related("skill", "badge", "kit")
    now = standing(user)
    return [Way(each, parts(each, now), reached.get(each.pk)) for each in rows.order_by("name", "pk")]


@dataclass(frozen=True)
class GoalWay:
    """A goal and how far it is; without a part where its words alone say what it is, or that it is reached."""

    goal: Goal
    part: Part | None


def goals(user: Any, now: datetime, count: int = 5) -> list[GoalWay]:
    """Return the newest goals of `user` that are open or were just reached, with how far they are. One query."""
    in_pot = Pot.objects.filter(goal=OuterRef("pk"), currency=OuterRef("currency"))
    vouched = LevelConfirmation.objects.standing().filter(user=user, skill=OuterRef("skill")).order_by("-level")
    rows: Any = Goal.objects.current(now).filter(owner=user).newest_first()
    found = rows.annotate(
        held=Coalesce(Subquery(in_pot.values("account__balance_minor")[:1]), 0),
        reached=Coalesce(Subquery(vouched.values("level")[:1]), 0),
    )
    return [GoalWay(each, _towards(each)) for each in found[:count]]


def _towards(goal: Any) -> Part | None:
    if goal.is_reached:  # whatever is in its pot by now
        return None
    if goal.skill_id and goal.level:
        return _part(goal.title, goal.reached, goal.level)
    if goal.target_amount is None:
        return None
    return _saved(goal.target_amount, goal.currency, goal.held, label=goal.title)


def parts(milestone: Milestone, now: Standing) -> list[Part]:
    """Return what `milestone` asks and how much of it is done. Needs its skill."""
    found = []
    if wanted := milestone.pieces_sold:
        found.append(_part(_("Pieces sold"), now.pieces, wanted))
    if level := milestone.level:
        skill = milestone.skill
        best = now.levels.get(skill.pk, 0) if skill else max(now.levels.values(), default=0)
        found.append(_part(skill.name if skill else _("Level in any skill"), best, level))
    if amount := milestone.saved_amount:
        held = now.saved_minor.get(milestone.currency) or 0
        found.append(_saved(amount, milestone.currency, held, label=_("Saved")))
    return found


def _part(label: str, done: int, of: int) -> Part:
    return Part(label, done, of, _("%(done)s of %(of)s") % {"done": min(done, of), "of": of})


def _saved(amount: Decimal, currency: str, held: int, *, label: str) -> Part:
    wanted = money.to_minor(amount, currency)
    shown = [ui.money(money.from_minor(each, currency), currency) for each in (min(held, wanted), wanted)]
    return Part(label, held, wanted, _("%(done)s of %(of)s") % {"done": shown[0], "of": shown[1]})
