"""The queue in the CMS: what waits and what failed, in words; tried anew or discarded once, by those who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from leaderboard.services import boards
from portal.accounts.models import AuditEvent
from portal.core import jobs
from portal.core.exceptions import NotAllowed
from portal.core.jobs import MAX_ATTEMPTS, reap
from portal.core.models import JobProgress, JobWorker
from portal.queue import services, words
from portal.testing.jobs import fail, fail_saying, note, work_off
from portal.testing.races import all_at_once

PAGE = "/cms/jobs/"
SECRET = "amina@example.org does not exist"


def dead() -> DBTaskResult:
    """A job that failed with words about somebody."""
    number = fail_saying.enqueue(SECRET).id
    work_off()
    return DBTaskResult.objects.get(pk=number)


def running() -> DBTaskResult:
    """A job that somebody is at."""
    job: DBTaskResult = DBTaskResult.objects.get(pk=note.enqueue("/dev/null", "three").id)
    job.claim("somebody")
    return job


def text_of(browser: Any, url: str = PAGE) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def actions() -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(action__startswith="job.").order_by("pk")
    return [(event.action, event.detail["job"]) for event in events]


@pytest.mark.django_db
def test_the_page_tells_what_failed_and_why_in_words_and_nothing_of_what_it_said(moderator, login):
    job = dead()

    page = text_of(login(moderator))

    assert str(words.OURS) in page
    assert str(job.pk) in page
    assert "fail saying" in page
    assert SECRET not in page
    assert "amina@example.org" not in page
    assert "Traceback" not in page
    assert "/django-admin/" not in page, "the whole error is for operators"


@pytest.mark.django_db
def test_an_operator_is_led_to_the_whole_error(operator, login):
    job = dead()
    url = reverse("admin:django_tasks_database_dbtaskresult_change", args=[job.pk])

    assert url in text_of(login(operator))
    assert SECRET in text_of(login(operator), url).replace("&#x27;", "'")


@pytest.mark.django_db
def test_jobs_are_shown_by_state(moderator, login):
    done = note.enqueue("/dev/null", "one")
    work_off()
    failed = dead()
    waiting = note.enqueue("/dev/null", "two")
    numbers = {"done": done.id, "dead": str(failed.pk), "waiting": waiting.id, "running": str(running().pk)}

    for show, number in numbers.items():
        page = text_of(login(moderator), f"{PAGE}?show={show}")
        assert number in page
        assert not [other for other in numbers.values() if other != number and other in page], show
    everything = text_of(login(moderator), f"{PAGE}?show=nonsense&page=-7")
    assert numbers["done"] not in everything
    assert all(numbers[show] in everything for show in ("dead", "waiting", "running"))


@pytest.mark.django_db
def test_a_page_without_workers_says_so(moderator, login):
    assert "No worker is there" in text_of(login(moderator))

    JobWorker.objects.create(name="one", seen_at=timezone.now())

    assert "1 worker is there" in text_of(login(moderator))


@pytest.mark.django_db
def test_questions_do_not_grow_with_the_jobs(moderator, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(PAGE, dead, client=login(moderator))


@pytest.mark.django_db
def test_a_job_is_tried_anew_once_and_the_log_says_by_whom(moderator, login):
    job = dead()

    answer = login(moderator).post(reverse("job_queue:retry", args=[job.pk]), follow=True)

    job.refresh_from_db()
    assert "tried anew" in answer.content.decode()
    assert (job.status, job.worker_ids) == (TaskResultStatus.READY, [])
    again = login(moderator).post(reverse("job_queue:retry", args=[job.pk]), follow=True)
    assert str(services.NotGivenUp.message) in again.content.decode()
    assert actions() == [("job.retry", str(job.pk))]
    assert AuditEvent.objects.get(action="job.retry").actor == moderator
    assert "Let a job be tried anew" in text_of(login(moderator), reverse("accounts:audit"))


@pytest.mark.django_db
def test_a_job_is_discarded_for_good(moderator, login):
    job = dead()

    login(moderator).post(reverse("job_queue:discard", args=[job.pk]))
    again = login(moderator).post(reverse("job_queue:discard", args=[job.pk]), follow=True)

    assert not DBTaskResult.objects.filter(pk=job.pk).exists()
    assert str(services.NotGivenUp.message) in again.content.decode()
    assert actions() == [("job.discard", str(job.pk))]


@pytest.mark.django_db
@pytest.mark.parametrize("act", [services.retry, services.discard])
def test_only_what_was_given_up_can_be_tried_anew_or_discarded(act, moderator):
    waiting = note.enqueue("/dev/null", "one")

    for number in (waiting.id, uuid4()):
        with pytest.raises(services.NotGivenUp):
            act(number=number, by=moderator, now=timezone.now())

    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert actions() == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["participant", "mentor", "buyer", "stranger"])
@pytest.mark.parametrize("act", ["retry", "discard"])
def test_others_find_nothing_and_change_nothing(act, who, request, login):
    job, person = dead(), request.getfixturevalue(who)

    assert login(person).get(PAGE).status_code == 404
    assert login(person).post(reverse(f"job_queue:{act}", args=[job.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        getattr(services, act)(number=job.pk, by=person, now=timezone.now())

    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert actions() == []


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["retry", "discard"])
def test_a_link_alone_changes_nothing(act, moderator, login):
    job = dead()

    assert login(moderator).get(reverse(f"job_queue:{act}", args=[job.pk])).status_code == 405

    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED


@pytest.mark.django_db
def test_what_killed_its_workers_says_so(moderator, login):
    number = note.enqueue("/dev/null", "one").id
    for _ in range(MAX_ATTEMPTS):
        DBTaskResult.objects.get(pk=number).claim("gone")
    reap(now=timezone.now() + timedelta(hours=1))

    page = text_of(login(moderator))

    assert "stopped before its end" in page
    assert f"<td>{MAX_ATTEMPTS}</td>" in page


@pytest.mark.django_db
def test_who_asks_for_the_boards_sees_them_wait_run_and_be_done(moderator, participant, login, monkeypatch):
    browser, words_of_it = login(moderator), str(words.WORK["leaderboard.jobs.rebuild_points"])
    seen: list[str] = []
    freeze = boards.freeze

    def look_meanwhile(**facts: Any) -> int:
        jobs.tell_progress(3, 7)
        seen.append(text_of(browser))
        return freeze(**facts)

    monkeypatch.setattr(boards, "freeze", look_meanwhile)

    answer = browser.post(reverse("job_queue:rebuild"), follow=True).content.decode()
    assert "below you see how far it is" in answer
    assert f"{words_of_it}<br>" in text_of(browser, f"{PAGE}?show=waiting")
    again = browser.post(reverse("job_queue:rebuild"), follow=True).content.decode()
    assert str(services.UnderWay.message) in again
    work_off()

    assert len(seen) == 1
    assert "Running<br>3 of 7" in seen[0]
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert f"{words_of_it}<br>" in text_of(browser, f"{PAGE}?show=done")
    assert not JobProgress.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["participant", "mentor", "stranger"])
def test_others_cannot_let_boards_be_put_right(who, request, login):
    person = request.getfixturevalue(who)

    assert login(person).post(reverse("job_queue:rebuild")).status_code == 404
    with pytest.raises(NotAllowed):
        services.rebuild(by=person, now=timezone.now())

    assert not DBTaskResult.objects.exists()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_asked_by_six_at_once_boards_are_put_right_once(moderator):
    answers = all_at_once(lambda: services.rebuild(by=moderator, now=timezone.now()), 6)

    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, services.UnderWay) for answer in answers) == 5
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("django.db.utils.OperationalError", "database"),
        ("cms_pages.models.exports.Export.DoesNotExist", "not there any more"),
        ("django.core.exceptions.ObjectDoesNotExist", "not there any more"),
        ("builtins.ModuleNotFoundError", "release"),
        ("builtins.ConnectionRefusedError", "Another system"),
        ("builtins.PermissionError", "file"),
        ("gone.since.Release", "fault of ours"),
        ("", "fault of ours"),
    ],
)
def test_reasons_are_told_by_the_kind_of_the_error(path, said):
    assert said in str(words.of_failure(path))


def every_job() -> Iterator[str]:
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "jobs"):
            found = vars(import_module(f"{config.name}.jobs")).values()
            yield from (each.module_path for each in found if isinstance(each, Task))


def test_every_job_has_words():
    assert set(every_job()) == set(words.WORK)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [services.retry, services.discard])
def test_pressed_by_six_at_once_it_happens_once(act, moderator):
    fail.enqueue()
    row = DBTaskResult.objects.get()
    row.set_failed(RuntimeError())

    answers = all_at_once(lambda: act(number=row.pk, by=moderator, now=timezone.now()), 6)

    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, services.NotGivenUp) for answer in answers) == 5
    assert len(actions()) == 1
