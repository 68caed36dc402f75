"""PostgreSQL stops, is stuck, is full, is locked; transactions end in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack

from fault_kinds import fault
from fault_world import NAME, ROOT, Buyer, Crowd, Told, World, require, require_clean, until


@fault(
    "F04",
    "Processes are killed between two legs of the ledger",
    done="`bench/chaos.py`: two processes of four threads buy, pay, give up, move and pay out; five SIGKILLs",
    seconds=300,
)
def killed_over_money(world: World) -> str:
    words = ["--operations", "200", "--kills", "5", "--every", "2", "--minutes", "2"]
    given = {**os.environ, "DATABASE_URL": world.postgres.url}
    told = subprocess.run(  # noqa: S603  our own
        [sys.executable, str(ROOT / "bench" / "chaos.py"), *words],
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    require(told.returncode == 0, told.stdout[-1500:] + told.stderr[-1500:])
    lines = told.stdout.splitlines()
    return "; ".join(line for line in lines if line.startswith(("entries",)) or "operations told" in line)


@fault("F05", "PostgreSQL stops at once and is back after 5 s", done="`stop -m immediate` while four guests buy")
def stopped(world: World) -> str:
    with Crowd(world) as crowd:
        until(lambda: crowd.paid >= 4, seconds=40, otherwise="Nobody can buy before the fault")
        world.postgres.stop_at_once()
        away = time.monotonic()
        is_ready = world.ask("/readyz").status_code
        lives = world.ask("/healthz").status_code
        time.sleep(max(0.0, 5 - (time.monotonic() - away)))
        world.postgres.start()
        back = time.monotonic()
        paid = crowd.paid
        until(lambda: crowd.paid >= paid + 4, seconds=40, otherwise="Nobody can buy after the fault")
        again = time.monotonic() - back
        calm = time.monotonic()
        time.sleep(4)
    require((is_ready, lives) == (503, 200), f"/readyz said {is_ready}, /healthz {lives}")
    require_clean(crowd.told)
    require(crowd.told.counts()["503"] > 0, "nobody was told to come back")
    late = crowd.told.counts(since=calm)["503"]
    require(not late, f"{late} × 503 after all was well again")
    return (
        f"{crowd.told.in_words()}; each 503 with Retry-After; `/readyz` 503, `/healthz` 200 meanwhile; four more"
        f" orders paid {again:.1f} s after it was back, none refused since; {crowd.paid} paid"
    )


@fault(
    "F06",
    "PostgreSQL is there but stuck",
    done="SIGSTOP to the postmaster and all that serve the site, 20 s; DATABASE_SECONDS=6",
    seconds=120,
)
def stuck(world: World) -> str:
    told, kept = Told(), Told()
    piece = _address_of_a_piece(world)
    for path in ("/shop/", piece):
        look(world, Told(), 5, path)
    children = [*world.postgres.children(), world.postgres.pid]
    begun = time.monotonic()
    for pid in children:
        os.kill(pid, signal.SIGSTOP)
    try:
        threads = [threading.Thread(target=look, args=(world, told, 2, piece)) for _number in range(6)]
        for each in threads:
            each.start()
        look(world, kept, 2)
        lives = world.ask("/healthz")
        ready = world.ask("/readyz")
        time.sleep(max(0.0, 20 - (time.monotonic() - begun)))
    finally:
        for pid in children:
            os.kill(pid, signal.SIGCONT)
    freed = time.monotonic()
    for each in threads:
        each.join(timeout=40)
    require(not any(each.is_alive() for each in threads), "some never got an answer")
    free, red = time.monotonic() - freed, ready.elapsed.total_seconds()
    require(ready.status_code == 503, f"`/readyz` said {ready.status_code}")
    require(told.counts()["503"] > 0 and told.worst() < 15, f"{told.in_words()}, the slowest {told.worst():.1f} s")
    require(lives.status_code == 200 and lives.elapsed.total_seconds() < 2, "`/healthz` did not answer at once")
    require_clean(told)
    require_clean(kept)
    after = Told()
    look(world, after, 10, piece)
    require(after.counts() == {"200": 10}, f"afterwards {after.in_words()}")
    return (
        f"a piece: {told.in_words()}, the slowest after {told.worst():.1f} s; the market, whose rows are kept:"
        f" {kept.in_words()}; `/healthz` answered at once, `/readyz` 503 after {red:.1f} s;"
        f" all threads free {free:.1f} s after, then 10 of 10 pages"
    )


def _address_of_a_piece(world: World) -> str:
    """A page that asks the database each time; those of lists whose rows are kept go on without it."""
    return str(world.piece().get_absolute_url())


def look(world: World, told: Told, times: int, path: str = "/shop/") -> None:
    """Look at a page again and again."""
    import requests

    for _time in range(times):
        begun = time.monotonic()
        try:
            answer = world.ask(path)
        except requests.RequestException as error:
            told.add(type(error).__name__, time.monotonic() - begun)
            continue
        told.add(str(answer.status_code), time.monotonic() - begun)
        if answer.status_code == 503 and "Retry-After" not in answer.headers:
            told.add("503 without Retry-After", 0.0)


@fault("F07", "All connections are taken", done="idle sessions take all 60, and what the site had is ended")
def taken(world: World) -> str:
    import psycopg

    piece = _address_of_a_piece(world)
    with ExitStack() as sessions:
        first = sessions.enter_context(world.postgres.session())
        count = 1
        for _round in range(3):
            first.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME])
            try:
                while count < 100:
                    sessions.enter_context(world.postgres.session())
                    count += 1
            except psycopg.OperationalError:
                pass
        told = Told()
        visitors = [threading.Thread(target=look, args=(world, told, 4, piece)) for _number in range(5)]
        for each in visitors:
            each.start()
        for each in visitors:
            each.join(timeout=40)
        require_clean(told)
        require(told.counts()["503"] > 0, f"the site found connections: {told.in_words()}")
        require(told.worst() < 12, f"an answer took {told.worst():.1f} s")
    back = until(lambda: world.ask(piece).status_code == 200, seconds=30, otherwise="Pages do not come back")
    return (
        f"{told.in_words()}, the slowest after {told.worst():.1f} s; pages {back:.1f} s after they were given back"
    )


@fault(
    "F08",
    "Two want the same in opposite order",
    done="16 guests at once buy the same two prints, half of them in turn",
)
def crossed(world: World) -> str:
    one, two = (world.piece(kind="edition", quantity=100) for _number in range(2))
    buyers = [Buyer(world, *((one, two) if number % 2 else (two, one))) for number in range(16)]
    told, done = Told(), []
    threads = [threading.Thread(target=lambda b=each: done.append(b.buy(told))) for each in buyers]
    with world.postgres.session() as session:
        asked = "SELECT deadlocks FROM pg_stat_database WHERE datname = %s"
        before = session.execute(asked, [NAME]).fetchone()[0]
        for each in threads:
            each.start()
        for each in threads:
            each.join(timeout=50)
        deadlocks = session.execute(asked, [NAME]).fetchone()[0] - before
    require_clean(told)
    require(sum(done) == len(buyers), f"{sum(done)} of {len(buyers)} have paid: {told.in_words()}")
    require(not deadlocks, f"{deadlocks} deadlocks")
    return f"{sum(done)} of {len(buyers)} paid, {deadlocks} deadlocks"


@fault(
    "F33",
    "One app's tables are locked",
    done="`LOCK TABLE` on mentorship's tasks and journals for 12 s; guests buy",
    seconds=90,
)
def locked(world: World) -> str:
    with Crowd(world, threads=2, baskets=40) as crowd, world.postgres.session(ours=True) as session:
        until(lambda: crowd.paid >= 1, seconds=40, otherwise="Nobody can buy before the fault")
        tables = session.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE tablename LIKE 'mentorship_task%' OR tablename LIKE 'mentorship_journal%'"
        ).fetchone()[0]
        with session.transaction():
            session.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            paid, begun = crowd.paid, time.monotonic()
            told = Told()
            for path in ("/", "/shop/", "/people/", "/works/"):
                look(world, told, 1, path)
            time.sleep(max(0.0, 12 - (time.monotonic() - begun)))
            bought = crowd.paid - paid
    require_clean(crowd.told)
    require(bought > 0, "nobody could buy meanwhile")
    require(told.counts() == {"200": 4}, f"public pages meanwhile: {told.in_words()}")
    return f"{bought} orders paid meanwhile, public pages {told.in_words()}, the slowest {told.worst():.1f} s"


#: A migration of the next release; `{atomic}`, `{column}` and `{broken}` are filled in.
MIGRATION = """
from django.db import connection, migrations

def fill(apps, editor):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM mentorship_project WHERE weight IS NULL ORDER BY id")
        for number, (row,) in enumerate(cursor.fetchall()):
            if number == 2 and {broken}:
                raise RuntimeError("half-way")
            cursor.execute("UPDATE mentorship_project SET weight = 1 WHERE id = %s", [row])

class Migration(migrations.Migration):
    atomic = {atomic}
    operations = [
        migrations.RunSQL("ALTER TABLE mentorship_project ADD COLUMN {column} integer", migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
"""


@fault(
    "F25",
    "A migration fails half-way",
    done="`migrate` with one that adds a column, fills it and breaks off, in and outside a transaction; mended",
    seconds=150,
)
def half_way(world: World) -> str:
    from cms_pages.tests import factories

    for number in range(4):
        factories.work(world.makers[0], f"Pot {number}")
    require(_migrated(world, atomic=True, column="weight", broken=True) != 0, "it did not break off")
    require(_weights(world) is None, "something is left of what was one transaction")
    require(_migrated(world, atomic=False, column="weight", broken=True) != 0, "it did not break off")
    left = _weights(world)
    require(left is not None and left[0] == 2 and left[1] >= 2, f"filled and empty: {left}")
    told = Told()
    for path in ("/", "/works/", "/shop/"):
        look(world, told, 1, path)
    factories.work(world.makers[0], "Pot of old code")
    bought = Buyer(world, world.piece()).buy(told)
    require(bought and not set(told.counts()) - {"200", "302"}, f"old code on what is left: {told.in_words()}")
    require(
        _migrated(world, atomic=False, column="IF NOT EXISTS weight", broken=False) == 0, "mended, it fails too"
    )
    filled, empty = _weights(world) or (0, 0)
    with world.postgres.session(ours=True) as session:
        session.execute("ALTER TABLE mentorship_project DROP COLUMN weight")
        session.execute("DELETE FROM django_migrations WHERE app = 'half'")
    require(empty == 0 and left is not None and filled > sum(left), f"at the end {filled} filled, {empty} empty")
    return (
        f"in a transaction nothing is left; outside 2 of {sum(left)} rows were filled, and old code reads, writes"
        f" and sells on that; mended, it fills all {filled}"
    )


def _migrated(world: World, *, atomic: bool, column: str, broken: bool) -> int:
    """Run `migrate` as the next release; return how it ended."""
    folder = world.folder / "next" / "half" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for each in (folder, folder.parent):
        (each / "__init__.py").touch()
    (folder / "0001_weight.py").write_text(MIGRATION.format(atomic=atomic, column=column, broken=broken))
    path = f"{world.environment()['PYTHONPATH']}:{world.folder / 'next'}"
    running = world.manage("migrate", "half", FAULT_APPS="half", PYTHONPATH=path, PYTHONDONTWRITEBYTECODE="1")
    said, _ = running.communicate(timeout=60)
    require(running.returncode == 0 or "half-way" in said, said[-500:])
    return running.returncode


def _weights(world: World) -> tuple[int, int] | None:
    """Return how many works have a weight and how many none; None without the column."""
    with world.postgres.session(ours=True) as session:
        there = "SELECT 1 FROM pg_attribute WHERE attrelid = 'mentorship_project'::regclass AND attname = 'weight'"
        if not session.execute(there).fetchone():
            return None
        asked = "SELECT count(weight), count(*) - count(weight) FROM mentorship_project"
        filled, empty = session.execute(asked).fetchone()
        return filled, empty


@fault(
    "F31",
    "The search index is lost",
    done="`TRUNCATE wagtailsearch_indexentry`; pages and searches; `manage.py update_index`",
    seconds=120,
)
def index_lost(world: World) -> str:
    from cms_pages.tests import factories

    factories.work(world.makers[1], "Quillwort bowl")
    factories.work(world.makers[1], "Hidden quillwort", visibility="private")
    search = "/find/?q=quillwort"

    def found() -> tuple[bool, bool]:
        """Whether the public work is found, and the private one."""
        answers = [world.ask(path) for path in (search, "/works/?q=quillwort", "/find/suggest/?q=quillw")]
        require({each.status_code for each in answers} == {200}, "a search does not answer")
        said = "".join(each.text for each in answers)
        return "Quillwort bowl" in said, "Hidden quillwort" in said

    require(found() == (True, False), f"before: {found()}")
    with world.postgres.session(ours=True) as session:
        session.execute("TRUNCATE wagtailsearch_indexentry CASCADE")
    told = Told()
    for path in ("/", "/works/", "/people/", "/shop/", "/stories/", search):
        look(world, told, 1, path)
    require(told.counts() == {"200": 6}, f"without the index: {told.in_words()}")
    _public, private = found()
    require(not private, "without the index somebody's private work is found")
    begun = time.monotonic()
    running = world.manage("update_index")
    said, _ = running.communicate(timeout=90)
    require(running.returncode == 0, said[-500:])
    took = time.monotonic() - begun
    require(found() == (True, False), f"afterwards: {found()}")
    return f"pages {told.in_words()}; the index is back after {took:.1f} s; a private work was never found"
