"""Whether idle sockets slow pages down, and whose fault it is. Needs PostgreSQL and redis-server.

    DATABASE_URL=postgres://… python bench/idle_pages.py [--rounds 3] [--seconds 35] [--sockets 500]

In turns, round by round, looks at a page one after the other: without sockets; with idle sockets of a bare
Channels echo, which other workers hold, so that they cost the machine and not the worker that is asked; with idle
sockets of the workers that are asked. A process of its own holds the sockets, so that looking shares no lock with
them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from socket_clients import Listener, opened, page_times, percentile  # noqa: E402
from sockets import Workers, in_a_world_of_its_own, seconds_of  # noqa: E402

#: Looks between two glances at the clock.
AT_ONCE = 20
#: Seconds after the last socket has opened.
REST = 5
BARE, OURS = "bare", "ours"


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--rounds", type=int, default=3)
    said.add_argument("--seconds", type=float, default=35, help="of looking each time; everything is asked in 30")
    said.add_argument("--sockets", type=int, default=500)
    said.add_argument("--hold", nargs="+", help=argparse.SUPPRESS)
    chosen = said.parse_args()
    if chosen.hold:
        asyncio.run(hold(*chosen.hold[:3], cookies=chosen.hold[3:], count=chosen.sockets))
        return
    with in_a_world_of_its_own("kindling_bench_idle") as (room, cookies, _redis, _server):
        measure(chosen, room, cookies)


def measure(chosen: Any, room: str, cookies: list[str]) -> None:
    ours = Workers("portal.asgi:application", count=2, WEB_CONCURRENCY="2")
    bare = Workers("echo:application", count=2)
    taken: dict[str, list[list[float]]] = {"none": [], BARE: [], OURS: []}
    try:
        ours.start()
        bare.start()
        asyncio.run(page_times(ours.url, cookies[0], 100))  # warms up
        print("workers", *ours.children(), flush=True)
        for number in range(chosen.rounds):
            for kind, served in (("none", None), (BARE, bare), (OURS, ours)):
                taken[kind].append(look(chosen, number, kind, served, ours, room, cookies))
    finally:
        ours.kill()
        bare.kill()
    for part in (50, 95):
        each = {kind: statistics.median(percentile(row, part) for row in rows) for kind, rows in taken.items()}
        none = each["none"]
        told = ", ".join(f"{kind} {value * 1000:.1f} ms ({value / none:.2f})" for kind, value in each.items())
        print(f"p{part} of a page, median of the rounds (ratio to none): {told}")


def look(
    chosen: Any, number: int, kind: str, served: Workers | None, ours: Workers, room: str, cookies: list[str]
) -> list[float]:
    holder = holding(chosen.sockets, served.url, kind, room, cookies) if served else None
    time.sleep(REST)
    begun, burnt = time.monotonic(), sum(map(seconds_of, ours.children()))
    looks: list[float] = []
    while time.monotonic() - begun < chosen.seconds:
        looks += asyncio.run(page_times(ours.url, cookies[0], AT_ONCE))
    burnt = (sum(map(seconds_of, ours.children())) - burnt) / len(looks)
    if holder:
        holder.communicate("")
    told = f"p50 {percentile(looks, 50) * 1000:.1f}, p95 {percentile(looks, 95) * 1000:.1f} ms"
    cost = f"{burnt * 1000:.1f} ms of processor a page, load {os.getloadavg()[0]:.1f}"
    print(f"round {number + 1}, {kind}: {len(looks)} looks, {told}, {cost}", flush=True)
    return looks


def holding(count: int, url: str, kind: str, room: str, cookies: list[str]) -> subprocess.Popen[str]:
    """Return a process that holds `count` sockets, all of them open."""
    told = [sys.executable, __file__, "--sockets", str(count), "--hold", url, kind, room, *cookies]
    held = subprocess.Popen(told, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if held.stdout is None or held.stdout.readline() != "open\n":
        raise RuntimeError("The sockets did not open")
    return held


async def hold(url: str, kind: str, room: str, *, cookies: list[str], count: int) -> None:
    """Open `count` sockets, say so, and keep them until there is nobody to keep them for."""
    if kind == BARE:
        sockets = [await opened(url, cookies[n % len(cookies)]) for n in range(count)]
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await asyncio.gather(*(each.close() for each in sockets))
        return
    listeners = [Listener(url, cookies[n % len(cookies)], room) for n in range(count)]
    running = [asyncio.create_task(each.run()) for each in listeners]
    while not all(each.is_open for each in listeners):
        await asyncio.sleep(0.1)
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    if lost := sum(each.lost for each in listeners):
        print(f"{lost} sockets were lost", file=sys.stderr)
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)


if __name__ == "__main__":
    main()
