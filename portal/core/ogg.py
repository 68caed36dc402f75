"""Comments in OGG files (Vorbis, Opus, FLAC): wiped out in place, so that no address inside the file changes.

Of each stream the packet with the comments becomes one without any, at its old length; pages that hold a part of
it get a new checksum. See RFC 3533, RFC 7845 and the Vorbis and FLAC mappings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

MAX_PAGES = 2_000_000
POLYNOMIAL = 0x04C11DB7
NO_VENDOR_NO_COMMENTS = bytes(8)


class Damaged(ValueError):
    """The pages do not follow one another."""


@dataclass
class Page:
    at: int
    head: bytearray  # with the table of segments
    serial: int
    sizes: list[tuple[int, bool]]  # of the parts of packets in it, and whether the packet ends with the part

    @property
    def body(self) -> int:
        return self.at + len(self.head)

    @property
    def end(self) -> int:
        return self.body + sum(size for size, _ends in self.sizes)


@dataclass
class Stream:
    codec: str
    heads: int  # how many packets tell about the stream
    packet: int = 0
    written: int = 0  # bytes of the present packet that have gone by
    parts: list[tuple[int, int]] = field(default_factory=list)


def wipe(sound: IO[bytes]) -> None:
    """Wipe the comments in `sound`, in place. Raises Damaged."""
    streams: dict[int, Stream] = {}
    for page in _pages(sound):
        if page.serial not in streams or page.head[5] & 0x02:
            streams[page.serial] = _stream(sound, page)
        if _wipe_page(sound, page, streams[page.serial]):
            _sign(sound, page)
        sound.seek(page.end)
    sound.seek(0)


def _pages(sound: IO[bytes]) -> Iterator[Page]:
    sound.seek(0)
    for _count in range(MAX_PAGES):
        at = sound.tell()
        head = sound.read(27)
        if not head:
            return
        if len(head) < 27 or head[:4] != b"OggS":
            if head[:4] in (b"TAG\0", b"APET") or head[:3] in (b"TAG", b"ID3"):
                sound.truncate(at)  # tags that belong to other kinds of files
                return
            raise Damaged("a page without a head")
        table = sound.read(head[26])
        page = Page(at, bytearray(head + table), int.from_bytes(head[14:18], "little"), _parts(table))
        yield page
    raise Damaged("too many pages")


def _parts(table: bytes) -> list[tuple[int, bool]]:
    parts, size = [], 0
    for segment in table:
        size += segment
        if segment < 255:
            parts.append((size, True))
            size = 0
    return [*parts, (size, False)] if table and table[-1] == 255 else parts


def _stream(sound: IO[bytes], page: Page) -> Stream:
    sound.seek(page.body)
    first = sound.read(16)
    if first.startswith(b"\x01vorbis"):
        return Stream("vorbis", heads=3)
    if first.startswith(b"OpusHead"):
        return Stream("opus", heads=2)
    if first.startswith(b"\x7fFLAC"):
        return Stream("flac", heads=1 + (int.from_bytes(first[7:9], "big") or 64))
    return Stream("other", heads=0)


def _wipe_page(sound: IO[bytes], page: Page, stream: Stream) -> bool:
    """Wipe what `page` holds of packets with comments; return whether there was something."""
    changed, at = False, page.body
    for size, ends in page.sizes:
        if 0 < stream.packet < stream.heads:
            changed |= _wipe_part(sound, at, size, stream)
        at += size
        stream.written += size
        if ends:
            stream.packet += 1
            stream.written = 0
    return changed


def _wipe_part(sound: IO[bytes], at: int, size: int, stream: Stream) -> bool:
    if stream.codec == "vorbis" and stream.packet == 2:
        return False  # how it is coded
    sound.seek(at)
    old = sound.read(size)
    if stream.codec == "flac" and stream.written == 0 and old and old[0] == 0xFF:
        stream.heads = 0  # the sound has begun
        return False
    new = _empty(stream, old)
    if stream.written:
        new = b""
    blank = new[:size] + bytes(max(0, size - len(new)))
    sound.seek(at)
    sound.write(blank)
    return True


def _empty(stream: Stream, old: bytes) -> bytes:
    """Return how the packet begins that says nothing."""
    if stream.codec == "vorbis":
        return b"\x03vorbis" + NO_VENDOR_NO_COMMENTS + b"\x01"
    if stream.codec == "opus":
        return b"OpusTags" + NO_VENDOR_NO_COMMENTS
    if stream.packet == 1:
        return old[:4] + NO_VENDOR_NO_COMMENTS
    return bytes([old[0] & 0x80 | 1]) + old[1:4] if old else b""  # a block of padding


def _sign(sound: IO[bytes], page: Page) -> None:
    page.head[22:26] = bytes(4)
    sound.seek(page.body)
    checksum = _checksum(bytes(page.head) + sound.read(page.end - page.body))
    sound.seek(page.at + 22)
    sound.write(checksum.to_bytes(4, "little"))


def _table() -> list[int]:
    table = []
    for number in range(256):
        value = number << 24
        for _bit in range(8):
            value = (value << 1 ^ POLYNOMIAL if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        table.append(value)
    return table


_TABLE = _table()


def _checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value
