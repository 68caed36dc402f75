"""Our public pages beside a bare Django view, beside themselves kept whole, and beside nginx; and how they grow.

    DATABASE_URL=postgres://… REDIS_URL=redis://… python bench/pages.py [--quick] [--keep] [--also points …]

In a database of its own. First each page at 10, 100, 1,000 and 10,000 participants, in this process: queries,
Python calls, CPU. Then servers of one worker each, asked in turns by one visitor: CPU of the server and wall time
of each request, and both as a multiple of the bare view. On a busy machine believe the CPU. Writes
docs/performance.md.
`--also` runs other benches afterwards; `--list` names them.
"""

from __future__ import annotations

import argparse
import cProfile
import http.client
import os
import platform
import pstats
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from worlds import own_database  # noqa: E402

NAME = "kindling_bench_pages"
SIZES, FEW_SIZES = (10, 100, 1_000, 10_000), (10, 1_000)
#: What a page may cost uncached: queries, Python calls, CPU as a multiple of the bare view (performance.md).
MUST = {
    "home": (15, None, 16),
    "portfolio": (8, None, 12),
    "gallery": (6, 40_000, 10),
    "works": (6, 40_000, 10),
    "work": (8, None, 12),
    "market": (15, 100_000, 20),
    "piece": (14, None, 20),
    "people": (6, None, 10),
    "hall": (6, None, 10),
}
GROWTH, CACHED = 2.0, 0.7
OTHERS = {
    "api": "schemas and answers of the REST API",
    "points": "boards, places and awards at 1,000,000 points",
    "money": "the ledger, orders, payouts",
    "sockets": "idle sockets, rooms, returns",
    "export": "static sites of 100 and 1,000 works",
    "search": "searches among 100,000 works",
    "timing": "whether times tell what words do not",
    "explain": "plans of the hot queries at 100,000 participants",
}
BEGIN, END = "<!-- pages: written by bench/pages.py -->", "<!-- end of pages -->"
Figures = dict[str, dict[str, float]]


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--quick", action="store_true", help="two sizes and few rounds: two minutes instead of ten")
    said.add_argument("--keep", action="store_true", help="keep the database for the next time")
    said.add_argument("--list", action="store_true", help="name the other benches")
    said.add_argument("--also", nargs="+", default=[], choices=[*OTHERS, "all"])
    chosen = said.parse_args()
    if chosen.list:
        print("\n".join(f"{name:<10}{what}" for name, what in OTHERS.items() if path_of(name).exists()))
        return
    with own_database(NAME, keep=chosen.keep) as database:
        grown = growth(FEW_SIZES if chosen.quick else SIZES, rounds=7 if chosen.quick else 25)
        beside = side_by_side(database, rounds=4 if chosen.quick else 15)
    table = written(grown, beside)
    print(table)
    keep(table)
    for name in OTHERS if "all" in chosen.also else chosen.also:
        if path_of(name).exists():
            subprocess.run([sys.executable, str(path_of(name))], cwd=ROOT, check=False)  # noqa: S603  our own
    sys.exit(1 if "**" in table else 0)


def path_of(name: str) -> Path:
    return ROOT / "bench" / f"{name}.py"


# How pages grow ---------------------------------------------------------------------------------------------


def addresses() -> dict[str, str]:
    """What is looked at: of somebody in the middle, so that nothing is the newest or the oldest."""
    from django.urls import reverse

    from cms_pages.models import GalleryPage, PortfolioPage
    from shop.models import Listing

    portfolio = PortfolioPage.objects.get(owner_person__handle="pattern")
    listing = Listing.objects.get(project__owner__handle="pattern")
    return {
        "home": "/",
        "portfolio": portfolio.url,
        "gallery": GalleryPage.objects.child_of(portfolio).get().url,
        "works": "/works/",
        "work": listing.project.get_absolute_url(),
        "market": "/shop/",
        "piece": listing.get_absolute_url(),
        "people": "/people/",
        "hall": reverse("leaderboard:hall"),
    }


def growth(sizes: tuple[int, ...], *, rounds: int) -> dict[int, Figures]:
    """Grow the chapter and look at each page; {size: {page: figures}}."""
    from portal.management import scale

    found = {}
    for size in sizes:
        begun = time.monotonic()
        scale.grow_to(size)
        print(f"{size:,} participants in {time.monotonic() - begun:.0f} s", flush=True)
        found[size] = {name: looked_at(url, rounds) for name, url in addresses().items()}
    return found


def looked_at(url: str, rounds: int) -> dict[str, float]:
    from django.db import connection
    from django.test import Client

    browser, asked = Client(), [0]

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        asked[0] += 1
        return execute(sql, params, many, context)

    def look() -> None:
        answer = browser.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url} answers {answer.status_code}")

    for _ in range(3):
        look()
    with connection.execute_wrapper(note):
        look()
    watched = cProfile.Profile()
    watched.runcall(look)
    cpu, wall = [], []
    for _ in range(rounds):
        burnt, begun = time.process_time(), time.perf_counter()
        look()
        cpu.append(time.process_time() - burnt)
        wall.append(time.perf_counter() - begun)
    calls: Any = pstats.Stats(watched)
    return {
        "queries": asked[0],
        "calls": calls.total_calls,
        "cpu": statistics.median(cpu) * 1000,
        "wall": statistics.median(wall) * 1000,
    }


# Side by side -----------------------------------------------------------------------------------------------


class Server:
    """One worker that answers on a port, and what it has burnt."""

    def __init__(self, command: list[str], port: int, **settings: str) -> None:
        self.port = port
        path = f"{ROOT}:{ROOT / 'bench'}"
        environment = {**os.environ, "PYTHONPATH": path, "LOG_LEVEL": "ERROR", **settings}
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603

    def wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                http.client.HTTPConnection("127.0.0.1", self.port, timeout=2).connect()
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("A server of the bench does not answer")

    def seconds(self) -> float:
        """Of CPU, of the process and of what it has begun."""
        told = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return sum(_seconds_of(int(pid)) for pid in (self.process.pid, *told.stdout.split()))

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def _seconds_of(pid: int) -> float:
    # The clock of another process, with its threads that have ended; clock ticks of /proc/PID/stat are too coarse.
    return time.clock_gettime((~pid << 3) | 2)


@contextmanager
def servers(database: str) -> Iterator[dict[str, Server]]:
    """The bare view, our site without and with the cache, and nginx where it is."""
    from portal.testing.servers import Redis, free_port

    def uvicorn(application: str, **settings: str) -> Server:
        port = free_port()
        served = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--log-level", "error"]
        return Server(served, port, DATABASE_URL=database, **settings)

    with ExitStack() as left, tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        redis = Redis()
        redis.start()
        left.callback(redis.kill)
        ours = {"DJANGO_SETTINGS_MODULE": "bench_settings", "REDIS_URL": redis.url}
        running = {
            "bare": uvicorn("bare:application"),
            "ours": uvicorn("portal.asgi:application", **ours),
            "kept": uvicorn("portal.asgi:application", PAGE_CACHE="true", **ours),
        }
        if nginx := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
            running["nginx"] = _nginx(nginx, Path(folder), free_port())
        for server in running.values():
            left.callback(server.end)
            server.wait()
        yield running


def _nginx(program: str, folder: Path, port: int) -> Server:
    (folder / "page.html").write_bytes(b"x" * 27_000)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{}} http {{ access_log off; keepalive_requests 1000000; client_body_temp_path {folder}/b;"
        f"proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;"
        f"scgi_temp_path {folder}/s;"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
    )
    return Server([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], port)


def side_by_side(database: str, *, rounds: int) -> dict[str, dict[str, tuple[float, float]]]:
    """{row: {server: (CPU, wall) of one request in milliseconds}}, medians of rounds in which all take turns."""
    rows = [("bare", "bare", "/", 60)]
    for name, url in addresses().items():
        rows += [(name, "ours", url, 10), (name, "kept", url, 60)]
    with servers(database) as running:
        if "nginx" in running:
            rows.append(("nginx, a file of 27 kB", "nginx", "/page.html", 200))
        taken: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for number in range(rounds + 1):
            for name, served, url, times in rows:
                cost = asked(running[served], url, times)
                if number:  # the first round warms up
                    taken.setdefault((name, served), []).append(cost)
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for (name, served), costs in taken.items():
        cpu, wall = (statistics.median(each[part] for each in costs) for part in (0, 1))
        found.setdefault(name, {})[served] = (cpu, wall)
    return found


def asked(server: Server, url: str, times: int) -> tuple[float, float]:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    burnt, begun = server.seconds(), time.perf_counter()
    for _ in range(times):
        line.request("GET", url)
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{url} answers {answer.status}")
    wall, cpu = time.perf_counter() - begun, server.seconds() - burnt
    line.close()
    return cpu / times * 1000, wall / times * 1000


# What came of it --------------------------------------------------------------------------------------------


def written(grown: dict[int, Figures], beside: dict[str, dict[str, tuple[float, float]]]) -> str:
    """The tables. What is above its bound stands in bold."""
    sizes = list(grown)
    lines = [
        "| page | uncached: CPU ms, × bare (must) | wall ms, × bare | kept: CPU ms, × bare | wall ms, × bare |",
        "|---|---|---|---|---|",
    ]
    bare_cpu, bare_wall = beside["bare"]["bare"]
    for name, row in beside.items():
        if name == "bare" or "nginx" in row:
            cpu, wall = next(iter(row.values()))
            lines.append(
                f"| {name} | {cpu:.2f}, {cpu / bare_cpu:.2f} × | {wall:.2f}, {wall / bare_wall:.2f} × | | |"
            )
            continue
        (cpu, wall), (kept_cpu, kept_wall) = row["ours"], row["kept"]
        must = MUST[name][2]
        lines.append(
            f"| {name} | {cpu:.1f}, {_bold(cpu / bare_cpu, must)} × ({must}) "
            f"| {wall:.1f}, {wall / bare_wall:.1f} × "
            f"| {kept_cpu:.2f}, {_bold(kept_cpu / bare_cpu, CACHED)} × "
            f"| {kept_wall:.2f}, {kept_wall / bare_wall:.2f} × |"
        )
    named = " → ".join(f"{size:,}" for size in sizes)
    lines += [
        "",
        f"Participants {named}; each has two works, one of them for sale:",
        "",
        "| page | queries (must) | Python calls (must) | CPU ms | wall ms | wall, last : first |",
        "|---|---|---|---|---|---|",
    ]
    for name, (queries, calls, _cpu) in MUST.items():
        each = [grown[size][name] for size in sizes]
        counts = {row["queries"] for row in each}
        told = _bold(max(counts), queries, "d") if len(counts) == 1 else f"**{sorted(counts)}**"
        lines.append(
            f"| {name} | {told} ({queries}) "
            f"| {_bold(max(row['calls'] for row in each), calls, ',d')}{f' ({calls:,})' if calls else ''} "
            f"| {_steps(each, 'cpu')} | {_steps(each, 'wall')} "
            f"| {_bold(each[-1]['wall'] / each[0]['wall'], GROWTH, '.2f')} |"
        )
    return "\n".join(lines)


def _steps(rows: list[dict[str, float]], what: str) -> str:
    return " → ".join(f"{row[what]:.1f}" for row in rows)


def _bold(value: float, most: float | None, form: str = ".2f") -> str:
    told = format(int(value) if form.endswith("d") else value, form)
    return f"**{told}**" if most is not None and value > most else told


def keep(table: str) -> None:
    """Put the tables into docs/performance.md; other sections stay as they are."""
    path = ROOT / "docs/performance.md"
    text = path.read_text() if path.exists() else "# What pages and programs cost\n"
    before, _begin, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    day = f"{datetime.now(UTC):%d %B %Y}"
    told = (
        f"## Pages\n`make bench`, {day}, Python {platform.python_version()}, one worker, {os.cpu_count()} cores "
        "shared with others; “bare” is a Django project as it is started, with one question and a small template. "
        "Bold is above its bound.\n"
    )
    path.write_text(f"{before.rstrip()}\n\n{BEGIN}\n{told}\n{table}\n{END}{after or chr(10)}")


if __name__ == "__main__":
    main()
