"""Money under fire: many threads buy, pay, give up, release, move and pay out while their processes are killed.

    DATABASE_URL=postgres://… python bench/chaos.py [--operations 2000] [--processes 2] [--threads 4] [--kills 10]

It makes a database of its own beside the one that is named, migrates and drops it. Each process runs its threads
until the parent has counted enough operations; the parent kills a process every few seconds (SIGKILL, in the
middle of whatever it does) and starts another. At the end everything that was left open is swept up, and
`check_integrity` must find nothing, provider included. Refusals (DomainError) are part of the game and counted;
any other exception is told with its place and makes the run fail, and so does a run without end.

Threads tell what they did in files of their own and are stopped by a file: a lock or a queue that processes share
would be held for ever by one that is killed over it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
import traceback
import uuid
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

NAME = "kindling_bench_chaos"
MAKERS, PIECES = 6, 4
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--operations", type=int, default=2000)
    said.add_argument("--processes", type=int, default=2)
    said.add_argument("--threads", type=int, default=4)
    said.add_argument("--kills", type=int, default=10)
    said.add_argument("--every", type=float, default=4.0, help="seconds between kills")
    said.add_argument("--minutes", type=float, default=30.0, help="the most that it may take")
    said.add_argument("--seed", type=int, default=7)
    chosen = said.parse_args()

    import psycopg

    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
    own = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    os.environ.update(DATABASE_URL=own, DJANGO_SETTINGS_MODULE="portal.settings.dev", LOG_LEVEL="CRITICAL")
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        failed = run(chosen, Told(Path(folder)))
    from django.db import connections

    connections.close_all()
    connections["default"].close_pool()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    sys.exit(1 if failed else 0)


def ready() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    settings.EARNINGS_HOLD_DAYS = 0
    settings.PAYOUT_LEAST_MINOR = 1
    settings.PAYOUT_TWO_ABOVE_MINOR = 10**9


class Told:
    """What threads of many processes did: a line each, in a file for each thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def _end(self) -> Path:
        return self.folder / "stop"

    def stop(self) -> None:
        self._end.touch()

    @property
    def is_over(self) -> bool:
        return self._end.exists()

    def lines(self) -> list[tuple[str, str]]:
        """All of them; a line that its writer was killed over is none."""
        texts = [file.read_text() for file in self.folder.glob("*.jsonl")]
        lines = [line for text in texts for line in text.splitlines(keepends=True)]
        return [tuple(json.loads(line)) for line in lines if line.endswith("\n")]

    def count(self) -> int:
        return sum(file.read_bytes().count(b"\n") for file in self.folder.glob("*.jsonl"))


def run(chosen: argparse.Namespace, told: Told) -> bool:
    context = multiprocessing.get_context("spawn")
    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    build()
    from django.db import connections

    connections.close_all()
    begun, kills, number = time.monotonic(), 0, 0
    last_kill = begun
    alive: list[Any] = []
    dice = random.Random(chosen.seed)  # noqa: S311  it chooses whom to kill in a test
    while told.count() < chosen.operations and time.monotonic() - begun < 60 * chosen.minutes:
        alive = [each for each in alive if each.is_alive()]
        while len(alive) < chosen.processes:
            number += 1
            alive.append(context.Process(target=work, args=(told, chosen.threads, chosen.seed + number)))
            alive[-1].start()
        if kills < chosen.kills and time.monotonic() - last_kill > chosen.every:
            victim = dice.choice(alive)
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
            kills, last_kill = kills + 1, time.monotonic()
        time.sleep(0.2)
    told.stop()
    seconds = time.monotonic() - begun
    stuck = _end(alive)
    is_done = told.count() >= chosen.operations and kills == chosen.kills and not stuck
    if not is_done:
        print(f"NOT DONE: {told.count():,} operations, {kills} kills, {stuck} processes did not end")
    return tell(told, kills, seconds) or not is_done


def _end(alive: list[Any]) -> int:
    """Wait for the processes, and end and count those that hang."""
    stuck = 0
    for each in alive:
        each.join(timeout=60)
        if each.is_alive():
            each.kill()
            stuck += 1
    return stuck


def build() -> None:
    from portal.testing import cast
    from shop.tests.factories import piece

    for maker in range(MAKERS):
        person = cast.person(f"Maker {maker}", "participant")
        for _piece in range(PIECES):
            piece(person, kind="edition", price="20.00", quantity=999)
    cast.person("Carol", "coordinator")


def tell(told: Told, kills: int, seconds: float) -> bool:
    from django.utils import timezone

    from shop.models import BookCheck, LedgerEntry, Payment
    from shop.selectors import integrity
    from shop.services import orders, payments, watching

    now = timezone.now()
    payments.sweep(now=now + timedelta(days=2), limit=100_000)
    orders.release_due(now=now + timedelta(days=60), limit=100_000)
    counts: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    for kind, what in told.lines():
        (errors if kind == "error" else counts)[what] += 1
    found = [*integrity.problems(), *watching.provider_problems(since=now - timedelta(days=1))]
    print(f"{sum(counts.values()) + sum(errors.values()):,} operations told in {seconds:.0f} s, {kills} kills")
    for what, count in sorted(counts.items()):
        print(f"  {what:<36}{count:>7,}")
    print(f"entries {LedgerEntry.objects.count():,}, payments {Payment.objects.count():,}, problems {len(found)}")
    for problem in found[:20]:
        print(f"  {problem}")
    for what, count in errors.most_common(10):
        print(f"ERROR x {count}\n{what}")
    BookCheck.objects.all().delete()
    return bool(found or errors)


# One process ------------------------------------------------------------------------------------------------


def work(told: Told, threads: int, seed: int) -> None:
    sys.path.insert(0, str(ROOT))
    ready()
    own = [threading.Thread(target=play, args=(told, seed * 100 + number)) for number in range(threads)]
    for thread in own:
        thread.start()
    for thread in own:
        thread.join()


def play(told: Told, seed: int) -> None:
    """Do one thing after another until it is over, or whoever would end it has been killed."""
    from django.db import connections

    parent = multiprocessing.parent_process()
    moves = Moves(random.Random(seed))  # noqa: S311  it chooses moves in a test
    with (told.folder / f"{os.getpid()}-{seed}.jsonl").open("a", buffering=1) as file:
        while not told.is_over and parent and parent.is_alive():
            file.write(json.dumps(_one(moves)) + "\n")
    connections.close_all()


def _one(moves: Moves) -> tuple[str, str]:
    from portal.core.exceptions import DomainError

    name = moves.dice.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
    try:
        getattr(moves, name)()
    except DomainError as refusal:
        return "done", f"{name}: {type(refusal).__name__}"
    except Exception:
        return "error", f"{name}\n{''.join(traceback.format_exc().splitlines(keepends=True)[-14:])}"
    return "done", name


WEIGHTS = {
    "buy": 4,
    "pay": 5,
    "give_up": 1,
    "sweep": 1,
    "release": 1,
    "move": 3,
    "rules": 1,
    "ask": 2,
    "pay_out": 2,
}


class Moves:
    """What people do with money, all through the services."""

    def __init__(self, dice: random.Random) -> None:
        from portal.accounts.models import User

        self.dice = dice
        self.makers = list(User.objects.filter(seller__isnull=False).order_by("pk"))
        self.carol = User.objects.get(display_name="Carol")

    @property
    def now(self) -> Any:
        from django.utils import timezone

        return timezone.now()

    def buy(self) -> None:
        from shop.models import Listing
        from shop.tests import tills

        wanted = self.dice.sample(list(Listing.objects.order_by("pk")), 2)
        tills.order(*wanted, email=f"{uuid.uuid4()}@example.org", now=self.now)

    def _payment(self) -> Any:
        from shop.models import Payment

        return Payment.objects.live().order_by("?").first()

    def pay(self) -> None:
        from shop.tests import tills

        if payment := self._payment():
            tills.pay(payment, now=self.now)

    def give_up(self) -> None:
        from shop.services import payments

        if payment := self._payment():
            payments.cancel(payment=payment, now=self.now)

    def sweep(self) -> None:
        from shop.services import payments

        payments.sweep(now=self.now)

    def release(self) -> None:
        from shop.models import SaleLine
        from shop.services import orders

        sale = SaleLine.objects.filter(shipped_at=None, needs_shipping=True).select_related("seller__user").first()
        if sale:
            orders.ship(sale=sale, by=sale.seller.user, now=self.now)
        orders.release_due(now=self.now + timedelta(days=2))

    def move(self) -> None:
        from shop.services import saving_plans

        maker, way = self.dice.choice(self.makers), self.dice.choice([("", "general"), ("general", "")])
        saving_plans.move(
            owner=maker,
            currency="EUR",
            source=way[0],
            target=way[1],
            amount_minor=self.dice.randrange(1, 3000),
            by=maker,
            now=self.now,
            submission=uuid.uuid4(),
        )

    def rules(self) -> None:
        from shop.services import saving_plans
        from shop.services.saving_plans import Plan

        maker = self.dice.choice(self.makers)
        plans = [Plan(how="percent", place="general", basis_points=self.dice.randrange(1, 5000))]
        saving_plans.adopt(owner=maker, currency="EUR", plans=plans, by=maker, now=self.now)

    def ask(self) -> None:
        from shop.services import payouts

        maker = self.dice.choice(self.makers)
        payouts.request(
            person=maker,
            currency="EUR",
            amount_minor=self.dice.randrange(1, 4000),
            method="cash",
            by=maker,
            now=self.now,
            submission=uuid.uuid4(),
        )

    def pay_out(self) -> None:
        from portal.testing.uploads import picture
        from shop.models import Payout
        from shop.services import payouts

        payout = Payout.objects.open().select_related("person").order_by("?").first()
        if payout is None:
            return
        if payout.state == Payout.State.REQUESTED:
            payouts.prepare(payout=payout, by=self.carol, now=self.now)
        elif self.dice.random() < 0.3:
            payouts.cancel(payout=payout, by=self.carol, now=self.now, reason="Chaos.")
        else:
            payouts.pay(payout=payout, by=self.carol, now=self.now, evidence=picture("proof.jpg"))


if __name__ == "__main__":
    main()
