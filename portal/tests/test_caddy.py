"""The real Caddy with deploy/Caddyfile: pages go to one kind of process, sockets to the other."""

import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not installed")


class Application(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        said = {"who": self.server.who, "path": self.path, **self.headers}  # type: ignore[attr-defined]
        self._answer(200, json.dumps(said).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"taken")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Server", "ours")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    text, servers = (settings.ROOT / "deploy/Caddyfile").read_text(), []
    for who in ("web", "sockets"):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
        server.who = who  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        assert f" {who}:8000 " in text
        text = text.replace(f" {who}:8000 ", f" 127.0.0.1:{server.server_port} ")
    file = tmp_path / "Caddyfile"
    file.write_text("{\n\tadmin off\n}\n" + text)
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "PORTAL_HOST": f"http://127.0.0.1:{port}",
    }
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    with (tmp_path / "log").open("w") as log:
        caddy = subprocess.Popen(command, env=environment, stderr=log)  # noqa: S603  our own
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            _wait_until_it_answers(connection, caddy, tmp_path / "log")
            yield connection
        finally:
            connection.close()
            caddy.terminate()
            caddy.wait(timeout=20)
            for server in servers:
                server.shutdown()
                server.server_close()


def _wait_until_it_answers(
    connection: http.client.HTTPConnection, caddy: subprocess.Popen[bytes], log: Path
) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            assert caddy.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            connection.close()
            time.sleep(0.1)
        else:
            return


def asked(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[Any, Any]:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return json.loads(answer.read()), answer.headers


def test_pages_and_sockets_have_processes_of_their_own(proxy):
    assert asked(proxy, "/people/")[0]["who"] == "web"
    assert asked(proxy, "/ws")[0]["who"] == "web", "a page, if there were one of that name"
    assert asked(proxy, "/ws/live/")[0]["who"] == "sockets"


def test_the_application_hears_from_the_proxy_who_asks_and_how(proxy):
    sent = {"X-Request-ID": "mine-which-is-long", "X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https"}

    for path in ("/people/", "/ws/live/"):
        said, headers = asked(proxy, path, **sent)
        assert said["X-Request-Id"] != sent["X-Request-ID"]
        assert len(said["X-Request-Id"]) == 36
        assert said["X-Forwarded-Proto"] == "http"
        assert said["X-Forwarded-For"] == "127.0.0.1", "what a visitor says of themselves ends here"
        assert "Server" not in headers


def test_what_is_larger_than_an_upload_may_be_is_refused(proxy):
    proxy.putrequest("POST", "/my/files/")
    proxy.putheader("Content-Length", str(71_000_000))
    proxy.endheaders()
    try:
        for _piece in range(71):
            proxy.send(bytes(1_000_000))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it had heard enough
    assert proxy.getresponse().status in (413, 502)
