"""Asking other sites whether an address of theirs answers, and telling them something
without being led into our own network.

The name is looked up once and the connection goes to what was found, so that a second answer of the name server
leads nowhere else; every redirect is looked at in the same way. Nothing of an answer but its status is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

TIMEOUT = 5.0
#: One question, from the connection to the end of the answer's headers, however slowly they come.
LONGEST = 15.0
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
#: There is something, even if it is not for us: log-ins, paywalls, sites that dislike machines.
THERE = frozenset({401, 402, 403, 405, 406, 429, 451, 999})
AGENT = "Mozilla/5.0 (compatible; link check)"
Lookup = Callable[[str, int], list[str]]


class NotOutside(Exception):
    """The address is none of another site, or leads into a network that is not the open internet."""


@dataclass(frozen=True)
class Answer:
    """Whether something is there, and if not, why in words for people."""

    is_there: bool
    reason: str = ""


@dataclass(frozen=True)
class Receipt:
    """What another site answered to something that it was told: 0 and why, if it answered nothing."""

    status: int
    reason: str = ""


def addresses_of(host: str, port: int) -> list[str]:
    """Look `host` up. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def ask(url: str, *, lookup: Lookup = addresses_of, timeout: float = TIMEOUT) -> Answer:
    """Ask whether `url` answers. Takes at most about four times two times `timeout` seconds."""
    try:
        for _turn in range(MOST_REDIRECTS + 1):
            status, leads_to = _status(url, lookup, timeout)
            if not (300 <= status < 400 and leads_to):
                return _in_words(status)
            url = urljoin(url, leads_to)
    except NotOutside:
        return Answer(False, _("This is no address of another site."))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(False, _reason(error))
    return Answer(False, _("It leads from one address to the next without end."))


def tell(
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    schemes: tuple[str, ...] = ("https",),
    lookup: Lookup = addresses_of,
    timeout: float = TIMEOUT,
) -> Receipt:
    """Post `body` to `url`; follow no redirect and read nothing of the answer but its status."""
    try:
        parts, number = place_of(url, lookup)
        if parts.scheme not in schemes:
            raise NotOutside(url)
        status, _leads_to = _request("POST", parts, number, timeout, body=body, headers=headers)
    except NotOutside:
        return Receipt(0, _("This is no address of another site."))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Receipt(0, _reason(error))
    return Receipt(status)


def is_address(url: str, *, schemes: tuple[str, ...] = ("https",)) -> bool:
    """Whether something may be told to `url`, as far as one can say without looking its name up."""
    try:
        parts, _number = place_of(url, _unseen)
    except (NotOutside, ValueError):
        return False
    return parts.scheme in schemes


def _unseen(host: str, port: int) -> list[str]:
    try:
        return [str(ipaddress.ip_address(host.partition("%")[0]))]
    except ValueError:
        return ["1.1.1.1"]  # a name: whom it leads to is looked at when something is sent there


def place_of(url: str, lookup: Lookup = addresses_of) -> tuple[SplitResult, str]:
    """Return the parts of `url` and the number its host has. Raises NotOutside, OSError, ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise NotOutside(url)
    port = parts.port or PORTS[parts.scheme]
    if port != PORTS[parts.scheme]:
        raise NotOutside(url)
    numbers = lookup(parts.hostname, port)
    if not numbers or not all(is_open(number) for number in numbers):
        raise NotOutside(url)
    return parts, numbers[0]


def is_open(number: str) -> bool:
    """Whether `number` is an address of the open internet, also when it is wrapped in one of another kind."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None or address in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _status(url: str, lookup: Lookup, timeout: float) -> tuple[int, str]:
    parts, number = place_of(url, lookup)
    status, leads_to = _request("HEAD", parts, number, timeout)
    return _request("GET", parts, number, timeout) if status in {400, 404, 405, 501} else (status, leads_to)


def _request(
    method: str,
    parts: SplitResult,
    number: str,
    timeout: float,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    host, port = str(parts.hostname), PORTS[parts.scheme]
    line = socket.create_connection((number, port), timeout=timeout)
    try:
        if parts.scheme == "https":
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        asking = http.client.HTTPConnection(host, port, timeout=timeout)
        asking.sock = line
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Host": parts.netloc, "User-Agent": AGENT, "Accept": "*/*", **(headers or {})}
        with _not_longer(line):
            asking.request(method, path, body=body, headers=sent)
            answer = asking.getresponse()
            return answer.status, answer.headers.get("Location", "")
    finally:
        line.close()


@contextmanager
def _not_longer(line: socket.socket) -> Iterator[None]:
    """Cut `line` after LONGEST seconds: the timeout alone begins anew with each byte that comes."""

    def cut() -> None:
        with suppress(OSError):  # it has ended meanwhile
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # not SSL's own, which forgets the line first

    timer = threading.Timer(LONGEST, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _in_words(status: int) -> Answer:
    if status < 400 or status in THERE:
        return Answer(True)
    if status in {404, 410}:
        return Answer(False, _("There is no such page any more."))
    return Answer(False, _("The other site answers with an error (%(status)d).") % {"status": status})


def _reason(error: Exception) -> str:
    match error:
        case socket.gaierror() | UnicodeError():
            return _("There is no such site.")
        case TimeoutError():
            return _("The other site does not answer in time.")
        case ssl.SSLError():
            return _("The certificate of the other site is not valid.")
        case _:
            return _("The other site cannot be reached.")
