"""Processes of a test's own, to be killed: the site as it runs in earnest, by uvicorn, and a Redis."""

import os
import socket
import subprocess
import sys
import time
from urllib.parse import quote

from django.db import connection

PATIENCE = 60


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Process:
    """One process that listens on a port of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  our own
            self.command(), env=self.environment(), stdout=subprocess.DEVNULL
        )
        last = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"{self.command()} does not answer")
            time.sleep(0.2)

    def _answers(self) -> bool:
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """End it as a crash does: SIGKILL."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


class Server(Process):
    """The site on the database of the test; `settings` are environment variables."""

    def __init__(self, **settings: str) -> None:
        super().__init__()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings

    def command(self) -> list[str]:
        served = [sys.executable, "-m", "uvicorn", "portal.asgi:application", "--port", str(self.port)]
        return [*served, "--log-level", "warning"]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": _address_of_database(),
            "SITE_URL": self.url,
            **self.settings,
        }


def _address_of_database() -> str:
    """Return what leads another process to the database of this test."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    login = f"{known['USER']}:{quote(known['PASSWORD'])}" if known["PASSWORD"] else known["USER"]
    return f"postgres://{login}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


class Redis(Process):
    """A Redis that keeps nothing on disk."""

    def __init__(self) -> None:
        super().__init__()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [
            "redis-server",
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
