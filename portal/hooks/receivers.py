"""Facts of the apps, in the words in which other systems are told of them: ids and handles only.

They are written down in the transaction that makes them (`records`), so none is lost; who is told of it is asked
then too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from leaderboard.models import BadgeAward, MilestoneReached
from leaderboard.signals import badge_awarded, milestone_reached
from mentorship.models import Feedback, Goal, Submission, Task
from mentorship.signals import feedback_given, goal_reached, task_approved
from portal.accounts.models import User
from portal.core.events import records
from portal.hooks import services
from portal.hooks.models import Event
from shop.signals import order_settled


@records(task_approved)
def tell_task_approved(task: Task, submission: Submission, by: User, **_: Any) -> None:
    data = {
        "task": task.public_id,
        "submission": submission.public_id,
        "participant": task.participant.handle,
        "by": by.handle,
    }
    _tell(Event.TASK_APPROVED, data, task.participant)


@records(feedback_given)
def tell_feedback_given(feedback: Feedback, by: User, **_: Any) -> None:
    task = feedback.submission.task
    data = {
        "feedback": feedback.public_id,
        "submission": feedback.submission.public_id,
        "task": task.public_id,
        "participant": task.participant.handle,
        "by": by.handle,
    }
    _tell(Event.FEEDBACK_GIVEN, data, task.participant)


@records(order_settled)
def tell_order_settled(order: Any, **_: Any) -> None:
    """Its buyer and the makers of what is in it."""
    makers = User.objects.filter(seller__sales__line__order=order).distinct().order_by("pk")
    _tell(Event.ORDER_SETTLED, {"order": order.number}, order.user, makers)


@records(goal_reached)
def tell_goal_reached(goal: Goal, **_: Any) -> None:
    _tell(Event.GOAL_REACHED, {"goal": goal.public_id, "participant": goal.owner.handle}, goal.owner)


@records(milestone_reached)
def tell_milestone_reached(reached: MilestoneReached, **_: Any) -> None:
    data = {"milestone": reached.milestone_id, "participant": reached.user.handle}
    _tell(Event.MILESTONE_REACHED, data, reached.user)


@records(badge_awarded)
def tell_badge_awarded(award: BadgeAward, **_: Any) -> None:
    _tell(Event.BADGE_AWARDED, {"badge": award.badge.slug, "participant": award.user.handle}, award.user)


def _tell(event: Event, data: dict[str, Any], about: User | None, others: Iterable[User] = ()) -> None:
    services.tell(event=event, data=data, about=about, others=others, now=timezone.now())
