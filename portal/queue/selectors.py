"""Questions about the queue."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.core.jobs import BACKEND

OPEN, WAITING, RUNNING, DEAD, DONE = "", "waiting", "running", "dead", "done"
STATES = {
    WAITING: TaskResultStatus.READY,
    RUNNING: TaskResultStatus.RUNNING,
    DEAD: TaskResultStatus.FAILED,
    DONE: TaskResultStatus.SUCCESSFUL,
}


def listed(show: str) -> QuerySet[DBTaskResult]:
    """Return the jobs in the state `show`, or all that are not done; the newest first, without their trace."""
    rows = DBTaskResult.objects.filter(backend_name=BACKEND).defer("traceback", "return_value", "args_kwargs")
    is_open = ~Q(status=TaskResultStatus.SUCCESSFUL)
    return rows.filter(is_open if show == OPEN else Q(status=STATES[show])).order_by("-enqueued_at", "pk")


def counts() -> dict[str, int]:
    """Return how many jobs are in each state, and all that are not done. One query."""
    rows = DBTaskResult.objects.filter(backend_name=BACKEND).order_by()
    found = dict(rows.values_list("status").annotate(Count("pk")))
    numbers = {show: found.get(status, 0) for show, status in STATES.items()}
    return {OPEN: sum(numbers.values()) - numbers[DONE], **numbers}
