"""The frames that travel on the wire: the only description of them.

Client to server: {"type": "ping", "n": integer}
Server to client: {"type": "hello", "version": integer, "handle": string}
                  {"type": "pong", "n": integer}
                  {"type": "error", "code": string}
"""

import json
from typing import Any

VERSION = 1
MAX_FRAME_BYTES = 64 * 1024
CLOSE_NOT_LOGGED_IN = 4401


class BadFrame(ValueError):
    """The frame is not one of ours; `code` tells the client why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse(text: str) -> dict[str, Any]:
    """Return the frame in `text`. Raises BadFrame."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_FRAME_BYTES:
        raise BadFrame("too-large")
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not-json") from error
    if not isinstance(frame, dict) or frame.get("type") != "ping":
        raise BadFrame("unknown-type")
    if type(frame.get("n")) is not int:
        raise BadFrame("bad-field")
    return frame


def hello(*, handle: str) -> dict[str, Any]:
    return {"type": "hello", "version": VERSION, "handle": handle}


def pong(*, n: int) -> dict[str, Any]:
    return {"type": "pong", "n": n}


def error(*, code: str) -> dict[str, Any]:
    return {"type": "error", "code": code}
