"""Background jobs: each is done, also when its worker dies, and what cannot be done becomes a dead letter."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task_backends
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.signals import task_finished
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from portal.core import jobs
from portal.core.models import JobWorker
from portal.testing.jobs import fail, note, note_slowly, work_off

NOW = timezone.now()


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.django_db
def test_a_job_waits_for_a_worker_and_is_done_once(tmp_path):
    path = tmp_path / "notes"
    for word in ("one", "two"):
        note.enqueue(str(path), word)
    assert lines(path) == []
    assert jobs.figures(now=timezone.now())["waiting"] == 2

    work_off()
    work_off()

    assert lines(path) == ["one", "two"]
    assert DBTaskResult.objects.successful().count() == 2
    assert not JobWorker.objects.exists(), "a worker that ends says so"


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_fails_was_never_there(tmp_path):
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            note.enqueue(str(tmp_path / "notes"), "one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        enqueue_and_fail()

    assert not DBTaskResult.objects.exists()


def test_wagtails_own_tasks_wait_for_no_worker():
    assert isinstance(task_backends["default"], ImmediateBackend)
    assert isinstance(task_backends[jobs.BACKEND], DatabaseBackend)


@pytest.mark.django_db
def test_a_job_that_raises_is_a_dead_letter_until_somebody_revives_it(capsys):
    fail.enqueue()

    work_off()

    dead = DBTaskResult.objects.get()
    assert dead.status == TaskResultStatus.FAILED
    assert "cannot be done" in dead.traceback
    call_command("run_jobs", status=True)
    assert "dead 1" in capsys.readouterr().out
    assert jobs.tidy(now=timezone.now() + timedelta(days=400)) == 0, "nobody has looked at it"

    call_command("run_jobs", revive=True)

    assert jobs.figures(now=timezone.now())["waiting"] == 1


@pytest.mark.django_db
def test_done_jobs_are_forgotten_after_a_while(tmp_path):
    note.enqueue(str(tmp_path / "notes"), "one")
    work_off()

    assert jobs.tidy(now=timezone.now() + timedelta(days=13)) == 0
    assert jobs.tidy(now=timezone.now() + timedelta(days=15)) == 1


def running_job(tmp_path: Path, worker: str, *, tries: int = 1) -> DBTaskResult:
    result = note.enqueue(str(tmp_path / "notes"), "one")
    row = DBTaskResult.objects.get(pk=result.id)
    for _ in range(tries):
        row.claim(worker)
    return row


@pytest.mark.django_db
def test_the_job_of_a_living_worker_is_left_to_it(tmp_path):
    row = running_job(tmp_path, "alive")
    JobWorker.objects.create(name="alive", seen_at=NOW - timedelta(seconds=5))

    assert jobs.reap(now=NOW) == 0

    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
@pytest.mark.parametrize("seen", [None, timedelta(seconds=25)])
def test_the_job_of_a_dead_worker_is_given_back(tmp_path, seen):
    row = running_job(tmp_path, "dead")
    if seen:
        JobWorker.objects.create(name="dead", seen_at=NOW - seen)

    assert jobs.reap(now=NOW) == 1
    assert jobs.reap(now=NOW) == 0

    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_not_tried_for_ever(tmp_path):
    row = running_job(tmp_path, "dead", tries=jobs.MAX_ATTEMPTS)
    told: list[Any] = []

    def listen(sender: Any, task_result: Any, **_: Any) -> None:
        told.append(task_result.status)

    task_finished.connect(listen)
    try:
        assert jobs.reap(now=NOW) == 1
    finally:
        task_finished.disconnect(listen)

    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert "WorkerDied" in row.exception_class_path
    assert told == [TaskResultStatus.FAILED]


@pytest.mark.django_db
def test_a_worker_stops_with_the_process_that_began_it(monkeypatch):
    worker = jobs.LeasedWorker(with_parent=True)
    worker.look_around()
    assert worker.running

    monkeypatch.setattr("os.getppid", lambda: 1)
    worker.look_around()

    assert not worker.running


# Processes -----------------------------------------------------------------------------------------------


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`start_worker(…)` starts a real process on this test's database."""
    started = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "VAR_DIR": str(tmp_path),
            "DATABASE_URL": address_of_this_database(),
        }
        command = [sys.executable, "manage.py", "run_jobs", "--lease", "2", "--interval", "0.2", *options]
        started.append(subprocess.Popen(command, cwd=settings.ROOT, env=environment))  # noqa: S603  our own
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def address_of_this_database() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_a_worker_is_killed_in_the_middle(tmp_path, start_worker):
    path = tmp_path / "notes"
    note_slowly.enqueue(str(path), 4.0)
    first = start_worker()
    wait_for(lambda: lines(path) == ["begun"])

    first.send_signal(signal.SIGKILL)
    first.wait()
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    start_worker()

    wait_for(lambda: lines(path) == ["begun", "begun", "done"])
    wait_for(lambda: DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL)
    assert len(DBTaskResult.objects.get().worker_ids) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_jobs_and_stop_when_asked(tmp_path, start_worker):
    path = tmp_path / "notes"
    for number in range(40):
        note.enqueue(str(path), str(number))

    workers = [start_worker(), start_worker("--with-parent")]
    wait_for(lambda: len(lines(path)) >= 40)
    wait_for(lambda: JobWorker.objects.count() == 2)  # one may still be starting when the work is done
    for worker in workers:
        worker.terminate()

    assert [worker.wait(timeout=20) for worker in workers] == [0, 0]
    assert sorted(map(int, lines(path))) == list(range(40)), "each once"
    assert not JobWorker.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_batch_ends_when_nothing_is_left(tmp_path, start_worker):
    note.enqueue(str(tmp_path / "notes"), "one")

    assert start_worker("--batch").wait(timeout=60) == 0

    assert lines(tmp_path / "notes") == ["one"]
