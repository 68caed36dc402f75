"""Where, when and with what a film was taken: cameras write it into MP4 files, and it is wiped out here.

The boxes that hold such words are renamed "free" and filled with zeros at their old length, so that no address
inside the file changes; so are tracks that are neither seen nor heard nor read, with their samples: cameras keep
the way they went in one. See ISO/IEC 14496-12, 8.1.2, 8.4.3, 8.7 and 8.10; for size and length 8.2.2 and 8.3.2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

WORDS = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
FAMILIES = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf"})
#: Their head holds when it was made and changed, behind version and flags.
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
#: Tracks that stay: seen, heard, read.
SHOWN = frozenset({b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp"})
DEPTH = 6
MAX_BOXES = 50_000
MAX_SAMPLES = 2_000_000
Box = tuple[bytes, int, int, int]


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
    boxes = list(_boxes(film, 0, size, DEPTH))
    for kind, start, body, end in boxes:
        if kind == b"trak":
            inside = [box for box in boxes if start < box[1] and box[3] <= end]
            if _is_hidden(film, inside):
                _wipe_samples(film, inside, size)
                _free(film, start, body, end)
    for kind, start, body, end in boxes:
        if kind in WORDS:
            _free(film, start, body, end)
        elif kind in DATED:
            _undate(film, body, end)
        elif kind == b"hdlr" and end - body > 24:
            film.seek(body + 24)
            film.write(bytes(end - body - 24))  # the program's name
    film.seek(0)


def _free(film: IO[bytes], start: int, body: int, end: int) -> None:
    film.seek(start + 4)
    film.write(b"free")
    film.seek(body)
    film.write(bytes(end - body))


def _undate(film: IO[bytes], body: int, end: int) -> None:
    film.seek(body)
    width = 16 if film.read(1) == b"\1" else 8
    film.seek(body + 4)
    film.write(bytes(min(width, max(0, end - body - 4))))


def _is_hidden(film: IO[bytes], inside: list[Box]) -> bool:
    """Whether a track with these boxes is for nobody's eyes and ears; QuickTime has a second handler, of data."""
    handlers = set()
    for kind, _start, body, end in inside:
        if kind == b"hdlr" and end - body >= 12:
            film.seek(body + 8)
            handlers.add(film.read(4))
    return bool(handlers) and not handlers & SHOWN


def _wipe_samples(film: IO[bytes], inside: list[Box], size: int) -> None:
    """Fill the samples of a track with zeros, wherever in the file they lie."""
    tables = {kind: (body, end) for kind, _start, body, end in inside}
    offsets = _numbers(film, tables.get(b"stco"), 4) or _numbers(film, tables.get(b"co64"), 8)
    per_chunk = _numbers(film, tables.get(b"stsc"), 4, columns=3)
    sizes = _sizes(film, tables.get(b"stsz"))
    runs = list(zip(per_chunk[0::3], per_chunk[1::3], strict=True))[::-1]
    taken, count = 0, 0
    for number, offset in enumerate(offsets, start=1):
        while runs and runs[-1][0] <= number:
            count = runs.pop()[1]
        length = sum(sizes[taken : taken + count])
        taken += count
        if offset + length > size:
            raise Damaged("a sample behind the end")
        film.seek(offset)
        film.write(bytes(length))


def _numbers(film: IO[bytes], table: tuple[int, int] | None, width: int, columns: int = 1) -> list[int]:
    """Return the numbers of a table: version and flags, how many rows, the rows."""
    if table is None:
        return []
    film.seek(table[0] + 4)
    count = int.from_bytes(film.read(4), "big") * columns
    if count > MAX_SAMPLES or table[0] + 8 + count * width > table[1]:
        raise Damaged("a table longer than its box")
    return list(struct.unpack(f">{count}{'I' if width == 4 else 'Q'}", film.read(count * width)))


def _sizes(film: IO[bytes], table: tuple[int, int] | None) -> list[int]:
    """Return the size of each sample: one for all, or one each."""
    if table is None:
        return []
    film.seek(table[0] + 4)
    same, count = struct.unpack(">II", film.read(8))
    if count > MAX_SAMPLES or (not same and table[0] + 12 + count * 4 > table[1]):
        raise Damaged("a table longer than its box")
    return [same] * count if same else list(struct.unpack(f">{count}I", film.read(count * 4)))


def _boxes(film: IO[bytes], at: int, end: int, depth: int) -> Iterator[Box]:
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
