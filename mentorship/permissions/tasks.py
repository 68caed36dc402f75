"""Who gives tasks and sets goals, and who sees them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import Goal, Pairing, Task
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def can_assign_to(by: User, participant: User) -> bool:
    """Whether `by` gives tasks to `participant`: while they accompany them, or run the chapter."""
    if by == participant or not by.is_active or not participant.is_active:
        return False
    return participant.has_role(roles.PARTICIPANT) and (can_run_chapter(by) or accompanies(by, participant))


def can_set_goal_for(by: User, owner: User) -> bool:
    """Whether `by` sets goals of `owner`: their own, or of somebody whom they accompany."""
    return by.is_active and owner.is_active and (by == owner or accompanies(by, owner))


@policy.register(Task)
class TaskPolicy(Policy[Task]):
    """The participant, their present mentors, and who runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        if can_run_chapter(person):
            return EVERYBODY_SEES
        return Q(participant=person) | Q(participant__in=Pairing.objects.participants_of(person))

    def may_start(self, person: User, task: Task) -> bool:
        return task.participant_id == person.pk

    def may_withdraw(self, person: User, task: Task) -> bool:
        return can_assign_to(person, task.participant)


@policy.register(Goal)
class GoalPolicy(Policy[Goal]):
    """Whose goal it is, and their present mentors: a goal may tell how much somebody has."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return Q(owner=person) | Q(owner__in=Pairing.objects.participants_of(person))

    def may_drop(self, person: User, goal: Goal) -> bool:
        return goal.owner_id == person.pk
