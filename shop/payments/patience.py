"""How long providers may keep somebody waiting: by each call, and at a page by all of its calls together.

The looking up of names is the system's and is not bounded here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import requests

#: Seconds that a single call may take where nobody waits.
CALL = 10.0
#: Seconds that all calls of one page may take together; what else the page does leaves it below ten.
PAGE = 9.0
#: What of the time is for being connected; the rest is for the answer.
CONNECTING = 0.25

_ends: ContextVar[float | None] = ContextVar("ends", default=None)


class OutOfPatience(requests.RequestException):
    """The time of this page was used up by calls before. The libraries do not repeat what ends by this."""


@contextmanager
def at_most(seconds: float | None = None) -> Iterator[None]:
    """Let all calls in this block end within `seconds` (PAGE); also a decorator."""
    ends = time.monotonic() + (PAGE if seconds is None else seconds)
    before = _ends.get()
    token = _ends.set(ends if before is None else min(before, ends))
    try:
        yield
    finally:
        _ends.reset(token)


def left() -> float:
    """Return the seconds that a call may take now. Raises OutOfPatience."""
    ends = _ends.get()
    if ends is None:
        return CALL
    seconds = min(CALL, ends - time.monotonic())
    if seconds <= 0:
        raise OutOfPatience("This page has waited long enough.")
    return seconds


class Session(requests.Session):
    """A session whose calls end in time, whatever their caller says."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        seconds = left()
        kwargs["timeout"] = (seconds * CONNECTING, seconds * (1 - CONNECTING))
        return super().send(request, **kwargs)
