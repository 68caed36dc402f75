"""What who runs the chapter does about a job that could not be done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from leaderboard import jobs as jobs_of_points
from portal.accounts.models import AuditEvent, User
from portal.accounts.permissions import can_run_chapter
from portal.accounts.services import audit
from portal.core import jobs
from portal.core.exceptions import DomainError
from portal.core.models import ClockTurn
from portal.core.policy import require
from portal.queue import selectors

REFUSAL = gettext_lazy("Background work is looked after by who runs the chapter.")


class NotGivenUp(DomainError):
    message = gettext_lazy("This job is not among those given up any more; somebody was faster.")


class UnderWay(DomainError):
    message = gettext_lazy("This is under way already; look below how far it is.")


@transaction.atomic
def retry(*, number: UUID, by: User, now: datetime) -> None:
    """Let the job `number`, which was given up, be tried anew. Raises NotAllowed, NotGivenUp."""
    require(can_run_chapter(by), REFUSAL)
    work = _work_of(number)
    if not jobs.revive(number=number, now=now):
        raise NotGivenUp
    _record(AuditEvent.Action.JOB_RETRIED, number, work, by, now)


@transaction.atomic
def discard(*, number: UUID, by: User, now: datetime) -> None:
    """Forget the job `number`, which was given up; it is never done. Raises NotAllowed, NotGivenUp."""
    require(can_run_chapter(by), REFUSAL)
    work = _work_of(number)
    if not jobs.discard(number=number):
        raise NotGivenUp
    _record(AuditEvent.Action.JOB_DISCARDED, number, work, by, now)


@transaction.atomic
def rebuild(*, by: User, now: datetime) -> None:
    """Let points and boards be put right in the background. Raises NotAllowed, UnderWay."""
    require(can_run_chapter(by), REFUSAL)
    # Whoever asks at the same moment waits here, and then finds it under way.
    ClockTurn.objects.get_or_create(name="rebuild_points", defaults={"due_at": now})
    ClockTurn.objects.select_for_update().get(name="rebuild_points")
    if selectors.is_under_way(jobs_of_points.rebuild_points.module_path):
        raise UnderWay
    jobs_of_points.rebuild_points.enqueue()


def _work_of(number: UUID) -> str:
    job = selectors.listed(selectors.DEAD).filter(pk=number).first()
    if job is None:
        raise NotGivenUp
    return job.task_path


def _record(action: str, number: UUID, work: str, by: User, now: datetime) -> None:
    audit.record(action=action, by=by, detail={"job": str(number), "work": work[-60:]}, now=now)
