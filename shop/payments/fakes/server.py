"""What both fakes share: HTTP on loopback, faults on demand, a clock, events on their way to a webhook."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

#: What may go wrong with a call. `lost`: done, but the answer never arrives; `500_done`: done, answered with 500;
#: `silent`: not done, and the caller is kept waiting until they hang up.
FAULTS = ("500", "429", "503", "drop", "lost", "silent", "500_stored", "500_done")


@dataclass(frozen=True)
class Call:
    """A request as a fake sees it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Answer:
    status: int
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    #: The connection ends here instead of an answer.
    is_dropped: bool = False
    #: The connection stays open and nothing comes.
    is_silent: bool = False


@dataclass
class Fault:
    """Goes wrong `times` times with calls whose "METHOD /path" begins with `call`."""

    call: str
    mode: str
    times: int = 1


@dataclass(frozen=True)
class Message:
    """An event as it is sent to a webhook."""

    body: bytes
    headers: dict[str, str]


class Fake:
    """A provider's memory. Subclasses answer calls; all of it happens under one lock."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.base = ""
        #: What was paid in beside sales, in smallest units, so that makers can be paid from it.
        self.topped_up = 0
        #: Seconds that our clock is ahead of the world's.
        self.ahead = 0
        self.faults: list[Fault] = []
        self.calls: list[str] = []
        #: Where events are sent as they happen; without one they are held.
        self.webhook = ""
        self.held: list[Message] = []

    def now(self) -> int:
        return int(time.time()) + self.ahead

    def handle(self, call: Call) -> Answer:
        with self.lock:
            self.calls.append(f"{call.method} {call.path}")
            if call.path.startswith("/_test/"):
                return self._control(call)
            self.pass_time()
            return self._answer_or_fail(call)

    def answer(self, call: Call) -> Answer:
        """Answer a call of the API or show a page."""
        raise NotImplementedError

    def pass_time(self) -> None:
        """Do what has become due."""

    def store_error(self, call: Call) -> None:
        """Remember a 500 as the answer to this call's idempotency key, where the provider does so."""

    def memory(self) -> dict[str, Any]:
        """What is written down when the machine is switched off."""
        raise NotImplementedError

    def remember(self, memory: dict[str, Any]) -> None:
        raise NotImplementedError

    # Faults ------------------------------------------------------------------------------------------------

    def fail(self, call: str, mode: str, times: int = 1) -> None:
        if mode not in FAULTS:
            raise ValueError(f"{mode} is none of {FAULTS}")
        self.faults.append(Fault(call, mode, times))

    def _answer_or_fail(self, call: Call) -> Answer:
        fault = self._next_fault(f"{call.method} {call.path}")
        if fault is None:
            return self.answer(call)
        if fault == "drop":
            return Answer(0, is_dropped=True)
        if fault == "silent":
            return Answer(0, is_silent=True)
        if fault in ("lost", "500_done"):
            self.answer(call)
            if fault == "lost":
                return Answer(0, is_dropped=True)
        if fault in ("500_stored", "500_done"):
            self.store_error(call)
        return Answer(int(fault[:3]), {"error": {"type": "api_error", "message": "A fault on demand."}})

    def _next_fault(self, call: str) -> str | None:
        for fault in self.faults:
            if call.startswith(fault.call) and fault.times > 0:
                fault.times -= 1
                return fault.mode
        return None

    # Events ------------------------------------------------------------------------------------------------

    def send(self, message: Message) -> None:
        if self.webhook:
            threading.Thread(target=_post_until_taken, args=(self.webhook, message), daemon=True).start()
        else:
            self.held.append(message)

    # Control from outside ----------------------------------------------------------------------------------

    def _control(self, call: Call) -> Answer:
        """`POST /_test/fault` (call, mode, times) and `POST /_test/clock` (ahead)."""
        sent = call.form
        if call.path == "/_test/fault":
            self.fail(sent["call"], sent["mode"], int(sent.get("times", "1")))
        elif call.path == "/_test/clock":
            self.ahead = int(sent["ahead"])
            self.pass_time()
        else:
            return Answer(404, {"error": "fault or clock"})
        return Answer(200, {"ok": True})


def _post_until_taken(url: str, message: Message, tries: int = 5) -> None:
    """Send an event as providers do: again, a while later, as long as it is not taken."""
    for wait in range(tries):
        request = urllib.request.Request(url, data=message.body, headers=message.headers, method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=10):  # noqa: S310  an address of this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(2**wait)


# HTTP ------------------------------------------------------------------------------------------------------


class Running:
    """A fake that listens; `stop()` ends it."""

    def __init__(self, fake: Fake, port: int) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(fake))
        self.server.daemon_threads = True
        fake.base = self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def serve(fake: Fake, port: int = 0) -> Running:
    """Let `fake` listen on loopback, on any free port unless one is given."""
    return Running(fake, port)


def _handler_of(fake: Fake) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer is one packet

        def _handle(self) -> None:
            address = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            call = Call(
                self.command,
                address.path,
                dict(parse_qsl(address.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
                fake.base,
            )
            self._write(fake.handle(call))

        do_GET = do_POST = do_PATCH = do_DELETE = _handle

        def _write(self, answer: Answer) -> None:
            if answer.is_silent:
                self.connection.recv(1)  # until the caller hangs up
            if answer.is_dropped or answer.is_silent:
                self.close_connection = True
                return
            is_text = isinstance(answer.body, str)
            body = answer.body.encode() if is_text else json.dumps(answer.body).encode()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(answer.status)
                self.send_header("Content-Type", "text/html; charset=utf-8" if is_text else "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler
