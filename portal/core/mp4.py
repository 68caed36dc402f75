"""Where and with what a film was taken: telephones write it into MP4 files, and it is wiped out here.

The boxes that hold such words are renamed "free" and filled with zeros at their old length, so that no address
inside the file changes. See ISO/IEC 14496-12, 8.1.2 and 8.10.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

WORDS = frozenset({b"udta", b"meta", b"uuid"})
FAMILIES = frozenset({b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"})
DEPTH = 5
MAX_BOXES = 50_000


class Damaged(ValueError):
    """The boxes do not fit into one another."""


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
