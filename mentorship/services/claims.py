"""Who looks at a piece: one reviewer at a time, for a while, so that two do not do the same work."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship import signals
from mentorship.models import Submission, Task
from mentorship.models.tasks import TaskQuerySet
from mentorship.permissions import can_assign
from mentorship.services import tasks
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

LASTS = timedelta(minutes=30)
MOST = 4


NOT_THEIRS = gettext_lazy("Only who accompanies this person now, or a coordinator, gives feedback.")


class NotWaiting(DomainError):
    message = gettext_lazy("Nothing of this task waits for feedback any more.")


class TakenByOther(DomainError):
    message = gettext_lazy("Somebody else looks at it just now.")


class TooManyClaims(DomainError):
    message = gettext_lazy("You look at four pieces already. Finish one of them, or leave it to others, first.")


@transaction.atomic
def claim(*, task: Task, by: User, now: datetime) -> Task:
    """Let nobody else review `task` for half an hour; again makes it last longer.

    Raises NotAllowed, NotWaiting, TakenByOther, TooManyClaims.
    """
    task = tasks.locked(task)
    require_reviewer(task, by)
    if task.claimed_by_id != by.pk and _held_by(by, now).count() >= MOST:
        raise TooManyClaims
    return hold(task=task, by=by, now=now)


def hold(*, task: Task, by: User, now: datetime) -> Task:
    """Do what `claim` does, for a service that has locked `task` and keeps words: those are never refused for
    their number, the piece that was held longest is left to others instead.
    """
    require_reviewer(task, by)
    if not task.is_waiting:
        raise NotWaiting(_ended_words(task))
    if task.is_claimed_by_other(by, now=now):
        raise TakenByOther(_taken_words(task))
    is_new = task.claimed_by_id != by.pk
    if is_new:
        _make_room(by, now)
    task.status, task.claimed_by, task.claimed_until = Task.Status.IN_REVIEW, by, now + LASTS
    task.save(update_fields=["status", *tasks.CLAIM, "updated_at"])
    if is_new:
        log(task, "mentorship.task.claim", user=by)
        submission = task.submissions.get(number=task.iteration)
        announce(signals.review_begun, Submission, submission=submission, by=by)
    return task


@transaction.atomic
def leave(*, task: Task, by: User) -> Task:
    """Leave `task` to other reviewers; one's own draft stays. Again changes nothing. Raises NotAllowed."""
    task = tasks.locked(task)
    require_reviewer(task, by)
    if task.claimed_by_id != by.pk:
        return task
    task.status = Task.Status.SUBMITTED
    tasks.let_go(task)
    task.save(update_fields=["status", *tasks.CLAIM, "updated_at"])
    log(task, "mentorship.task.unclaim", user=by)
    return task


def drop(*, reviewer: User, participant: User) -> None:
    """Leave to others what `reviewer`, who accompanies `participant` no longer, looked at."""
    held = Task.objects.filter(participant=participant, claimed_by=reviewer, status=Task.Status.IN_REVIEW)
    held.update(status=Task.Status.SUBMITTED, claimed_by=None, claimed_until=None)


def permit(*, by: User) -> None:
    """Refuse who says what they think of nobody's work. Raises NotAllowed."""
    require(can_assign(by), NOT_THEIRS)


def require_reviewer(task: Task, by: User) -> None:
    """Refuse who may not say what they think of `task`. Raises NotAllowed."""
    require(task.participant_id != by.pk, _("Nobody gives feedback on their own work."))
    require(can(by, "review", task), NOT_THEIRS)


def _held_by(by: User, now: datetime) -> TaskQuerySet:
    """What `by` holds now; whoever asks holds `by` until the transaction ends, so that two at once wait."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    held: TaskQuerySet = Task.objects.filter(claimed_by=by, claimed_until__gt=now)
    return held


def _make_room(by: User, now: datetime) -> None:
    """Leave to others what `by` has held longest, so that with one more they hold no more than MOST."""
    held = _held_by(by, now)
    surplus = held.count() + 1 - MOST
    if surplus > 0:
        # Without waiting for one that is being saved in another tab: that one is not the oldest any more.
        longest = held.order_by("claimed_until", "pk").select_for_update(skip_locked=True)[:surplus]
        gone = [each.pk for each in longest]
        free = {"status": Task.Status.SUBMITTED, "claimed_by": None, "claimed_until": None}
        Task.objects.filter(pk__in=gone).update(**free)


def _taken_words(task: Task) -> str:
    until = time_format(timezone.localtime(task.claimed_until))
    name = task.claimed_by.display_name if task.claimed_by else ""
    return _("%(name)s looks at it just now, until %(time)s at the latest.") % {"name": name, "time": until}


def _ended_words(task: Task) -> str:
    match task.status:
        case Task.Status.APPROVED:
            return _("This task is approved already.")
        case Task.Status.REVISION:
            return _("A revision was asked for already.")
        case Task.Status.WITHDRAWN:
            return _("This task was taken back meanwhile.")
    return _("Nothing of this task waits for feedback.")
