"""Twice as many visitors as the site can bear (L9): who comes on top is told when to come back; then all is well.

    python bench/overload.py [--long]

`--long`: two minutes instead of 30 s. In a world of its own, as bench/faults.py makes it, and a row of it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from fault_kinds import fault  # noqa: E402
from fault_world import Told, World, require, world  # noqa: E402
from openloop import capacity, come, counts, in_words, p95  # noqa: E402

PAGES = ("/shop/", "/works/", "/people/", "/")
#: Visitors before and after, as a part of what it can bear; how many times slower than before is well again.
CALM, SLOWER = 0.25, 2.0


def overload(world: World, *, seconds: float) -> str:
    url = world.web.url
    asyncio.run(capacity(url, PAGES, seconds=3))  # warms up
    first = asyncio.run(capacity(url, PAGES, seconds=8))
    before = p95(asyncio.run(come(url, PAGES, rate=CALM * first, seconds=6)))
    lane = Told()
    ended = threading.Event()
    watcher = threading.Thread(target=_look_in, args=(world, lane, ended))
    watcher.start()
    answers = asyncio.run(come(url, PAGES, rate=2 * first, seconds=seconds))
    ended.set()
    watcher.join()
    over = time.monotonic()
    while (after := p95(asyncio.run(come(url, PAGES, rate=CALM * first, seconds=4)))) > SLOWER * before:
        require(
            time.monotonic() - over < 30, f"p95 is {after * 1000:.0f} ms 30 s later, {before * 1000:.0f} before"
        )
    again = time.monotonic() - over
    # A machine that is shared bears more or less from one minute to the next: before and after count alike.
    last = asyncio.run(capacity(url, PAGES, seconds=8))
    most = (first + last) / 2
    found = counts(answers)
    good = found[200] / (answers[-1].at - answers[0].at)
    told = (
        f"C = {first:.0f}/s before, {last:.0f}/s after; {2 * first:.0f}/s for {seconds:.0f} s:"
        f" {in_words(answers)}; goodput {good / most:.2f} of their mean; p95 {before * 1000:.0f} ms before,"
        f" {p95(answers) * 1000:.0f} ms meanwhile, {after * 1000:.0f} ms {again:.0f} s after;"
        f" `/healthz` {lane.in_words()}"
    )
    require(set(found) <= {200, 429, 503}, f"others than 200, 429, 503: {told}")
    turned_away = [each for each in answers if each.status != 200]
    require(bool(turned_away), f"nobody was turned away: that was no overload; {told}")
    require(
        all(each.retry_after.isdigit() for each in turned_away), f"some were not told when to come back: {told}"
    )
    require(last >= 0.7 * first, f"it bears less than before: {told}")
    require(good >= 0.8 * most, f"goodput: {told}")
    require(set(lane.counts()) == {"200"}, f"/healthz was turned away: {told}")
    return told


def _look_in(world: World, told: Told, ended: threading.Event) -> None:
    from fault_database import look

    while not ended.wait(1):
        look(world, told, 1, "/healthz")


@fault(
    "L9",
    "Twice as many visitors as it can bear",
    done="an open loop of 2 C for 30 s (`bench/overload.py --long`: 120 s)",
    seconds=150,
)
def short(world: World) -> str:
    return overload(world, seconds=30)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--long", action="store_true", help="two minutes")
    chosen = said.parse_args()
    with world() as found:
        print(overload(found, seconds=120 if chosen.long else 30))


if __name__ == "__main__":
    main()
