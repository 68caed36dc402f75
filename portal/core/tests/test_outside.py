"""Asking other sites: never into our own network, not for long, and nothing but whether something is there."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.core import outside

OPEN = "93.184.216.34"


def found(*numbers: str) -> outside.Lookup:
    return lambda host, port: list(numbers)


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::"),
    ],
)
def test_no_question_goes_into_a_network_of_our_own(number: str) -> None:
    assert not outside.is_open(number)
    with pytest.raises(outside.NotOutside):
        outside.place_of("https://example.org/", found(OPEN, number))


def test_what_lies_in_the_open_may_be_asked() -> None:
    assert outside.is_open(OPEN)
    assert outside.is_open("2606:2800:220:1:248:1893:25c8:1946")
    parts, number = outside.place_of("https://example.org/a?b=1", found(OPEN))
    assert (parts.hostname, number) == ("example.org", OPEN)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://example.org/",
            "https:///nothing",
            "//example.org/",
        ),
        *("https://user:word@example.org/", "http://example.org:22/", "https://example.org:6379/", "javascript:1"),
    ],
)
def test_only_plain_addresses_of_the_web_are_asked(url: str) -> None:
    with pytest.raises(outside.NotOutside):
        outside.place_of(url, found(OPEN))


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost", "[::1]", "0"])
def test_other_ways_to_write_our_own_machine_lead_nowhere(host: str) -> None:
    answer = outside.ask(f"http://{host}/")

    assert not answer.is_there


class Site(http.server.BaseHTTPRequestHandler):
    """Answers what its address says: /200, /404, /301?address, /loop."""

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path))  # type: ignore[attr-defined]
        status, _slash, leads_to = self.path[1:].partition("?")
        if status == "loop":
            status, leads_to = "302", "/loop"
        if status == "head405" and self.command == "HEAD":
            status = "405"
        self.send_response(int(status) if status.isdecimal() else 200)
        if leads_to:
            self.send_header("Location", leads_to)
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A site that stands for one in the open: its number counts as open, its port as that of the web."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(outside, "PORTS", {"http": server.server_port})
    monkeypatch.setattr(outside, "is_open", lambda number: number == "127.0.0.1")
    yield server
    server.shutdown()
    server.server_close()


def local(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == "site.example" else ["10.0.0.1"]


def test_answers_are_told_in_words(site: Any) -> None:
    def ask(path: str) -> outside.Answer:
        return outside.ask(f"http://site.example/{path}", lookup=local, timeout=2)

    assert ask("200") == ask("head405") == ask("403") == ask("429") == outside.Answer(True)
    assert ask("301?/200").is_there
    assert "no such page" in ask("404").reason
    assert "(503)" in ask("503").reason
    assert "without end" in ask("loop").reason


def test_a_redirect_into_our_network_is_not_followed(site: Any) -> None:
    answer = outside.ask("http://site.example/302?http://inside.example/secret", lookup=local, timeout=2)

    assert not answer.is_there
    assert [path for _method, path in site.asked] == ["/302?http://inside.example/secret"]


def test_the_name_is_looked_up_once_for_each_address(site: Any) -> None:
    asked: list[str] = []

    def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert outside.ask("http://site.example/200", lookup=changing, timeout=2).is_there
    assert asked == ["site.example"]


def raising(error: Exception) -> outside.Lookup:
    def lookup(host: str, port: int) -> list[str]:
        raise error

    return lookup


@pytest.mark.parametrize(
    ("lookup", "words"),
    [
        (raising(socket.gaierror()), "no such site"),
        (raising(TimeoutError()), "in time"),
        (raising(ConnectionRefusedError()), "cannot be reached"),
        (raising(ValueError()), "cannot be reached"),
    ],
)
def test_what_goes_wrong_is_told_and_raises_nothing(lookup: Callable[..., Any], words: str) -> None:
    answer = outside.ask("https://example.org/", lookup=lookup)

    assert not answer.is_there
    assert words in answer.reason
