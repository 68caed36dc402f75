"""Background work: django-tasks with rows in our database, and a lease, so that nothing is lost with its worker.

A job is a function of plain values, decorated with `@job` in an app's `jobs.py`, enqueued in the transaction of
its data: `build.enqueue(export.pk)`. It runs at least once, so it must do no harm when it runs twice. A job that
raises is a dead letter at once: what may be tried again is caught by the job itself.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django_tasks import TaskResultStatus, task
from django_tasks.signals import task_finished
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portal.core import database_time, watching
from portal.core.models import JobProgress, JobWorker

logger = logging.getLogger(__name__)

BACKEND = "jobs"
MAX_ATTEMPTS = 5
#: Seconds between two signs of life, and without one until a worker counts as dead.
BEAT = 3.0
LEASE = 20.0
#: How long done jobs are kept, for people who look into the queue.
KEEP_DONE = timedelta(days=14)


#: The job that is done now, in a worker.
_current: ContextVar[UUID | None] = ContextVar("job", default=None)


class WorkerDied(Exception):
    """Each worker that began this job died before its end."""


def job(function: Callable[..., Any]) -> Any:
    """Make `function` a job: `function.enqueue(…)` lets a worker call it."""
    return task(backend=BACKEND)(function)


def this_job() -> UUID:
    """Return the number of the job that calls this. Raises LookupError outside of one."""
    if (number := _current.get()) is None:
        raise LookupError("No job runs here.")
    return number


def tell_progress(done: int, total: int) -> None:
    """Let people see that the job that calls this is so far; outside a job nothing happens."""
    if (number := _current.get()) is not None:
        JobProgress.objects.update_or_create(job=number, defaults={"done": done, "total": total})


def new_worker_name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"


class LeasedWorker(Worker):
    """Works jobs off one by one, while a thread beside it says that it lives and looks after the dead."""

    def __init__(
        self,
        *,
        batch: bool = False,
        interval: float = 1.0,
        beat: float = BEAT,
        lease: float = LEASE,
        with_parent: bool = False,
    ) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=None,
            worker_id=new_worker_name(),
        )
        self.beat, self.lease = beat, lease
        self._parent = os.getppid() if with_parent else 0
        self._ended = threading.Event()

    def run(self) -> None:
        self.look_around()  # before the first job: a job of a worker that nobody knows is a dead worker's
        heart = threading.Thread(target=self._live, daemon=True)
        heart.start()
        try:
            super().run()
        finally:
            self._ended.set()
            heart.join(timeout=self.lease)
            JobWorker.objects.filter(name=self.worker_id).delete()

    def run_task(self, db_task_result: Any) -> None:
        with watching.job(db_task_result.task_path, db_task_result.pk) as facts:
            token = _current.set(db_task_result.pk)
            try:
                super().run_task(db_task_result)
            finally:
                _current.reset(token)
                JobProgress.objects.filter(job=db_task_result.pk).delete()
            facts["done"] = db_task_result.status == TaskResultStatus.SUCCESSFUL
            if not facts["done"]:
                facts["error"] = db_task_result.exception_class_path

    def _live(self) -> None:
        while not self._ended.wait(self.beat):
            try:
                self.look_around()
            except OperationalError:
                logger.exception("Worker %s could not say that it lives", self.worker_id)
            finally:
                connection.close()

    def look_around(self) -> None:
        """Say that this worker lives, give the jobs of dead ones back, and stop when the parent has gone."""
        now = database_time.now()
        JobWorker.objects.update_or_create(name=self.worker_id, defaults={"seen_at": now})
        settings.JOBS_ALIVE_FILE.touch()
        reap(now=now, lease=self.lease)
        if self._parent and os.getppid() != self._parent:
            self.running = False


def reap(*, now: datetime, lease: float = LEASE) -> int:
    """Give back what dead workers had begun, up to MAX_ATTEMPTS, and return how many jobs that were."""
    alive = set(
        JobWorker.objects.filter(seen_at__gt=now - timedelta(seconds=lease)).values_list("name", flat=True)
    )
    running = DBTaskResult.objects.running().filter(backend_name=BACKEND)
    lost = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
    JobWorker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return sum(_give_back(row, now) for row in lost)


def tidy(*, now: datetime) -> int:
    """Forget jobs that were done long ago; dead letters stay until somebody has looked at them."""
    JobProgress.objects.exclude(job__in=DBTaskResult.objects.running().values("pk")).delete()
    done = DBTaskResult.objects.successful().filter(backend_name=BACKEND, finished_at__lt=now - KEEP_DONE)
    return done.delete()[0]


def revive(*, now: datetime, number: UUID | None = None) -> int:
    """Let dead letters be tried anew, or that with `number` only, and return how many there were."""
    anew = {"status": TaskResultStatus.READY, "worker_ids": [], "run_after": now, "finished_at": None}
    revived: int = _dead(number).update(**anew)
    return revived


def discard(*, number: UUID) -> bool:
    """Forget the dead letter with `number`, and return whether it was there."""
    return bool(_dead(number).delete()[0])


def _dead(number: UUID | None) -> Any:
    dead = DBTaskResult.objects.failed().filter(backend_name=BACKEND)
    return dead if number is None else dead.filter(pk=number)


def figures(*, now: datetime) -> dict[str, int]:
    """Return how many jobs wait, run and are dead, and for how many seconds the oldest has waited."""
    rows = DBTaskResult.objects.filter(backend_name=BACKEND)
    oldest = rows.ready().order_by("enqueued_at").first()
    return {
        "waiting": rows.ready().count(),
        "running": rows.running().count(),
        "dead": rows.failed().count(),
        "oldest": int((now - oldest.enqueued_at).total_seconds()) if oldest else 0,
        "workers": workers(now=now),
    }


def workers(*, now: datetime) -> int:
    """Return how many workers live."""
    return JobWorker.objects.filter(seen_at__gt=now - timedelta(seconds=LEASE)).count()


def _give_back(row: Any, now: datetime) -> bool:
    """Return the job of a dead worker to the queue, or to the dead letters when it was tried often enough."""
    with transaction.atomic():
        unchanged = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        fresh = unchanged.select_for_update(skip_locked=True).first()
        if fresh is None:
            return False  # another worker was faster
        tries = len(fresh.worker_ids)
        if tries >= MAX_ATTEMPTS:
            fresh.set_failed(WorkerDied(f"{tries} workers died over it."))
        else:
            fresh.status = TaskResultStatus.READY
            fresh.run_after = now + timedelta(seconds=5 * (tries - 1))
            fresh.save(update_fields=["status", "run_after"])
    logger.warning("Job %s was left by a dead worker (%d tries)", fresh.pk, tries)
    if tries >= MAX_ATTEMPTS:
        task_finished.send(sender=DatabaseBackend, task_result=fresh.task_result)
    return True
