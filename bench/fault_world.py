"""What faults are made in: a PostgreSQL, a Redis and the site, all of the bench's own; buyers; what must hold."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sockets import ROOT, Workers

from portal.testing.servers import Process, Redis

BINARIES = Path(os.environ.get("POSTGRES_BINARIES", "/usr/lib/postgresql/15/bin"))
#: PostgreSQL refuses to be root.
USER = "postgres"
#: Seconds after which a person has gone: nothing may take longer.
PATIENCE = 40


class Broken(Exception):
    """What was required did not come true."""


class NotHere(Exception):
    """This fault cannot be made on this machine, or does not apply; the words say why."""


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)


def until(holds: Callable[[], Any], *, seconds: float, otherwise: str) -> float:
    """Wait until it holds, and return for how many seconds."""
    begun = time.monotonic()
    while True:
        with suppress(requests.RequestException):
            if holds():
                return time.monotonic() - begun
        require(time.monotonic() - begun < seconds, f"{otherwise} within {seconds:.0f} s")
        time.sleep(0.2)


class Postgres(Process):
    """An empty server with 60 connections, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        folder.mkdir()
        self.as_somebody: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
            self.as_somebody = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        made = [str(BINARIES / "initdb"), "-D", str(folder / "data"), "-U", USER, "--auth=trust", "--no-sync"]
        subprocess.run([*self.as_somebody, *made, "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603
        self.url = f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        given = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self.folder)}
        given |= {"max_connections": 60, "log_min_messages": "panic", "log_destination": "stderr"}
        said = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        return [*self.as_somebody, str(BINARIES / "postgres"), "-D", str(self.folder / "data"), *said]

    def _answers(self) -> bool:
        ready = [str(BINARIES / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0  # noqa: S603

    def stop_at_once(self) -> None:
        """As `pg_ctl stop -m immediate`: nobody is asked, nothing is written; the next start recovers."""
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=20)
            self.process = None

    kill = stop_at_once

    def children(self) -> list[int]:
        """Processes that serve connections of ours."""
        with self.session() as session:
            rows = session.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <>"
                " pg_backend_pid() AND datname = %s",
                [NAME],
            ).fetchall()
        return [pid for (pid,) in rows]

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def session(self, **options: Any) -> Any:
        import psycopg

        url = os.environ["DATABASE_URL"] if options.pop("ours", False) else self.url
        return psycopg.connect(url, autocommit=True, **options)


NAME = "kindling_faults"


@dataclass
class World:
    folder: Path
    postgres: Postgres
    redis: Redis
    web: Workers
    makers: list[Any] = field(default_factory=list)
    commands: list[subprocess.Popen[str]] = field(default_factory=list)

    def restore(self) -> None:
        """Have everything run, whatever a fault has left."""
        for each in (self.postgres, self.redis, self.web):
            if each.process is None or each.process.poll() is not None:
                each.process = None
                each.start()
        from django.db import connections

        connections.close_all()
        connections["default"].close_pool()  # what it holds may be dead
        until(self.is_ready, seconds=60, otherwise="The site is not ready again")

    def is_ready(self) -> bool:
        return self.ask("/readyz").status_code == 200

    def ask(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.web.url + path, timeout=PATIENCE, **options)

    def environment(self) -> dict[str, str]:
        return self.web.environment()

    def manage(self, *words: str, **changed: str) -> subprocess.Popen[str]:
        """Begin a command of manage.py; what still runs at the end is ended."""
        running = subprocess.Popen(  # noqa: S603  our own
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.environment(), **changed},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.commands.append(running)
        return running

    def piece(self, **values: Any) -> Any:
        """Something new in the shop."""
        from shop.tests.factories import piece

        return piece(self.makers[0], **values)

    def end(self) -> None:
        from django.db import connections

        connections.close_all()
        connections["default"].close_pool()
        for each in (self.web, self.redis, self.postgres):
            each.kill()


@contextmanager
def world() -> Iterator[World]:
    """Start everything, make the database, let some people offer pieces; end everything."""
    folder = Path(tempfile.mkdtemp(prefix="faults"))
    folder.chmod(0o755)
    postgres, redis = Postgres(folder / "postgres"), Redis()
    started: list[Process] = [postgres, redis]
    commands: list[subprocess.Popen[str]] = []
    try:
        postgres.start()
        redis.start()
        with postgres.session() as server:
            server.execute(f"CREATE DATABASE {NAME}")
        os.environ.update(
            DATABASE_URL=f"{postgres.url.rpartition('/')[0]}/{NAME}",
            REDIS_URL=redis.url,
            DJANGO_SETTINGS_MODULE="fault_settings",
            LOG_LEVEL="CRITICAL",
            VAR_DIR=str(folder / "var"),
        )
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        web = Workers("portal.asgi:application", count=1, LOG_LEVEL="CRITICAL", DATABASE_SECONDS="6")
        started.append(web)
        found = World(folder, postgres, redis, web, commands=commands)
        from portal.testing import cast

        found.makers = [cast.person(f"Maker {number}", "participant") for number in range(3)]
        web.start()
        yield found
        found.end()
    finally:
        for running in commands:
            running.kill()
        for each in reversed(started):
            each.kill()
        shutil.rmtree(folder, ignore_errors=True)


# Buyers ------------------------------------------------------------------------------------------------------


class Buyer:
    """A guest with a full basket, who orders and pays by the pages, and tries again when told to."""

    def __init__(self, world: World, *listings: Any) -> None:
        from django.conf import settings
        from django.core.signing import Signer

        from shop.tests import tills

        self.url = world.web.url
        self.email = f"{uuid.uuid4()}@example.org"  # one person may not have many open orders
        self.browser = requests.Session()
        basket = tills.basket_with(*listings)
        self.browser.cookies.set(settings.OSCAR_BASKET_COOKIE_OPEN, Signer().sign(basket.pk))

    def buy(self, told: Told) -> bool:
        """Go the whole way once; False if it ended early."""
        from shop.tests import tills

        try:
            details = self._ask(told, "GET", "/shop/checkout/")
            if details is None or not (seen := _value(details, "seen")):
                return False
            typed = {
                **tills.TYPED,
                "email": self.email,
                "seen": seen,
                "csrfmiddlewaretoken": _value(details, "csrfmiddlewaretoken"),
            }
            ordered = self._ask(told, "POST", "/shop/checkout/", data=typed)
            where = ordered.headers.get("Location") if ordered is not None else None
            page = self._ask(told, "GET", where) if where else None
            if page is None:
                return False
            given = {"answer": "pay", "csrfmiddlewaretoken": _value(page, "csrfmiddlewaretoken")}
            paid = self._ask(told, "POST", where, data=given)
            back = paid.headers.get("Location") if paid is not None else None
            thanks = self._ask(told, "GET", back) if back else None
            return thanks is not None and "it is paid" in thanks.text
        except requests.RequestException as error:
            told.add(type(error).__name__, 0.0)
            return False

    def _ask(self, told: Told, method: str, path: str, **options: Any) -> requests.Response | None:
        begun = time.monotonic()
        address = path if path.startswith("http") else self.url + path
        answer = self.browser.request(method, address, timeout=PATIENCE, allow_redirects=False, **options)
        told.add(str(answer.status_code), time.monotonic() - begun)
        if answer.status_code == 503 and "Retry-After" not in answer.headers:
            told.add("503 without Retry-After", 0.0)
        if "Traceback" in answer.text:
            told.add("a trace", 0.0)
        return answer if answer.status_code < 400 else None


def _value(page: requests.Response, name: str) -> str:
    match = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    return match[1] if match else ""


class Told:
    """What many threads were answered, how long it took, and when."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rows: list[tuple[float, str, float]] = []

    def add(self, what: str, seconds: float) -> None:
        with self.lock:
            self.rows.append((time.monotonic(), what, seconds))

    def counts(self, *, since: float = 0.0) -> Counter[str]:
        return Counter(what for at, what, _seconds in self.rows if at >= since)

    def worst(self, *, since: float = 0.0) -> float:
        return max((seconds for at, _what, seconds in self.rows if at >= since), default=0.0)

    def in_words(self, *, since: float = 0.0) -> str:
        return ", ".join(f"{count} × {what}" for what, count in sorted(self.counts(since=since).items()))


#: What may never be answered, whatever is away.
NEVER = ("500", "502", "504", "503 without Retry-After", "a trace", "ReadTimeout")


def require_clean(told: Told, *, but: tuple[str, ...] = ()) -> None:
    bad = {what: count for what, count in told.counts().items() if what in NEVER and what not in but}
    require(not bad, f"answered {bad}")


class Crowd:
    """People who buy, one after another in a few threads, until told to stop. Each buys one print."""

    def __init__(self, world: World, *, threads: int = 4, baskets: int = 160) -> None:
        self.told, self.paid, self.ended = Told(), 0, threading.Event()
        listing = world.piece(kind="edition", quantity=999)
        self.waiting = [Buyer(world, listing) for _number in range(baskets)]
        self.threads = [threading.Thread(target=self._buy, daemon=True) for _number in range(threads)]

    def __enter__(self) -> Crowd:
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for each in self.threads:
            each.join(timeout=PATIENCE)

    def _buy(self) -> None:
        while not self.ended.is_set():
            with self.told.lock:
                buyer = self.waiting.pop() if self.waiting else None
            if buyer is None:
                return
            while not self.ended.is_set():
                if buyer.buy(self.told):
                    with self.told.lock:
                        self.paid += 1
                    break
                time.sleep(0.3)


# What must hold ----------------------------------------------------------------------------------------------


def problems() -> list[str]:
    """Return what is wrong with money, stock, orders, messages, jobs and mails; nothing is what is wanted."""
    from datetime import timedelta

    from django.db import connection
    from django.db.models import Count, F
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult
    from oscar.core.loading import get_model

    from messaging.models import Conversation, OutgoingMail
    from portal.core.models import JobWorker
    from shop.models import ProviderEvent
    from shop.selectors import integrity

    found = list(integrity.problems())
    orders = get_model("order", "Order").objects
    found += [f"Order {each.number} has no line" for each in orders.filter(lines=None)]
    found += [f"Order {each.number} has no payment" for each in orders.filter(payments=None)]
    talks = Conversation.objects.annotate(said=Count("messages__seq")).exclude(said=F("last_seq"))
    found += [
        f"Conversation {each.pk}: {each.said} messages, the last is number {each.last_seq}" for each in talks
    ]
    long_ago = timezone.now() - timedelta(minutes=15)
    alive = set(JobWorker.objects.values_list("name", flat=True))
    running = DBTaskResult.objects.running().filter(started_at__lt=long_ago)
    found += [f"Job {each.pk} runs nowhere" for each in running if not set(each.worker_ids) & alive]
    sending = OutgoingMail.objects.filter(state=OutgoingMail.State.SENDING, begun_at__lt=long_ago)
    found += [f"Mail {each.pk} is being sent for ever" for each in sending]
    found += [f"Event {each.pk} is dead" for each in ProviderEvent.objects.dead()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state LIKE 'idle in transaction%%' AND state_change < now() - interval '30 seconds'"
        )
        if hanging := cursor.fetchone()[0]:
            found.append(f"{hanging} transactions were left open")
    return found
