"""Two web processes behind the real nginx stop and start one after the other while people come: F27, L22.

    python bench/rolling.py

At half of what they bear, in a world of its own, as bench/faults.py makes it, and a row of it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from fault_kinds import fault  # noqa: E402
from fault_world import NotHere, World, require, world  # noqa: E402
from openloop import Answer, capacity, come, counts, in_words, p95  # noqa: E402

from portal.testing.servers import Process, free_port  # noqa: E402

PAGES = ("/shop/", "/works/", "/people/")


class Web(Process):
    """The site as `scripts/serve.sh` starts it."""

    def command(self) -> list[str]:
        return [sys.executable, "-m", "portal.serving"]

    def environment(self) -> dict[str, str]:
        path = f"{ROOT}:{ROOT / 'bench'}"
        given = {"HOST": "127.0.0.1", "PORT": str(self.port), "PYTHONPATH": path, "LOG_LEVEL": "CRITICAL"}
        return {**os.environ, "SITE_URL": f"http://127.0.0.1:{self.port}", "DRAIN_SECONDS": "1", **given}

    def _answers(self) -> bool:
        import requests

        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        """As a deploy does: SIGTERM, and wait for its end."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)
            self.process = None

    kill = stop


class Nginx(Process):
    """deploy/nginx.conf before both."""

    def __init__(self, folder: Path, *upstream: Web) -> None:
        super().__init__()
        self.folder, self.url = folder, f"http://127.0.0.1:{self.port}"
        folder.mkdir()
        ours = (ROOT / "deploy/nginx.conf").read_text().replace("/var/lib/portal", str(folder))
        one = "server 127.0.0.1:8000 "
        servers = "; ".join(one.replace("8000", str(each.port)) + "max_fails=0" for each in upstream)
        ours = ours.replace(f"{one}max_fails=0", servers).replace("listen 8080", f"listen 127.0.0.1:{self.port}")
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user} daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
            f"http {{ access_log off; {places}\n{ours}\n}}\n"
        )

    def command(self) -> list[str]:
        return ["nginx", "-p", str(self.folder), "-c", "nginx.conf"]

    def kill(self) -> None:
        if self.process:
            self.process.terminate()  # its workers go with it
            self.process.wait(timeout=20)
            self.process = None


@contextmanager
def two_and_a_proxy(folder: Path) -> Iterator[tuple[Web, Web, Nginx]]:
    one, two = Web(), Web()
    while two.port == one.port:
        two.port = free_port()
    proxy = Nginx(folder, one, two)
    try:
        for each in (one, two, proxy):
            each.start()
        yield one, two, proxy
    finally:
        for each in (proxy, one, two):
            each.kill()


def rolling(world: World) -> str:
    if not shutil.which("nginx"):
        raise NotHere("nginx is not installed")
    with two_and_a_proxy(world.folder / "nginx") as (one, two, proxy):
        asyncio.run(capacity(proxy.url, PAGES, seconds=3))  # warms up
        most = asyncio.run(capacity(proxy.url, PAGES, seconds=6))
        answers: list[Answer] = []
        ended = threading.Event()
        visitors = threading.Thread(target=_come, args=(proxy.url, most / 2, answers, ended))
        visitors.start()
        try:
            for each in (one, two):
                each.stop()
                each.start()
        finally:
            ended.set()
            visitors.join(timeout=60)
    told = f"C = {most:.0f}/s; {most / 2:.0f}/s meanwhile: {in_words(answers)}; p95 {p95(answers) * 1000:.0f} ms"
    require(len(answers) > 100, f"too few came: {told}")
    require(set(counts(answers)) == {200}, f"some failed: {told}")
    return told


def _come(url: str, rate: float, answers: list[Answer], ended: threading.Event) -> None:
    while not ended.is_set():
        answers += asyncio.run(come(url, PAGES, rate=rate, seconds=2))


@fault(
    "F27",
    "A rolling restart at half load (L22)",
    done="two `portal.serving` behind nginx: SIGTERM and start, one after the other (`bench/rolling.py`)",
    seconds=150,
)
def restarted(world: World) -> str:
    return rolling(world)


def main() -> None:
    with world() as found:
        print(rolling(found))


if __name__ == "__main__":
    main()
