"""How large and how long a WebM film is, and whether it is whole. See RFC 8794 (EBML) and RFC 9559 (Matroska)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from portal.core.mp4 import Damaged, Facts

HEAD, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
TRACK, VIDEO, WIDTH, HEIGHT = 0xAE, 0xE0, 0xB0, 0xBA
SCALE, DURATION = 0x2AD7B1, 0x4489
MAX_ELEMENTS = 2_000


def read(film: IO[bytes], size: int) -> Facts:
    """Return what the head of `film`, `size` bytes long, says. Raises Damaged."""
    for kind, body, end in _elements(film, 0, size):
        if kind == SEGMENT:
            if end > size:
                raise Damaged("it ends before it says")
            return _segment(film, body, end)
    raise Damaged("nothing is in it")


def _segment(film: IO[bytes], at: int, end: int) -> Facts:
    seconds: int | None = None
    tracks: Facts | None = None
    for kind, body, after in _elements(film, at, end):
        if kind == INFO:
            seconds = _seconds(film, body, min(after, end))
        elif kind == TRACKS:
            tracks = _size(film, body, min(after, end))
        elif kind == CLUSTER:
            break
    else:
        raise Damaged("no picture is in it")
    if tracks is None:
        raise Damaged("no track is in it")
    return Facts(tracks.width, tracks.height, seconds)


def _seconds(film: IO[bytes], at: int, end: int) -> int | None:
    scale, duration = 1_000_000, 0.0
    for kind, body, after in _elements(film, at, end):
        if kind == SCALE:
            scale = _number(film, body, after)
        elif kind == DURATION and after - body in (4, 8):
            film.seek(body)
            [duration] = struct.unpack(">f" if after - body == 4 else ">d", film.read(after - body))
    seconds = duration * scale / 1e9
    return round(seconds) or None if 0 < seconds < 1e6 else None


def _size(film: IO[bytes], at: int, end: int) -> Facts:
    width = height = 0
    for kind, body, after in _elements(film, at, end):
        if kind != TRACK:
            continue
        for inner, start, stop in _elements(film, body, after):
            if inner == VIDEO:
                found = {name: (first, last) for name, first, last in _elements(film, start, stop)}
                width = _number(film, *found[WIDTH]) if WIDTH in found else 0
                height = _number(film, *found[HEIGHT]) if HEIGHT in found else 0
    return Facts(width or None, height or None)


def _elements(film: IO[bytes], at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, start of its body, end) of each element from `at`; one of unknown length reaches to `end`."""
    for _count in range(MAX_ELEMENTS):
        if at >= end:
            return
        film.seek(at)
        head = film.read(12)
        kind, used = _vint(head, keep_marker=True)
        length, more = _vint(head[used:])
        body = at + used + more
        after = end if length == (1 << 7 * more) - 1 else body + length
        yield kind, body, after
        at = after


def _vint(data: bytes, *, keep_marker: bool = False) -> tuple[int, int]:
    """Return the number that `data` begins with, and its length in bytes. Raises Damaged."""
    if not data or not data[0]:
        raise Damaged("a number without end")
    length = 9 - data[0].bit_length()
    if len(data) < length:
        raise Damaged("a number cut off")
    value = int.from_bytes(data[:length], "big")
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), length


def _number(film: IO[bytes], at: int, end: int) -> int:
    if end - at > 8:
        raise Damaged("a number too long")
    film.seek(at)
    return int.from_bytes(film.read(end - at), "big")
