"""Reminding of tasks whose day is near, once for each day, and of pieces that wait, once for each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mentorship import signals
from mentorship.models import Submission, Task
from mentorship.models.submissions import SubmissionQuerySet
from portal.core.events import announce


def remind(*, now: datetime) -> int:
    """Tell participants of tasks that are due soon, once, and return of how many; for the clock.

    Who has closed their account, and tasks that wait for a mentor, are left alone.
    """
    soon = now + timedelta(days=settings.TASK_REMIND_DAYS)
    near = Task.objects.filter(
        status__in=Task.TO_DO,
        due_at__gt=now,
        due_at__lte=soon,
        reminded_at=None,
        participant__is_active=True,
    )
    return sum(_remind(pk, now) for pk in near.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    fresh = Task.objects.filter(pk=pk, reminded_at=None, status__in=Task.TO_DO)
    if not fresh.update(reminded_at=now):
        return False  # another clock was quicker
    task = Task.objects.select_related("participant", "assigned_by").get(pk=pk)
    announce(signals.task_due_soon, Task, task=task)
    return True


def remind_reviewers(*, now: datetime) -> int:
    """Tell mentors of pieces about which nobody has said anything for days, once, and return of how many.

    For the clock. Pieces of who has closed their account are left alone.
    """
    old = _unanswered().filter(
        submitted_at__lte=now - timedelta(days=settings.REVIEW_REMIND_DAYS), task__participant__is_active=True
    )
    return sum(_remind_reviewers(pk, now) for pk in old.values_list("pk", flat=True))


def _unanswered() -> SubmissionQuerySet:
    waiting = Submission.objects.latest_of_task().filter(task__status__in=Task.WAITING)
    return waiting.filter(reminded_at=None, answered_at=None)


@transaction.atomic
def _remind_reviewers(pk: int, now: datetime) -> bool:
    if not _unanswered().filter(pk=pk).update(reminded_at=now):
        return False  # another clock was quicker, or somebody answered
    submission = Submission.objects.select_related("task__participant").get(pk=pk)
    announce(signals.review_waits, Submission, submission=submission)
    return True
