"""Words in WebM files: title, tags, programs and dates are wiped out in place, so that no address inside changes.

Elements that may go become "void" of their old length; those that must stay become empty. See RFC 8794 and 9559.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from portal.core.mp4 import Damaged

SEGMENT, CLUSTER, INFO, TRACKS, TRACK = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B, 0xAE
VOID = 0xEC
FAMILIES = frozenset({SEGMENT, INFO, TRACKS, TRACK})
#: Tags, attachments, chapters; title, date, names of files and of the segment; a track's name; checksums.
TELLING = frozenset(
    {0x1254C367, 0x1941A469, 0x1043A770}
    | {0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x73A4, 0x3CB923, 0x3EB923, 0x4444}
    | {0x536E, 0x258688, 0xBF, VOID}
)
#: The programs that made it: they must be named, so their names become empty.
MUST_STAY = frozenset({0x4D80, 0x5741})
TOP_LEVEL = frozenset({CLUSTER, INFO, TRACKS, 0x114D9B74, 0x1C53BB6B, 0x1254C367, 0x1941A469, 0x1043A770, VOID})
MAX_ELEMENTS = 2_000_000
UNKNOWN = -1


def wipe(film: IO[bytes], size: int) -> None:
    """Wipe the words in `film` of `size` bytes, in place. Raises Damaged."""
    for kind, start, body, end in list(_elements(film, 0, size)):
        if kind in TELLING:
            _void(film, start, end)
        elif kind in MUST_STAY:
            film.seek(body)
            film.write(bytes(end - body))
    film.seek(0)


def _elements(film: IO[bytes], at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (kind, start, start of its body, end) of each element from `at` to `end` and of those in families."""
    for _count in range(MAX_ELEMENTS):
        if at >= end:
            return
        kind, body, length = _head(film, at, end)
        if kind == CLUSTER and length == UNKNOWN:
            at = _end_of_cluster(film, body, end)
            continue
        after = end if length == UNKNOWN else body + length
        if after > end:
            if kind in TELLING or kind in FAMILIES - {SEGMENT}:
                raise Damaged("an element longer than what holds it")
            after = end  # a recording that was cut off
        if kind in FAMILIES:
            yield from _elements(film, body, after)
        else:
            yield kind, at, body, after
        at = after
    raise Damaged("too many elements")


def _end_of_cluster(film: IO[bytes], at: int, end: int) -> int:
    """Return where the cluster of unknown length ends: at the next element of the segment."""
    for _count in range(MAX_ELEMENTS):
        if at >= end:
            return end
        kind, body, length = _head(film, at, end)
        if kind in TOP_LEVEL - {VOID}:
            return at
        if length == UNKNOWN:
            raise Damaged("an element without an end")
        at = body + length
    raise Damaged("too many elements")


def _head(film: IO[bytes], at: int, end: int) -> tuple[int, int, int]:
    film.seek(at)
    head = film.read(12)
    width = _width(head, 0)
    kind = int.from_bytes(head[:width], "big")
    size_width = _width(head, width)
    raw = head[width : width + size_width]
    value = int.from_bytes(raw, "big") & ((1 << 7 * size_width) - 1)
    unknown = value == (1 << 7 * size_width) - 1
    return kind, at + width + size_width, UNKNOWN if unknown else value


def _width(head: bytes, at: int) -> int:
    if at >= len(head) or not head[at]:
        raise Damaged("an element without a head")
    width = 9 - head[at].bit_length()
    if at + width > len(head):
        raise Damaged("an element without a head")
    return width


def _void(film: IO[bytes], start: int, end: int) -> None:
    length = end - start
    head = b"\xec" + (bytes([0x80 | length - 2]) if length < 129 else (1 << 56 | length - 9).to_bytes(8, "big"))
    film.seek(start)
    film.write(head + bytes(length - len(head)))
