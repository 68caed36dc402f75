"""Facts of the apps, in the words in which other systems are told of them: ids and handles only."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from leaderboard.models import BadgeAward, MilestoneReached
from leaderboard.signals import badge_awarded, milestone_reached
from mentorship.models import Feedback, Submission, Task
from mentorship.signals import feedback_given, task_approved
from portal.accounts.models import User
from portal.hooks import services
from portal.hooks.models import Event
from shop.signals import order_settled


@receiver(task_approved, dispatch_uid="hooks.task_approved")
def tell_task_approved(task: Task, submission: Submission, by: User, **_: Any) -> None:
    data = {
        "task": task.public_id,
        "submission": submission.public_id,
        "participant": task.participant.handle,
        "by": by.handle,
    }
    _tell(Event.TASK_APPROVED, data, task.participant)


@receiver(feedback_given, dispatch_uid="hooks.feedback_given")
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


@receiver(order_settled, dispatch_uid="hooks.order_settled")
def tell_order_settled(order: Any, **_: Any) -> None:
    _tell(Event.ORDER_SETTLED, {"order": order.number}, order.user)


@receiver(milestone_reached, dispatch_uid="hooks.milestone_reached")
def tell_milestone_reached(reached: MilestoneReached, **_: Any) -> None:
    data = {"milestone": reached.milestone_id, "participant": reached.user.handle}
    _tell(Event.MILESTONE_REACHED, data, reached.user)


@receiver(badge_awarded, dispatch_uid="hooks.badge_awarded")
def tell_badge_awarded(award: BadgeAward, **_: Any) -> None:
    _tell(Event.BADGE_AWARDED, {"badge": award.badge.slug, "participant": award.user.handle}, award.user)


def _tell(event: Event, data: dict[str, Any], about: User | None) -> None:
    services.tell(event=event, data=data, about=about, now=timezone.now())
