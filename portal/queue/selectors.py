"""Questions about the queue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.core import waiting
from portal.core.jobs import BACKEND
from portal.core.models import JobProgress

OPEN, WAITING, RUNNING, DEAD, DONE = "", "waiting", "running", "dead", "done"
STATES = {
    WAITING: TaskResultStatus.READY,
    RUNNING: TaskResultStatus.RUNNING,
    DEAD: TaskResultStatus.FAILED,
    DONE: TaskResultStatus.SUCCESSFUL,
}


@waiting.counted_as("jobs", at="job_queue:index")
def dead(person: Any) -> QuerySet[DBTaskResult]:
    """The jobs that were given up, for who looks after the queue."""
    return listed(DEAD)


def listed(*shows: str) -> QuerySet[DBTaskResult]:
    """Return the jobs in the states `shows`, newest first, without their trace; OPEN is all that is not done."""
    rows = DBTaskResult.objects.filter(backend_name=BACKEND).defer("traceback", "return_value", "args_kwargs")
    wanted = [status for name, status in STATES.items() if name in shows or (OPEN in shows and name != DONE)]
    return rows.filter(status__in=wanted).order_by("-enqueued_at", "pk")


def is_under_way(path: str) -> bool:
    """Whether a job at `path` waits or runs. One query."""
    return listed(WAITING, RUNNING).filter(task_path=path).exists()


def progress_of(found: Iterable[DBTaskResult]) -> dict[UUID, JobProgress]:
    """Return how far those of `found` are that run and say so. One query."""
    return {each.job: each for each in JobProgress.objects.filter(job__in=[job.pk for job in found])}


def counts() -> dict[str, int]:
    """Return how many jobs are in each state, and all that are not done. One query."""
    rows = DBTaskResult.objects.filter(backend_name=BACKEND).order_by()
    found = dict(rows.values_list("status").annotate(Count("pk")))
    numbers = {show: found.get(status, 0) for show, status in STATES.items()}
    return {OPEN: sum(numbers.values()) - numbers[DONE], **numbers}
