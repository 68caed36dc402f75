"""Captions that people upload, written anew as WebVTT: times and plain words, nothing that a player would obey."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from portal.core.images import BadUpload

MAX_BYTES = 400 * 1024
MAX_CUES = 5_000
ACCEPT = ".vtt,.srt,text/vtt"
CONTENT_TYPE = "text/vtt; charset=utf-8"
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})"
_TIMES = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")


@dataclass(frozen=True)
class Cue:
    start: int  # milliseconds
    end: int
    words: str


def clean(upload: Any) -> str:
    """Return what `upload` (WebVTT or SubRip) says, as WebVTT. Raises BadUpload."""
    if upload.size > MAX_BYTES:
        raise BadUpload(_("These captions are too long for one film."))
    upload.seek(0)
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUpload(_("The captions are not plain text. Save them as WebVTT in UTF-8.")) from error
    cues = list(parse(text))
    if not cues:
        raise BadUpload(
            _("No captions were found in this file. It should be WebVTT (.vtt) or SubRip (.srt), with times.")
        )
    if len(cues) > MAX_CUES:
        raise BadUpload(_("These captions are too long for one film."))
    return write(cues)


def parse(text: str) -> Iterator[Cue]:
    """Yield the cues of WebVTT or SubRip `text`; what is no cue is passed over."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        at = next((number for number, line in enumerate(lines[:2]) if "-->" in line), None)
        times = _TIMES.fullmatch(lines[at]) if at is not None else None
        if at is None or times is None:
            continue
        start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
        words = "\n".join(line for each in lines[at + 1 :] if (line := _plain(each)))
        if start < end and words:
            yield Cue(start, end, words)


def write(cues: list[Cue]) -> str:
    return "WEBVTT\n\n" + "\n".join(
        f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_escape(cue.words)}\n" for cue in cues
    )


def words(vtt: str) -> str:
    """Return what is said in `vtt`, one line for each cue: a transcript, if nobody wrote a better one."""
    return "\n".join(cue.words.replace("\n", " ") for cue in parse(vtt))


def _plain(line: str) -> str:
    kept = "".join(char for char in unescape(_TAG.sub("", line)) if ord(char) >= 32)
    return kept.replace("-->", "→").strip()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _clock(time: int) -> str:
    seconds, rest = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
