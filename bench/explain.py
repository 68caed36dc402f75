"""How PostgreSQL answers the questions of the busiest pages when there is much of everything.

    DATABASE_URL=postgres://… python bench/explain.py [--participants 100000] [--keep]

In a database of its own with so many participants, ten times as many earned points and as many messages. Every
question that a page asks is explained; one that reads a table of more than 10,000 rows from its first row to its
last is named, and ends the bench with 1. How many rows a list has nobody can say without looking at them all: such
counts are named, but are no failure; those of lists that are the same for everybody are kept (docs/caching.md).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from worlds import own_database  # noqa: E402

NAME = "kindling_bench_pages"
MOST = 10_000


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--participants", type=int, default=100_000)
    said.add_argument("--keep", action="store_true", help="keep the database for the next time")
    chosen = said.parse_args()
    with own_database(NAME, keep=chosen.keep):
        from portal.management import scale

        begun = time.monotonic()
        made = scale.grow_to(chosen.participants)
        print(f"{made:,} participants more in {time.monotonic() - begun:.0f} s", flush=True)
        found = sum(look(name, person, url) for name, person, url in pages())
    print(f"{found} questions read a whole table" if found else "Every question goes by an index")
    sys.exit(1 if found else 0)


def pages() -> Iterator[tuple[str, Any, str]]:
    """Name, reader, address; the readers are somebody among the many."""
    import pages as public
    from django.urls import reverse

    from mentorship.models import Task
    from messaging.models import Conversation
    from portal.accounts.models import User
    from portal.management.scale import KEYS, MENTORS

    for name, url in public.addresses().items():
        yield name, None, url
    yield "market, cheapest", None, "/shop/?order=cheapest"
    yield "works of a kind", None, "/works/?kind=object"
    yield "works, page 100", None, "/works/?page=100"
    person, mentor = User.objects.get(pk=KEYS + 7), User.objects.get(pk=MENTORS)
    task = Task.objects.filter(participant=person).first()
    talk = Conversation.objects.get(pk=KEYS + 7)
    own = {
        "my space": "/my/",
        "my works": reverse("mentorship:my_projects"),
        "my tasks": reverse("mentorship:my_tasks"),
        "a task": reverse("mentorship:task", args=[task.public_id]) if task else "/my/",
        "my diary": reverse("mentorship:journal"),
        "my points": reverse("leaderboard:my_points"),
        "the board": reverse("leaderboard:board"),
        "my shop": reverse("shop:my_listings"),
        "what is new": reverse("messaging:notices"),
        "conversations": reverse("messaging:inbox"),
        "a conversation": reverse("messaging:conversation", args=[talk.public_id]),
    }
    for name, url in own.items():
        yield name, person, url
    yield "a mentor's space", mentor, "/my/"
    yield "pieces that wait", mentor, reverse("mentorship:review_queue")


def look(name: str, person: Any, url: str) -> int:
    """Ask for the page, explain what it asked, and return how many of its questions read a whole table."""
    from django.core.cache import caches
    from django.db import connection
    from django.test import Client

    browser = Client()
    if person is not None:
        browser.force_login(person)
    asked: dict[str, Any] = {}

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and sql.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.setdefault(sql, params)
        return execute(sql, params, many, context)

    for cache in caches.all():
        cache.clear()
    with connection.execute_wrapper(note):
        answer = browser.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{url} answers {answer.status_code}")
    found, spent = 0, 0.0
    for sql, params in asked.items():
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            (told,) = cursor.fetchone()
        plan = told if isinstance(told, list) else json.loads(told)
        spent += plan[0]["Execution Time"]
        counts = "COUNT(" in sql.partition(" FROM ")[0] and " LIMIT " not in sql
        for table, rows in whole_tables(plan[0]["Plan"]):
            found += not counts
            print(
                f"  {name} {'counts' if counts else 'reads'} all {rows:,} rows of {table}: {sql[:600]}", flush=True
            )
    print(f"{name:<20}{len(asked):>4} questions{spent:>9.1f} ms in the database", flush=True)
    return found


def whole_tables(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield (table, rows) of those that are read from the first row to the last, and are large."""
    if plan["Node Type"] == "Seq Scan":
        rows = int((plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"])
        if rows > MOST:
            yield plan["Relation Name"], rows
    for below in plan.get("Plans", []):
        yield from whole_tables(below)


if __name__ == "__main__":
    main()
