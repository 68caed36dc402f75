"""The real Caddy with its files of deploy/: pages go to one kind of process, sockets to the other."""

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
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from portal.core import buckets
from portal.testing import objects

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


@contextmanager
def machine(who: str) -> Iterator[str]:
    """Let somebody answer who says that they are `who`; return where."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
    server.who = who  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def caddy(folder: Path, *, store: str = "", **more: str) -> Iterator[http.client.HTTPConnection]:
    """Run the proxy before a web process and one for sockets; a `store` as docker-compose.objects.yml has it."""
    text = (settings.ROOT / "deploy/Caddyfile").read_text()
    with ExitStack() as there:
        for who in ("web", "sockets"):
            assert f" {who}:8000 " in text
            text = text.replace(f" {who}:8000 ", f" {there.enter_context(machine(who))} ")
        file = folder / "Caddyfile"
        file.write_text("{\n\tadmin off\n}\n" + text)
        if store:
            files = (settings.ROOT / "deploy/objects.caddy").read_text()
            assert " objects:8333 " in files
            (folder / "with").mkdir()
            (folder / "with/objects.caddy").write_text(files.replace(" objects:8333 ", f" {store} "))
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "PORTAL_HOST": f"http://127.0.0.1:{port}",
            **more,
        }
        command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
        log = there.enter_context((folder / "log").open("w"))
        running = subprocess.Popen(command, env=environment, stderr=log)  # noqa: S603  our own
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            _wait_until_it_answers(connection, running, folder / "log")
            yield connection
        finally:
            connection.close()
            running.terminate()
            running.wait(timeout=20)


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    with caddy(tmp_path) as connection:
        yield connection


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


def test_a_further_machine_takes_its_part_and_is_left_out_while_it_is_away(tmp_path):
    with ExitStack() as there:
        web, sockets = (there.enter_context(machine(f"further {who}")) for who in ("web", "sockets"))
        gone = f"127.0.0.1:{free_port()}"
        proxy = there.enter_context(caddy(tmp_path, MORE_WEB=f"{web} {gone}", MORE_SOCKETS=sockets))

        answers = [asked(proxy, path)[0]["who"] for path in ("/people/", "/ws/live/") * 40]

    assert set(answers[::2]) == {"web", "further web"}
    assert set(answers[1::2]) == {"sockets", "further sockets"}


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[tuple[http.client.HTTPConnection, objects.ObjectStore]]:
    with objects.running() as store:
        store.buckets["portal"] = {
            "public/pictures/ab/jug.webp": objects.Stored(b"a jug", "image/webp", "public, immutable"),
            "public/else/jug.webp": objects.Stored(b"a jug", "image/webp", ""),
            "private/works/jug.png": objects.Stored(b"an original", "image/png", ""),
        }
        store.policies["portal"] = buckets.read_by_all("portal")
        with caddy(tmp_path, store=store.url.removeprefix("http://")) as proxy:
            yield proxy, store


def told(
    proxy: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str
) -> tuple[int, bytes, Any]:
    proxy.request(method, path, headers=headers)
    answer = proxy.getresponse()
    return answer.status, answer.read(), answer.headers


def test_public_files_come_from_the_bucket_and_run_nowhere(bucket):
    proxy, _store = bucket

    status, body, headers = told(proxy, "/media/pictures/ab/jug.webp?list-type=2", Cookie="s=1", Authorization="x")

    assert (status, body, headers["Content-Type"]) == (200, b"a jug", "image/webp")
    assert headers["Cache-Control"] == "public, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert not [name for name in headers if name.lower().startswith(("x-amz", "seaweed", "server"))]


def test_nothing_else_of_the_bucket_is_reached_by_the_proxy(bucket):
    proxy, store = bucket
    up = (
        "/media/pictures/../../private",
        "/media/pictures/%2e%2e/%2e%2e/private",
        "/media/pictures/..%2f..%2fprivate",
    )

    for path in ("/media/private", *up):
        assert b"an original" not in told(proxy, f"{path}/works/jug.png")[1]
    assert b"a jug" not in told(proxy, "/media/else/jug.webp")[1]
    assert told(proxy, "/media/pictures/ab/none.webp")[0] in (403, 404)
    for method in ("PUT", "DELETE"):
        proxy.request(method, "/media/pictures/ab/jug.webp")
        assert proxy.getresponse().read() is not None
        proxy.close()
    assert store.buckets["portal"]["public/pictures/ab/jug.webp"].data == b"a jug"
