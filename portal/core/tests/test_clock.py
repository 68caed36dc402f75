"""The clock: each command when it is due, once, however many clocks run, none kept from its turn by another."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as of_site
from django.core.management import CommandError, call_command, get_commands
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.core import clock, jobs
from portal.core.models import ClockTurn, JobWorker
from portal.core.tests.test_jobs import address_of_this_database
from portal.testing.jobs import note
from portal.testing.races import all_at_once

HOUR = timedelta(hours=1)
NOW = timezone.now()


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
    """What ran, of a table with three commands."""
    settings.CLOCK = {"send_mails": timedelta(minutes=1), "backup --if-due": HOUR, "remind_due": HOUR}
    done: list[str] = []
    monkeypatch.setattr(clock, "call_command", lambda *words: done.append(" ".join(words)))
    return done


def pass_time(**by: int) -> None:
    for each in ClockTurn.objects.all():
        each.due_at -= timedelta(**by)
        if each.busy_until:
            each.busy_until -= timedelta(**by)
        each.save()


@pytest.mark.django_db
def test_each_is_done_when_it_is_due_and_not_before(ran):
    assert clock.turn() == ["send_mails", "backup --if-due", "remind_due"]
    assert clock.turn() == []

    pass_time(minutes=2)

    assert clock.turn() == ["send_mails"]
    assert ran == ["send_mails", "backup --if-due", "remind_due", "send_mails"]
    pass_time(minutes=58)
    assert clock.turn() == ["send_mails", "backup --if-due", "remind_due"]


@pytest.mark.django_db
def test_one_that_fails_keeps_no_other_from_its_turn_and_comes_again(ran, monkeypatch, caplog):
    def break_down(*words: str) -> None:
        ran.append(words[0])
        if words[0] == "send_mails":
            raise CommandError("The server is away.")

    monkeypatch.setattr(clock, "call_command", break_down)

    clock.turn()
    pass_time(minutes=2)
    clock.turn()

    assert ran == ["send_mails", "backup", "remind_due", "send_mails"]
    assert "send_mails failed" in caplog.text


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_process_whose_clock_is_wrong_goes_by_the_databases(ran, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    clock.turn()

    assert clock.turn() == []
    assert all(each.due_at < NOW + timedelta(hours=2) for each in ClockTurn.objects.all())


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_worker_whose_clock_is_wrong_takes_nobody_for_dead(monkeypatch):
    jobs.LeasedWorker(batch=True).look_around()
    note.enqueue("nowhere", "nothing")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=[JobWorker.objects.get().name], started_at=NOW)

    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    jobs.LeasedWorker(batch=True).look_around()

    assert DBTaskResult.objects.get().status == "RUNNING"


@pytest.mark.django_db
def test_the_turn_of_a_clock_that_died_goes_to_another_after_a_while(settings):
    settings.CLOCK = {"send_mails": timedelta(minutes=1)}
    ClockTurn.objects.create(name="send_mails", due_at=NOW)
    assert clock.claim(name="send_mails", now=NOW)

    assert clock.claim(name="send_mails", now=NOW + timedelta(minutes=2)) is None, "it may still be at it"
    assert clock.claim(name="send_mails", now=NOW + clock.LEASE)


@pytest.mark.django_db
def test_a_clock_that_was_slow_does_not_end_the_turn_of_another(settings, monkeypatch):
    settings.CLOCK = {"send_mails": timedelta(minutes=1)}
    taken = NOW + HOUR

    def another_takes_it(*_words: str) -> None:
        ClockTurn.objects.update(busy_until=taken)

    monkeypatch.setattr(clock, "call_command", another_takes_it)

    clock.turn()

    assert ClockTurn.objects.get().busy_until == taken


@pytest.mark.django_db
def test_a_clock_that_is_stopped_begins_nothing_more(ran, monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(clock, "call_command", lambda *words: (ran.append(words[0]), stop.set()))

    assert clock.turn(stop=stop) == ["send_mails"]
    assert ran == ["send_mails"]


def test_every_command_of_the_clock_exists():
    assert {name.split()[0] for name in of_site.CLOCK} <= set(get_commands())


@pytest.mark.django_db
def test_all_that_the_clock_does_can_be_done_at_once_on_an_empty_site(capsys, caplog, settings, tmp_path):
    settings.CLOCK = {name: every for name, every in settings.CLOCK.items() if not name.startswith("backup")}

    call_command("run_clock", once=True)

    said = capsys.readouterr().out.splitlines()[-1]
    assert said == "done: " + ", ".join(settings.CLOCK)
    assert "failed" not in caplog.text


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_clocks_at_once_do_each_turn_once(ran, settings):
    for _round in range(5):
        answers = all_at_once(clock.turn, 4)

        assert not [answer for answer in answers if isinstance(answer, Exception)]
        assert sorted(name for answer in answers for name in answer) == sorted(settings.CLOCK)
        assert sorted(ran) == sorted(settings.CLOCK)
        ran.clear()
        pass_time(hours=2)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_processes_at_once_do_each_turn_once(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": address_of_this_database(),
    }
    command = [sys.executable, "manage.py", "run_clock", "--once"]
    clocks = [
        subprocess.Popen(  # noqa: S603  our own
            command, cwd=of_site.ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = [each.communicate(timeout=240)[0] for each in clocks]

    assert [each.returncode for each in clocks] == [0] * 4
    lines = [line for each in said for line in each.splitlines() if line.startswith("done: ")]
    done = [name for line in lines for name in line.removeprefix("done: ").split(", ")]
    assert len(lines) == 4
    assert sorted(name for name in done if name != "nothing was due") == sorted(of_site.CLOCK)
