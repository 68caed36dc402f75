"""Milestones are noted when they are reached, once, and unlock a badge or a kit."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leaderboard import progress
from leaderboard.models import Milestone, MilestoneReached
from leaderboard.services import badges
from leaderboard.signals import milestone_reached
from mentorship.services import resources_asking
from portal.accounts import roles
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError

logger = logging.getLogger(__name__)


@transaction.atomic
def look(*, user: User, now: datetime) -> list[MilestoneReached]:
    """Note which milestones `user` has reached by now and unlock what they bring; return the new ones.

    Again changes nothing; what was reached stays.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    known = MilestoneReached.objects.filter(user=user).values("milestone")
    open_ones = (
        Milestone.objects.filter(is_active=True).exclude(pk__in=known).select_related("skill", "badge", "kit")
    )
    found = list(open_ones.order_by("pk"))
    if not found or not user.is_active:
        return []
    has = progress.standing(user)
    return [_reach(each, user, now) for each in found if all(part.is_done for part in progress.parts(each, has))]


def look_at_all(*, now: datetime) -> int:
    """Look at every participant, when a milestone is new; return how many were reached."""
    people = User.objects.filter(is_active=True, groups__name=roles.PARTICIPANT).order_by("pk")
    return sum(len(look(user=user, now=now)) for user in people)


def _reach(milestone: Milestone, user: User, now: datetime) -> MilestoneReached:
    row: MilestoneReached = MilestoneReached.objects.create(milestone=milestone, user=user, reached_at=now)
    if milestone.badge:
        badges.award_for_milestone(reached=row, now=now)
    if milestone.kit:
        _ask_for_kit(row, now)
    announce(milestone_reached, MilestoneReached, reached=row)
    return row


def _ask_for_kit(row: MilestoneReached, now: datetime) -> None:
    """Ask for the kit in the person's name. If they cannot ask now, they do it themselves later."""
    why = _("Unlocked by the milestone “%(name)s”.") % {"name": row.milestone.name}
    try:
        with transaction.atomic():
            row.request = resources_asking.request(by=row.user, why=why, now=now, kit=row.milestone.kit)
    except DomainError as refusal:
        logger.warning("Milestone %s of person %s: no kit, %s", row.milestone_id, row.user_id, refusal.message)
        return
    row.save(update_fields=["request"])
