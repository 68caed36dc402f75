"""Where somebody stands, in one answer."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from leaderboard import progress
from mentorship import selectors
from mentorship.models import Goal, Task
from messaging.selectors import unread_count
from portal.accounts.models import User
from portal.api.serializers import TaskSerializer
from shop import money
from shop.selectors import purses

#: The soonest; all of them are at /api/v1/tasks.
MOST_TASKS = 20


class EarnedShape(serializers.Serializer[Any]):
    currency = serializers.CharField()
    resting = serializers.CharField()
    ready = serializers.CharField()
    saved = serializers.CharField()
    on_its_way = serializers.CharField()


class PotShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    amount = serializers.CharField()
    target_amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()


class GoalShown(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    target_amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Goal.Status.choices)


class MilestoneShown(serializers.Serializer[Any]):
    name = serializers.CharField()
    is_reached = serializers.BooleanField()
    reached_at = serializers.DateTimeField(allow_null=True)
    rewards = serializers.ListField(child=serializers.CharField())


class NamedSkill(serializers.Serializer[Any]):
    skill = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)


class DashboardShape(serializers.Serializer[Any]):
    skills = NamedSkill(many=True)
    tasks = TaskSerializer(many=True)
    earnings = EarnedShape(many=True)
    savings = PotShown(many=True)
    goals = GoalShown(many=True)
    milestones = MilestoneShown(many=True)
    unread = serializers.IntegerField()


def of(person: User) -> dict[str, Any]:
    """Return the dashboard of `person`; as many queries whatever they have."""
    tasks = Task.objects.visible_to(person).open().soonest_first().select_related("participant", "skill")
    return {
        "skills": [{"skill": each.skill.slug, "level": each.level} for each in selectors.own_skills(person)],
        "tasks": TaskSerializer(tasks[:MOST_TASKS], many=True).data,
        "earnings": [_holding(each) for each in purses.holdings(person)],
        "savings": [
            {
                "name": each.name,
                "amount": _amount(each.held_minor, each.currency),
                "target_amount": None if each.target_minor is None else _amount(each.target_minor, each.currency),
                "currency": each.currency,
            }
            for each in purses.pots(person)
        ],
        "goals": [_goal(each) for each in person.goals.current(timezone.now()).order_by("pk")],
        "milestones": [_milestone(way) for way in progress.ways(person)],
        "unread": unread_count(person),
    }


def _amount(minor: int, currency: str) -> str:
    return str(money.from_minor(minor, currency))


def _holding(holding: purses.Holding) -> dict[str, str]:
    parts = ("resting", "ready", "saved", "on_its_way")
    amounts = {part: _amount(getattr(holding, f"{part}_minor"), holding.currency) for part in parts}
    return {"currency": holding.currency, **amounts}


def _goal(goal: Goal) -> dict[str, Any]:
    amount = None if goal.target_amount is None else str(goal.target_amount)
    told = {"id": goal.public_id, "title": goal.title, "status": goal.status}
    return {**told, "target_amount": amount, "currency": goal.currency}


def _milestone(way: progress.Way) -> dict[str, Any]:
    rewards = [str(each) for each in (way.milestone.badge, way.milestone.kit) if each is not None]
    is_reached = way.reached_at is not None
    return {"name": way.milestone.name, "is_reached": is_reached, "reached_at": way.reached_at, "rewards": rewards}
