"""Setting goals, reaching them, and letting go of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Goal, Skill
from mentorship.permissions import can_set_goal_for
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

MOST_OPEN = 20


class NoTitle(DomainError):
    message = gettext_lazy("Say in a few words what is to be reached.")


class OneTarget(DomainError):
    message = gettext_lazy("A goal is an amount or a level, not both. Set two goals.")


class BadAmount(DomainError):
    message = gettext_lazy("An amount is more than nothing and has a currency.")


class UnknownLevel(DomainError):
    message = gettext_lazy("This skill has no such level.")


class TooMany(DomainError):
    message = gettext_lazy("These are more goals than anybody can keep in mind. Let go of one first.")


@transaction.atomic
def set_goal(
    *,
    owner: User,
    title: str,
    by: User,
    now: datetime,
    target_amount: Decimal | None = None,
    currency: str = "",
    skill: Skill | None = None,
    level: int | None = None,
    submission: uuid.UUID | None = None,
) -> Goal:
    """Set a goal for `owner`: an amount, a level, or words alone; the same `submission` again sets no other.

    Raises NoTitle, OneTarget, BadAmount, UnknownLevel, TooMany, NotAllowed.
    """
    owner = User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    require(can_set_goal_for(by, owner), _("Only the person or who accompanies them sets a goal."))
    title = " ".join(title.split())
    if not title:
        raise NoTitle
    if target_amount is not None and skill is not None:
        raise OneTarget
    if target_amount is not None and (target_amount <= 0 or not currency):
        raise BadAmount
    if skill is not None and (level is None or not skill.levels.filter(number=level).exists()):
        raise UnknownLevel
    submission = submission or uuid.uuid4()
    if again := Goal.objects.filter(submission=submission).first():
        require(can(by, "see", again), _("Reload the page and send the form again."))
        return again
    if Goal.objects.open().filter(owner=owner).count() >= MOST_OPEN:
        raise TooMany
    goal: Goal = Goal.objects.create(
        owner=owner,
        set_by=by,
        title=title,
        target_amount=target_amount,
        currency=currency if target_amount is not None else "",
        skill=skill,
        level=level if skill is not None else None,
        submission=submission,
    )
    log(goal, "mentorship.goal.set", user=by)
    announce(signals.goal_set, Goal, goal=goal, by=by)
    return goal


@transaction.atomic
def reach(*, goal: Goal, now: datetime) -> bool:
    """Note for the books that `goal` is reached, and tell it once; return whether it is new.

    What is reached stays so; what was let go of is not reached any more.
    """
    found = Goal.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=goal.pk).first()
    if found is None or not found.is_open:
        return False
    found.status, found.reached_at = Goal.Status.REACHED, now
    found.save(update_fields=["status", "reached_at", "updated_at"])
    log(found, "mentorship.goal.reach")
    announce(signals.goal_reached, Goal, goal=found)
    return True


def permit_drop(*, goal: Goal, by: User) -> None:
    """Refuse whose goal it is not. Raises NotAllowed."""
    require(can(by, "drop", goal), _("Only whose goal it is lets go of it."))


@transaction.atomic
def drop(*, goal: Goal, by: User, now: datetime) -> Goal:
    """Let go of `goal`; it stays in the list of former ones. Again changes nothing. Raises NotAllowed."""
    goal = Goal.objects.select_for_update(of=("self",)).select_related("owner").get(pk=goal.pk)
    permit_drop(goal=goal, by=by)
    if goal.is_open:
        goal.status, goal.dropped_at = Goal.Status.DROPPED, now
        goal.save(update_fields=["status", "dropped_at", "updated_at"])
        log(goal, "mentorship.goal.drop", user=by)
        announce(signals.goal_dropped, Goal, goal=goal, by=by)
    return goal
