"""The frames that travel on the wire: the only description of them.

Client to server: {"type": "ping", "n": integer}
                  {"type": "watch", "conversation": string}   from now on hints come of it
                  {"type": "sync", "conversation": string, "after": integer}
                  {"type": "send", "conversation": string, "client_id": UUID, "text": string}
                  {"type": "read", "conversation": string, "until": integer}
                  {"type": "draft", "conversation": string, "text": string}   what is being written, for oneself
                  {"type": "typing", "conversation": string}
                  {"type": "boards"}   from now on hints come of places on boards
                  {"type": "react", "conversation": string, "seq": integer, "sign": string, "on": 0 or 1}
Server to client: {"type": "hello", "version": integer, "handle": string}
                  {"type": "pong", "n": integer}
                  {"type": "watching", "conversation": string, "change": integer}
                  {"type": "changed", "conversation": string, "change": integer, "reads": integer}
                  a hint; may be lost or doubled
                  {"type": "typing", "conversation": string, "handle": string, "name": string}   for five seconds
                  {"type": "messages", "conversation": string, "messages": [message], "more": boolean,
                   "draft": string, "draft_version": integer, "reads": {handle: integer}, "reads_version": integer}
                  {"type": "kept", "conversation": string, "draft_version": integer}
                  {"type": "sent", "conversation": string, "client_id": UUID, "seq": integer or null if held}
                  {"type": "standings"}   a hint: places may have moved; it says nothing of whom
                  {"type": "over", "conversation": string}   it reaches the person no more; closes with 4403
                  {"type": "error", "code": string}

A message is {"seq", "change", "author" (a handle), "text", "sent_at", "is_edited", "is_deleted", "is_hidden",
"signs"}; `signs` holds the handles of those who gave each sign, in their order: {"heart": ["amina"]}. What is
hidden (of somebody whom the person has blocked, or after a report) has no text and no signs. A client keeps the
greatest `change` that it has seen, asks for what came after it, and puts each message in the place of its `seq`.
After "watching" it asks if that `change` is greater than its own. It keeps the draft, and
how far others have read (`reads`), with the greatest version; of the same version, that which came last.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from messaging.models import Message

VERSION = 6
MAX_FRAME_BYTES = 64 * 1024
MAX_INTEGER = 2**31 - 1
CLOSE_NOT_LOGGED_IN = 4401
CLOSE_OVER = 4403
CLOSE_TOO_MANY = 1008


class Id(str):
    """The public id of a conversation: a question about anything else would be one that no database can read."""


#: What each frame of a client holds beside its type.
FRAMES: dict[str, dict[str, type]] = {
    "ping": {"n": int},
    "watch": {"conversation": Id},
    "sync": {"conversation": Id, "after": int},
    "send": {"conversation": Id, "client_id": UUID, "text": str},
    "read": {"conversation": Id, "until": int},
    "draft": {"conversation": Id, "text": str},
    "typing": {"conversation": Id},
    "boards": {},
    "react": {"conversation": Id, "seq": int, "sign": str, "on": int},
}


class BadFrame(ValueError):
    """The frame is not one of ours; `code` tells the client why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def is_too_large(text: str) -> bool:
    return len(text) > MAX_FRAME_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_FRAME_BYTES


def parse(text: str) -> dict[str, Any]:
    """Return the frame in `text`, with its fields checked and no others. Raises BadFrame."""
    if is_too_large(text):
        raise BadFrame("too-large")
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not-json") from error
    kind = frame.get("type") if isinstance(frame, dict) else None
    if not isinstance(kind, str) or kind not in FRAMES:
        raise BadFrame("unknown-type")
    return {"type": kind} | {name: _field(frame.get(name), kind_of) for name, kind_of in FRAMES[kind].items()}


def _field(value: Any, kind: type) -> Any:
    if kind is UUID:
        try:
            return UUID(value)
        except (ValueError, TypeError, AttributeError) as error:
            raise BadFrame("bad-field") from error
    if kind is Id:
        if not (isinstance(value, str) and value.isascii() and value.isalnum()):
            raise BadFrame("bad-field")
        return value
    if type(value) is not kind or (isinstance(value, int) and not 0 <= value <= MAX_INTEGER):
        raise BadFrame("bad-field")
    return value


def hello(*, handle: str) -> dict[str, Any]:
    return {"type": "hello", "version": VERSION, "handle": handle}


def pong(*, n: int) -> dict[str, Any]:
    return {"type": "pong", "n": n}


def watching(*, conversation: str, change: int) -> dict[str, Any]:
    return {"type": "watching", "conversation": conversation, "change": change}


def over(*, conversation: str) -> dict[str, Any]:
    return {"type": "over", "conversation": conversation}


def standings() -> dict[str, Any]:
    return {"type": "standings"}


def changed(*, conversation: str, change: int, reads: int) -> dict[str, Any]:
    return {"type": "changed", "conversation": conversation, "change": change, "reads": reads}


def typing(*, conversation: str, handle: str, name: str) -> dict[str, Any]:
    return {"type": "typing", "conversation": conversation, "handle": handle, "name": name}


def is_hidden(row: Message) -> bool:
    """Whether the reader for whom `row` was fetched has blocked its author, or nobody reads it after a report."""
    return row.hidden_at is not None or bool(getattr(row, "is_hidden", False))


def signs_of(row: Message) -> dict[str, list[str]]:
    """Return who gave which sign, as far as the reader for whom `row` was fetched reads of them."""
    signs: dict[str, list[str]] = {}
    for each in getattr(row, "signs", ()):
        signs.setdefault(each.sign, []).append(each.by.handle)
    return signs


def messages(*, conversation: str, rows: list[Message], more: bool, **also: Any) -> dict[str, Any]:
    """`also` is draft, draft_version, reads and reads_version."""
    said = [
        {
            "seq": each.seq,
            "change": each.change,
            "author": each.author.handle,
            "text": "" if is_hidden(each) else each.text,
            "sent_at": each.sent_at.isoformat(),
            "is_edited": each.edited_at is not None,
            "is_deleted": each.deleted_at is not None,
            "is_hidden": is_hidden(each),
            "signs": {} if is_hidden(each) or each.deleted_at else signs_of(each),
        }
        for each in rows
    ]
    told = {"type": "messages", "conversation": conversation, "messages": said, "more": more}
    return told | also


def kept(*, conversation: str, draft_version: int) -> dict[str, Any]:
    return {"type": "kept", "conversation": conversation, "draft_version": draft_version}


def sent(*, conversation: str, client_id: UUID, seq: int | None) -> dict[str, Any]:
    return {"type": "sent", "conversation": conversation, "client_id": str(client_id), "seq": seq}


def error(*, code: str) -> dict[str, Any]:
    return {"type": "error", "code": code}
