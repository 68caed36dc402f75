"""What is written down of what happens: which request, who (as a number that names nobody), and what about.

Every line passes here before it is written, in JSON or for eyes. Mail addresses, keys, long numbers and what
follows a question mark in an address go; of an error are kept its kind, its place in the code and words of ours.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

Facts = dict[str, Any]

#: What the lines that are written now are about. One dictionary for a request, so that a service adds to it.
_facts: ContextVar[Facts | None] = ContextVar("facts", default=None)

_MAIL = re.compile(r"[^\s<>\"'(),:;=/]+@[^\s<>\"'(),;]+")
_QUERY = re.compile(r"((?:https?|wss?)://[^\s?#\"']*|(?<=[\s\"'])/[^\s?#\"']*)[?#][^\s\"']*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KEY = re.compile(r"[A-Za-z0-9_\-]{20,}")
_PHONE = re.compile(r"\+\d[\d ()./-]{6,}\d")
_NUMBER = re.compile(r"(?<![\w-])\d(?:[ -]?\d){11,}(?![\w-])")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\([^()]*\)=\([^()]*\)|«[^»]*»|“[^”]*”")
_PLAIN = re.compile(r"[\w.-]{1,40}")
_CONSTRAINT = re.compile(r"[a-z0-9]+_[a-z0-9_]{1,60}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

#: What these quote are names in the code, such as that of a missing attribute.
_OF_CODE = (AttributeError, ImportError, NameError, TypeError)

LONGEST_TEXT = 2000
LONGEST_ERROR = 300
FRAMES = 12


def note(**facts: object) -> None:
    """Add what is known by now, such as `order` or `payment`, to all further lines of this request or job."""
    known = _facts.get()
    if known is not None:
        known.update({name: _value(fact) for name, fact in facts.items()})


@contextmanager
def about(**facts: object) -> Iterator[Facts]:
    """Let all lines within say these facts too, and what `note` adds to them."""
    before = _facts.get()
    known = {**(before or {}), **{name: _value(fact) for name, fact in facts.items()}}
    _facts.set(known)
    try:
        yield known
    finally:
        _facts.set(before)


def known() -> Facts:
    return _facts.get() or {}


def alias(pk: object) -> str:
    """Return what lines call a person: the same each time, and nobody gets from it to them without our key."""
    return salted_hmac("portal.logs", str(pk), algorithm="sha256").hexdigest()[:16]


def scrubbed(text: str) -> str:
    """Return `text` without what could be somebody's, in one line."""
    text = _CONTROL.sub(" ", text)[:LONGEST_TEXT]
    text = _QUERY.sub(r"\1", text)
    text = _MAIL.sub("[mail]", text)
    text = _KEY.sub(_key, text)
    text = _PHONE.sub("[number]", text)
    return _NUMBER.sub("[number]", text)


def _key(found: re.Match[str]) -> str:
    """Long words with letters and figures in them are keys, but for UUIDs, which are how rows are named."""
    word = found.group()
    if _UUID.fullmatch(word) or not (re.search(r"\d", word) and re.search(r"[A-Za-z]", word)):
        return word
    return "[key]"


def error_text(error: BaseException) -> str:
    """Return what an error says, without what it quotes: a database tells the row that it refused, in full."""
    said = str(error).partition("DETAIL:")[0].strip().partition("\n")[0]
    names = _PLAIN if isinstance(error, _OF_CODE) else _CONSTRAINT
    return scrubbed(_QUOTED.sub(lambda found: _quoted(found.group(), names), said))[:LONGEST_ERROR]


def _quoted(word: str, names: re.Pattern[str]) -> str:
    """Keep quoted names of the code or of a constraint; drop what somebody may have typed."""
    return word if word[0] in "'\"" and names.fullmatch(word[1:-1]) else "…"


def chain(error: BaseException) -> list[BaseException]:
    """Return `error` and what led to it, latest first."""
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found and len(found) < 4:
        found.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return found


def frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))[-FRAMES:]


class _Written(logging.Formatter):
    """Takes from a record what may be written."""

    def facts(self, record: logging.LogRecord) -> Facts:
        own = getattr(record, "facts", None)
        return {**known(), **(own if isinstance(own, dict) else {})}

    def message(self, record: logging.LogRecord) -> str:
        return scrubbed(_without_address(record))

    def errors(self, record: logging.LogRecord) -> list[BaseException]:
        given = record.exc_info
        return chain(given[1]) if isinstance(given, tuple) and given[1] is not None else []


class JsonFormatter(_Written):
    """One JSON object a line, for programs that gather them."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC)
        said: Facts = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message(record),
            **self.facts(record),
        }
        if errors := self.errors(record):
            said["errors"] = [_told(error) for error in errors]
        return json.dumps(said, ensure_ascii=False, default=str)


class LineFormatter(_Written):
    """A line for eyes: what happened, then the facts; after it where an error came from."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created)  # noqa: DTZ006  as the clock beside the screen
        facts = " ".join(f"{name}={fact}" for name, fact in self.facts(record).items() if fact not in ("", None))
        words = f"{at:%H:%M:%S} {record.levelname} {record.name}: {self.message(record)}"
        lines = [f"{words}  [{facts}]" if facts else words]
        for error in self.errors(record):
            lines += [each.rstrip() for each in traceback.format_list(frames(error))]
            lines.append(f"{type(error).__qualname__}: {error_text(error)}")
        return "\n".join(lines)


def _without_address(record: logging.LogRecord) -> str:
    """Return the message; Django's own name the whole address, which may hold a key or somebody's name."""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
        named = (request.path, request.get_full_path())
        args = tuple("its address" if each in named else each for each in record.args)
        return str(record.msg) % args
    return record.getMessage()


def _told(error: BaseException) -> Facts:
    places = [f"{_short(each.filename)}:{each.lineno} {each.name}" for each in frames(error)]
    return {"kind": type(error).__qualname__, "text": error_text(error), "where": places}


def _short(filename: str) -> str:
    """Return a file's name as it is known to us, without where this machine keeps it."""
    return "/".join(filename.replace("\\", "/").split("/site-packages/")[-1].split("/")[-4:])


def _value(fact: object) -> object:
    return fact if isinstance(fact, (bool, int, float)) else scrubbed(str(fact))
