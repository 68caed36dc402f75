"""Boards with 10,000 and with 1,000,000 earned points. Needs a PostgreSQL that may make a database.

    DATABASE_URL=postgres://… python bench/points.py [--events 10000 1000000] [--rounds 40]

It makes a database of its own beside the one that is named, migrates, fills and drops it. Sources are ten shared
diary entries of each person, on ten days. A first rebuild makes the points, a second one must change nothing.
Median milliseconds of a board with the reader's own place, of the place alone, of one award and of one loss; their
queries, without what frames a transaction.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

NAME = "kindling_bench_points"
EACH = 10
BATCH = 5_000


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--events", type=int, nargs="+", default=[10_000, 1_000_000])
    said.add_argument("--rounds", type=int, default=40)
    chosen = said.parse_args()
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])
    own = urlunsplit(url._replace(path=f"/{NAME}"))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
    os.environ.update(DATABASE_URL=own, DJANGO_SETTINGS_MODULE="portal.settings.dev", LOG_LEVEL="WARNING")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    try:
        measure(chosen)
    finally:
        from django.db import connections

        connections.close_all()
        connections["default"].close_pool()
        with psycopg.connect(urlunsplit(url), autocommit=True) as server:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def measure(chosen: argparse.Namespace) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    found = [at(events, chosen.rounds) for events in chosen.events]
    print(f"\n{'what':<24}" + "".join(f"{events:>14,}" for events in chosen.events) + "   ratio")
    for what in found[0]:
        times = [each[what] for each in found]
        shown = "".join(f"{each:>11.2f} ms" for each in times)
        print(f"{what:<24}{shown}{times[-1] / times[0]:>8.2f}")


def at(events: int, rounds: int) -> dict[str, float]:
    """Grow to `events` sources, rebuild twice, and return median milliseconds by what was asked."""
    from django.db import connection
    from django.utils import timezone

    from leaderboard.services import points

    grow(events // EACH)
    for turn in ("first", "second"):
        begun, worked = time.monotonic(), time.process_time()
        written = points.rebuild(now=timezone.now())
        took = f"{time.monotonic() - begun:.1f} s, {time.process_time() - worked:.1f} s of them Python"
        print(f"{events:,}: {turn} rebuild {took}, load {os.getloadavg()[0]:.1f}, written {written}", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {name: median(name, question, rounds) for name, question in questions().items()}


def grow(people: int) -> None:
    """Make people who stand on boards, each with ten shared entries of the last days, until there are `people`."""
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from leaderboard.models import BoardChoice
    from mentorship.models import JournalEntry
    from portal.accounts.models import User

    learner, _new = Group.objects.get_or_create(name="participant")
    now, there = timezone.now(), User.objects.count()
    for first in range(there, people, BATCH):
        numbers = range(first, min(first + BATCH, people))
        made = User.objects.bulk_create(
            User(email=f"p{n}@example.org", handle=f"p-{n:06}", display_name=f"Person {n:06}") for n in numbers
        )
        through: Any = User.groups.through
        through.objects.bulk_create(through(user_id=each.pk, group_id=learner.pk) for each in made)
        BoardChoice.objects.bulk_create(BoardChoice(user=each, takes_part=True) for each in made)
        # Some do less: places differ.
        entries = [
            JournalEntry(
                owner=each, text="Wove.", happened_on=now.date(), spoken_at=now, visibility="mentor", mood=str(day)
            )
            for each in made
            for day in range(EACH - each.pk % 4)
        ]
        JournalEntry.objects.bulk_create(entries, batch_size=BATCH)
    for day in range(EACH):
        JournalEntry.objects.filter(mood=str(day)).update(created_at=now - timedelta(days=day))


def questions() -> dict[str, Callable[[], Callable[[], Any]]]:
    """Return what is asked, each after its preparation."""
    from django.utils import timezone

    from leaderboard.models import Metric, Period
    from leaderboard.rules import BY_NAME
    from leaderboard.selectors import boards
    from leaderboard.services import points
    from mentorship.models import JournalEntry
    from portal.accounts.models import User

    now = timezone.now()
    which = boards.Which(Metric.TOTAL, Period.ALL, Period.ALL.begins(now.date()))
    reader = User.objects.order_by("pk")[User.objects.count() // 2]

    entry = JournalEntry.objects.filter(owner=reader).order_by("pk")[0]

    def settle(visibility: str) -> Callable[[], Any]:
        """Undo what this asks for, then ask; only that is timed and counted."""

        def change(shown: str) -> None:
            JournalEntry.objects.filter(pk=entry.pk).update(visibility=shown)

        def prepare() -> Callable[[], Any]:
            change("private" if visibility == "mentor" else "mentor")
            points.settle(rule=rule, user_id=reader.pk, month=now.date(), now=now)
            change(visibility)
            return lambda: points.settle(rule=rule, user_id=reader.pk, month=now.date(), now=now)

        return prepare

    rule = BY_NAME["diary_shared"]
    return {
        "board": lambda: lambda: boards.board(which, reader),
        "own place": lambda: lambda: boards.board(which, reader, near_only=True),
        "award": settle("mentor"),
        "loss": settle("private"),
    }


#: What frames a transaction and asks nothing.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def median(name: str, prepare: Callable[[], Callable[[], Any]], rounds: int) -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    question = prepare()
    with CaptureQueriesContext(connection) as seen:
        question()
    asked = [each["sql"].split()[0] for each in seen if not each["sql"].startswith(FRAMES)]
    print(f"    {name}: {len(asked)} queries ({', '.join(asked)})", flush=True)
    taken = []
    for _round in range(rounds):
        question = prepare()
        begun = time.perf_counter()
        question()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
