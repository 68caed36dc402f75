"""What sockets cost, and what they bear: L5, L6 and L7 of the list of loads. Needs PostgreSQL and redis-server.

    DATABASE_URL=postgres://… python bench/sockets.py [--idle 300] [--room 60] [--sockets 500]

It makes a database of its own, starts a Redis and two workers of its own, and measures in turns: pages without and
with 500 idle sockets, memory, a room of 50 in which 20 messages a second are said, the return of all sockets after
the workers were killed, and round trips beside a bare Channels echo.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from socket_clients import Listener, Room, Talker, page_times, percentile, round_trips  # noqa: E402

from portal.testing.servers import Process, Redis  # noqa: E402

NAME = "kindling_bench_sockets"
PEOPLE = 50
#: Looks at a page before, and twice while the sockets are open.
PAGES = 150
TRIPS = 300


class Workers(Process):
    """Two workers, or one of the bare echo."""

    def __init__(self, application: str, *, count: int, **settings: str) -> None:
        super().__init__()
        self.application, self.count, self.settings = application, count, settings
        self.url = f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        served = [
            sys.executable,
            "-m",
            "uvicorn",
            self.application,
            "--port",
            str(self.port),
            "--log-level",
            "error",
        ]
        return [*served, "--workers", str(self.count)] if self.count > 1 else served

    def environment(self) -> dict[str, str]:
        path = f"{ROOT}:{ROOT / 'bench'}"
        return {**os.environ, "SITE_URL": self.url, "PYTHONPATH": path, "LOG_LEVEL": "ERROR", **self.settings}

    def children(self) -> list[int]:
        """Return the processes that serve: those below ours that have the most memory."""
        mine = self.process.pid if self.process else 0
        told = subprocess.run(["pgrep", "-P", str(mine)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return sorted(map(int, told.stdout.split()), key=memory_of)[-self.count :] if self.count > 1 else [mine]

    def kill(self) -> None:
        for child in self.children() if self.process and self.count > 1 else []:
            os.kill(child, signal.SIGKILL)
        super().kill()


def memory_of(pid: int) -> int:
    """Return the resident kilobytes of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def seconds_of(pid: int) -> float:
    """Return how many seconds of processor time a process has used."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--idle", type=int, default=300, help="seconds")
    said.add_argument("--room", type=int, default=60, help="seconds")
    said.add_argument("--sockets", type=int, default=500)
    chosen = said.parse_args()
    with in_a_world_of_its_own(NAME) as (room, cookies, redis, server):
        asyncio.run(measure(chosen, redis, server, room, cookies))


@contextmanager
def in_a_world_of_its_own(name: str) -> Iterator[tuple[str, list[str], Redis, Any]]:
    """Make a database `name` and a Redis; give the room, a cookie for each of its people, Redis and the server."""
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])
    own = urlunsplit(url._replace(path=f"/{name}"))
    redis = Redis()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        try:
            redis.start()
            os.environ.update(DATABASE_URL=own, REDIS_URL=redis.url, DJANGO_SETTINGS_MODULE="portal.settings.dev")
            run = subprocess.run  # each in a process of its own, so that this one holds no connection
            run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], cwd=ROOT, check=True)
            filled = run([sys.executable, str(ROOT / "bench" / "socket_world.py")], capture_output=True, text=True)
            print(filled.stderr[-2000:], end="")
            room, *cookies = filled.stdout.split()
            yield room, cookies, redis, server
        finally:
            redis.kill()
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def measure(chosen: Any, redis: Redis, server: Any, room: str, cookies: list[str]) -> None:
    workers = Workers("portal.asgi:application", count=2, WEB_CONCURRENCY="2")
    echo = Workers("echo:application", count=1)
    await asyncio.to_thread(workers.start)
    await asyncio.to_thread(echo.start)
    try:
        await idle(chosen, workers, server, room, cookies)
        await talking(chosen, workers, room, cookies)
        await trips(workers, echo, room, cookies)
    finally:
        workers.kill()
        echo.kill()


async def idle(chosen: Any, workers: Workers, server: Any, room: str, cookies: list[str]) -> None:
    """Open all sockets, leave them, look at pages meanwhile; then kill the workers and wait for all to be back."""
    await page_times(workers.url, cookies[0], 30)  # warms up
    before = await page_times(workers.url, cookies[0], PAGES)
    small = sum(map(memory_of, workers.children()))
    sockets = [Listener(workers.url, cookies[n % len(cookies)], room) for n in range(chosen.sockets)]
    running = [asyncio.create_task(each.run()) for each in sockets]
    opened = await all_back(sockets, "open")
    big, begun = sum(map(memory_of, workers.children())), time.monotonic()
    burnt = sum(map(seconds_of, workers.children()))
    await asyncio.sleep(chosen.idle)
    burnt = (sum(map(seconds_of, workers.children())) - burnt) / (time.monotonic() - begun)
    with_them = await page_times(workers.url, cookies[0], PAGES)
    grown = sum(map(memory_of, workers.children()))
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    connections = server.execute(asked, [NAME]).fetchone()[0]
    dropped = sum(each.lost for each in sockets)
    length = time.monotonic() - begun
    print(f"{chosen.sockets} sockets open in {opened:.1f} s; {length:.0f} s idle: {dropped} dropped")
    print(f"memory: {(big - small) / chosen.sockets:.0f} KiB a socket, {(grown - big) / 1024:+.1f} MiB while idle")
    print(f"processor while idle: {burnt * 100:.0f} % of one core")
    print(f"connections to PostgreSQL: {connections}")
    workers.kill()
    await asyncio.sleep(1)
    await asyncio.to_thread(workers.start)
    print(f"killed; {len(sockets)} back {await all_back(sockets, 'return'):.1f} s after the first answer")
    print(f"server errors while they came back: {sum(each.errors for each in sockets)}")
    await ended(running)
    await asyncio.sleep(2)
    after = await page_times(workers.url, cookies[0], PAGES)
    p95 = [percentile(each, 95) * 1000 for each in (before, after, with_them)]
    ratio = p95[2] / statistics.mean(p95[:2])
    told = f"{p95[0]:.0f} and {p95[1]:.0f} ms before and after, {p95[2]:.0f} ms with the sockets"
    print(f"p95 of a page: {told}; ratio {ratio:.2f}")


async def all_back(sockets: list[Listener], what: str) -> float:
    begun = time.monotonic()
    while not all(each.is_open for each in sockets):
        if time.monotonic() - begun > 120:
            sys.exit(f"{sum(not each.is_open for each in sockets)} sockets do not {what}: {sockets[-1].told}")
        await asyncio.sleep(0.1)
    return time.monotonic() - begun


async def talking(chosen: Any, workers: Workers, room: str, cookies: list[str]) -> None:
    """20 messages a second in a room of 50, each said by another of them."""
    talkers = [Talker(workers.url, each, room) for each in cookies[:PEOPLE]]
    running = [asyncio.create_task(each.run()) for each in talkers]
    await all_back(talkers, "open")
    heard = Room(talkers)
    said = await heard.talk(seconds=chosen.room, each_second=20)
    is_equal = await heard.settled(said)
    taken = heard.latencies()
    p50, p99 = percentile(taken, 50), percentile(taken, 99)
    print(f"room of {len(talkers)}: {said} messages in {chosen.room} s; equal and without gaps: {is_equal}")
    print(f"arrival: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms; ratio {p99 / p50:.1f}")
    await ended(running)


async def trips(workers: Workers, echo: Workers, room: str, cookies: list[str]) -> None:
    """Sent, stored, hinted at, asked for and delivered to somebody else; beside the echo, in turns."""
    ours, bare = [], []
    for turn in range(3):  # each with other people: one may say 60 things a minute
        pair = cookies[2 * turn : 2 * turn + 2]
        bare.append(await round_trips(echo.url, pair, room="", count=TRIPS))
        ours.append(await round_trips(workers.url, pair, room=room, count=30))
    a, b = statistics.median(ours), statistics.median(bare)
    print(f"round trips a second: {a:.0f} delivered, {b:.0f} bare echo; ratio {a / b:.3f}")


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    main()
