"""Serves pages and sockets with uvicorn, and replaces its workers without losing a request (scripts/serve.sh).

    SIGHUP    each worker is replaced in turn: a new one, with the code that lies there now, serves before it goes
    SIGTERM   `/readyz` says 503 for DRAIN_SECONDS, so that proxies elsewhere send nobody here; then all end

Workers share one socket, held by this process, so that between two of them nobody is turned away. One that goes
lets the others listen, answers what it was sent, and closes each connection with its answer. Settings that are not
in order are refused before anything starts, and before anything that runs is replaced.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from socket import socket

import uvicorn
from uvicorn.supervisors import multiprocess

logger = logging.getLogger("uvicorn.error")

ROOT = Path(__file__).resolve().parent.parent
#: Set in a worker that is about to end with all others: `portal.health` tells proxies.
stopping = threading.Event()
#: Seconds for what was accepted, but not read yet, when a worker stops listening.
SETTLE = 0.5


class Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop listening first, and only then look which connections have nothing to do."""
        for server in self.servers:
            server.close()
        self.server_state.default_headers.append((b"connection", b"close"))
        await asyncio.sleep(SETTLE)
        await super().shutdown(sockets)


class Worker(multiprocess.Process):
    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = Server(config=self.config)
        return self._server

    def target(self, sockets: list[socket] | None = None) -> None:
        signal.signal(signal.SIGUSR1, lambda *_: stopping.set())
        super().target(sockets)


class Workers(multiprocess.Multiprocess):
    def terminate_all(self) -> None:
        for process in self.processes:
            if process.pid and process.process.is_alive():
                os.kill(process.pid, signal.SIGUSR1)
        time.sleep(drain_seconds())
        super().terminate_all()

    def handle_hup(self) -> None:
        if is_in_order():
            super().handle_hup()
        else:
            logger.error("The settings or the code are not in order: what runs goes on as it is.")


def port() -> int:
    return int(os.environ.get("PORT") or 8000)


def drain_seconds() -> float:
    return float(os.environ.get("DRAIN_SECONDS") or 0)


def is_in_order() -> bool:
    """Whether the checks of the code that lies there now find nothing; they say what they find themselves."""
    command = [sys.executable, str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "ERROR"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
    if not is_in_order():
        sys.exit(1)
    config = uvicorn.Config(
        "portal.asgi:application",
        host=os.environ.get("HOST", "0.0.0.0"),  # noqa: S104  the proxy stands in front
        port=port(),
        workers=int(os.environ.get("WEB_CONCURRENCY") or 1),
        proxy_headers=True,
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        ws_max_size=65_536,  # frames above it are refused before they reach us
        timeout_graceful_shutdown=20,
        timeout_worker_healthcheck=60,
        log_level="warning",
    )
    multiprocess.Process = Worker  # type: ignore[misc]  # uvicorn has no other place to say which
    Workers(config, sockets=[config.bind_socket()]).run()


if __name__ == "__main__":
    main()
