"""Workers, clocks and mail servers die, fail, or are two of a kind."""

from __future__ import annotations

import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fault_kinds import fault
from fault_world import Buyer, Told, World, require, until


def work(world: World) -> subprocess.Popen[str]:
    return world.manage("run_jobs", "--lease", "2", "--interval", "0.2")


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@fault(
    "F12", "A worker is killed in the middle of a job", done="SIGKILL to `run_jobs` while it works; another starts"
)
def worker_killed(world: World) -> str:
    from django_tasks_db.models import DBTaskResult

    from portal.testing.jobs import note_slowly

    path = world.folder / "killed"
    number = note_slowly.enqueue(str(path), 3.0).id
    first = work(world)
    until(lambda: lines(path) == ["begun"], seconds=40, otherwise="The job does not begin")
    first.kill()
    first.wait()
    begun = time.monotonic()
    second = work(world)
    try:
        until(lambda: lines(path)[-1] == "done", seconds=60, otherwise="The job is not done")
        row = DBTaskResult.objects.get(pk=number)
        until(
            lambda: row.refresh_from_db() or row.status == "SUCCESSFUL",
            seconds=10,
            otherwise="It is not told done",
        )
    finally:
        second.terminate()
        second.wait(timeout=30)
    require(lines(path) == ["begun", "begun", "done"], f"it was done as {lines(path)}")
    return f"the second worker took it over and had done it {time.monotonic() - begun:.1f} s after, once"


@fault(
    "F14",
    "A job kills each worker that begins it",
    done="`os._exit` in the job, five workers; another job waits behind",
    seconds=150,
)
def poison(world: World) -> str:
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from portal.testing.jobs import die, note

    path = world.folder / "poison"
    number = die.enqueue().id
    note.enqueue(str(path), "moved on")
    row = DBTaskResult.objects.get(pk=number)
    workers = 0
    while row.status != "FAILED":
        require(workers < 8, f"it is still tried after {workers} workers")
        workers += 1
        running = work(world)
        until(
            lambda r=running: r.poll() is not None or _is_dead(row), seconds=60, otherwise="Nothing becomes of it"
        )
        if running.poll() is None:
            running.terminate()
        running.wait(timeout=30)
        DBTaskResult.objects.filter(pk=number, status="READY").update(run_after=timezone.now())
        row.refresh_from_db()
    require(lines(path) == ["moved on"], f"the job behind it: {lines(path)}")
    DBTaskResult.objects.filter(pk=number).delete()
    return f"after {len(row.worker_ids)} dead workers it is a dead letter; the job behind it was done once"


def _is_dead(row: Any) -> bool:
    row.refresh_from_db()
    return bool(row.status == "FAILED")


# Mails -------------------------------------------------------------------------------------------------------


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails as `mode` says: "ok", "450" (come back), "550" (never), "silent" after the text of a mail."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, mode: str) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.mode = mode
        self.taken: list[bytes] = []
        self.seen = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        self._say("220 here")
        while word := self.rfile.readline().strip().upper():
            if word.startswith((b"MAIL", b"RCPT")) and server.mode in ("450", "550"):
                self._say(f"{server.mode} not now")
            elif word == b"DATA":
                self._say("354 go on")
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                server.taken.append(text)
                server.seen.set()
                if server.mode == "silent":
                    time.sleep(30)
                self._say("250 taken")
            else:
                self._say("221 bye" if word == b"QUIT" else "250 ok")

    def _say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except OSError:
            return


@contextmanager
def mail_server(mode: str) -> Iterator[MailServer]:
    with MailServer(mode) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def _mails(world: World) -> Any:
    """Have somebody buy, and return the mails that are queued from here on."""
    from messaging.models import OutgoingMail

    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    told = Told()
    require(Buyer(world, world.piece()).buy(told), f"nobody can buy while no mail goes: {told.in_words()}")
    mails = OutgoingMail.objects.exclude(pk__in=before)
    require(mails.exists(), "no mail was queued")
    return mails


def send(world: World, server: str, *, times: int = 1) -> list[subprocess.Popen[str]]:
    """Begin `send_mails` so often, all of it due now."""
    from django.utils import timezone

    from messaging.models import OutgoingMail

    OutgoingMail.objects.filter(state="waiting").update(next_try_at=timezone.now())
    given = {"EMAIL_URL": server}
    return [world.manage("send_mails", **given) for _time in range(times)]


def _ended(begun: list[subprocess.Popen[str]]) -> None:
    for each in begun:
        said, _ = each.communicate(timeout=60)
        require(each.returncode == 0, said[-500:])


def _deliver(world: World, mode: str, *, times: int = 1) -> int:
    """Let a server that answers as `mode` says be sent all that waits, `times` over; return how much arrived."""
    with mail_server(mode) as server:
        for _time in range(times):
            _ended(send(world, server.url))
        return len(server.taken)


@fault(
    "F15",
    "Several clocks run the same jobs",
    done="`send_mails` and `publish_due` four times at once",
    seconds=120,
)
def clocks(world: World) -> str:
    from wagtail.models import PageLogEntry

    from cms_pages.tests import factories
    from cms_pages.tests.test_schedule import overdue

    mails = _mails(world)
    page = factories.post(world.makers[1])
    page.unpublish()
    overdue(page)
    with mail_server("ok") as server:
        begun = send(world, server.url, times=4)
        publish = [world.manage("publish_due") for _time in range(4)]
        _ended([*begun, *publish])
        taken = len(server.taken)
    wanted = mails.filter(state="sent").count()
    require(not mails.exclude(state__in=["sent", "dropped"]).exists(), "mails were left")
    require(taken == wanted, f"{taken} mails arrived, {wanted} were queued")
    published = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count()
    page.refresh_from_db()
    require(page.live and published == 1, f"live {page.live}, published {published} times")
    return f"{taken} mails for {wanted} queued; the page went live, published {published} time"


@fault(
    "F20",
    "The mail server is down, busy, refuses, or takes and falls silent",
    done="each in turn, `send_mails` by the clock; SIGKILL between DATA and our commit",
    seconds=150,
)
def mail_away(world: World) -> str:
    from datetime import timedelta

    from django.utils import timezone

    from messaging.services.mails import note_cut_off

    mails = _mails(world)
    count = mails.count()
    _ended(send(world, "smtp://127.0.0.1:9"))
    require(
        mails.filter(state="waiting", attempts=1, next_try_at__gt=timezone.now()).count() == count,
        "down: " + _told(mails),
    )
    _deliver(world, "450")
    require(mails.filter(state="waiting", attempts=2).count() == count, "busy: " + _told(mails))
    taken = _deliver(world, "ok", times=2)
    require(mails.filter(state="sent").count() == taken == count, f"{taken} arrived: {_told(mails)}")
    refused = _mails(world)
    _deliver(world, "550")
    require(not refused.exclude(state="given_up").exists(), "refused: " + _told(refused))
    cut = _mails(world)
    with mail_server("silent") as server:
        (running,) = send(world, server.url)
        require(server.seen.wait(40), "no mail was begun")
        running.kill()
        running.wait()
    note_cut_off(now=timezone.now() + timedelta(days=1))
    require(cut.filter(state="unsure").count() == 1, "cut off: " + _told(cut))
    rest = _deliver(world, "ok")
    require(rest == cut.count() - 1, f"{rest} of {cut.count()} went after the kill")
    return (
        f"buying goes on; {count} wait longer each time, then arrive once each; what is refused for good is given"
        " up, what was cut off between DATA and commit is set aside for a person, not sent twice"
    )


def _told(mails: Any) -> str:
    return str(list(mails.values_list("state", "attempts", "error")))
