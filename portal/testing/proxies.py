"""A line between a client and a server that can go bad: silent, or cut off in the middle."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

PIECE = 16 * 1024
#: Closing says nothing more and sends what is left to nobody, as a network that is gone.
AT_ONCE = struct.pack("ii", 1, 0)


class Proxy(socketserver.ThreadingTCPServer):
    """Passes what is said on a free port on to `port`; after `cut_after` bytes of a client it cuts both off."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int, *, host: str = "127.0.0.1", cut_after: int | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.beyond = (host, port)
        self.cut_after = cut_after
        #: While it is set nothing arrives, in either direction, and nobody is told.
        self.is_silent = threading.Event()
        self.cuts = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()


class _Line(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.proxy: Any = self.server
        with suppress(OSError), socket.create_connection(self.proxy.beyond) as beyond:
            back = threading.Thread(target=self._pass_on, args=(beyond, self.request), daemon=True)
            back.start()
            self._pass_on(self.request, beyond, self.proxy.cut_after)
            back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, most: int | None = None) -> None:
        """Pass on what `source` says, `most` bytes of it, until it says no more."""
        passed = 0
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if self.proxy.is_silent.is_set():
                    continue
                rest = piece if most is None else piece[: most - passed]
                target.sendall(rest)
                passed += len(rest)
                if passed == most:
                    self.proxy.cuts += 1
                    _cut(source, target)
                    return
            target.shutdown(socket.SHUT_WR)


def _cut(*ends: socket.socket) -> None:
    for each in ends:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        with suppress(OSError):
            each.shutdown(socket.SHUT_RD)  # wakes who waits at it
        each.close()
