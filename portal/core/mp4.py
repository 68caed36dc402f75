"""Where and with what a film was taken: telephones write it into MP4 files, and it is wiped out here.

The boxes that hold such words are renamed "free" and filled with zeros at their old length, so that no address
inside the file changes. See ISO/IEC 14496-12, 8.1.2 and 8.10; for size and length 8.2.2 and 8.3.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

WORDS = frozenset({b"udta", b"meta", b"uuid"})
FAMILIES = frozenset({b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"})
DEPTH = 5
MAX_BOXES = 50_000


class Damaged(ValueError):
    """The boxes do not fit into one another."""


@dataclass(frozen=True)
class Facts:
    """How large a film is shown, and how long it takes, as far as it says so."""

    width: int | None = None
    height: int | None = None
    seconds: int | None = None


def read(film: IO[bytes], size: int) -> Facts:
    """Return what the head of `film` of `size` bytes says. Raises Damaged, also when it has no head."""
    found = [(kind, body, end) for kind, _start, body, end in _boxes(film, 0, size, DEPTH)]
    if not any(kind == b"moov" for kind, _body, _end in found):
        raise Damaged("no head: it ended in the middle of being filmed")
    bodies = [(kind, _body_of(film, start, end)) for kind, start, end in found if kind in (b"mvhd", b"tkhd")]
    seconds = next((_seconds(body) for kind, body in bodies if kind == b"mvhd"), None)
    sizes = [shown for kind, body in bodies if kind == b"tkhd" and (shown := _shown_size(body))]
    width, height = max(sizes, default=(None, None))
    return Facts(width, height, seconds)


def _body_of(film: IO[bytes], start: int, end: int) -> bytes:
    film.seek(start)
    return film.read(min(end - start, 256))


def _seconds(body: bytes) -> int | None:
    layout = ">IQ" if body[:1] == b"\1" else ">II"
    at = 20 if body[:1] == b"\1" else 12
    if len(body) < at + struct.calcsize(layout):
        return None
    scale, duration = struct.unpack_from(layout, body, at)
    seconds = duration / scale if scale else 0
    return round(seconds) or None if 0 < seconds < 1e6 else None


def _shown_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height of a track, exchanged if it is shown on its side; sound has none."""
    if len(body) < 84:
        return None
    body = body[: 96 if body[:1] == b"\1" else 84]
    turned = struct.unpack(">i", body[-40:-36])[0] != 0
    width, height = (side >> 16 for side in struct.unpack(">II", body[-8:]))
    if not (0 < width < 20_000 and 0 < height < 20_000):
        return None
    return (height, width) if turned else (width, height)


def wipe(film: IO[bytes], size: int) -> None:
    """Wipe the words in `film` of `size` bytes, in place. Raises Damaged."""
    for kind, start, body, end in list(_boxes(film, 0, size, DEPTH)):
        if kind in WORDS:
            film.seek(start + 4)
            film.write(b"free")
            film.seek(body)
            film.write(bytes(end - body))
    film.seek(0)


def _boxes(film: IO[bytes], at: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield (kind, start, start of its body, end) of each box from `at` to `end` and of those inside families."""
    for _count in range(MAX_BOXES):
        if at == end:
            return
        kind, body, after = _head(film, at, end)
        yield kind, at, body, after
        if kind in FAMILIES and depth:
            yield from _boxes(film, body, after, depth - 1)
        at = after
    raise Damaged("too many boxes")


def _head(film: IO[bytes], at: int, end: int) -> tuple[bytes, int, int]:
    film.seek(at)
    head = film.read(16)
    if len(head) < 8 or at + 8 > end:
        raise Damaged("a box without a head")
    length, kind = struct.unpack(">I4s", head[:8])
    body = at + 8
    if length == 0:
        length = end - at
    elif length == 1 and len(head) == 16:
        length, body = struct.unpack(">Q", head[8:])[0], at + 16
    if at + length > end or at + length < body:
        raise Damaged("a box longer than what holds it")
    return kind, body, at + length
