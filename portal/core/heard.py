"""Sounds without a word about who made them, where and with what: what is heard is copied, nothing else."""

from __future__ import annotations

from typing import IO

BLOCK = 1024 * 1024
#: Of a WAV: how it is coded, how long it is, what is heard. Everything else tells about it.
WAV_KEPT = frozenset({b"fmt ", b"fact", b"data"})
MAX_CHUNKS = 10_000

#: Kilobits a second of MPEG 1 and of MPEG 2 and 2.5, layer 3; samples a second by version (0: 2.5, 2: 2, 3: 1).
_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {0: (11025, 12000, 8000), 2: (22050, 24000, 16000), 3: (44100, 48000, 32000)}


class Damaged(ValueError):
    """There is nothing to be heard."""


def copy_wav(source: IO[bytes], out: IO[bytes]) -> None:
    """Copy what is heard of the WAV `source` to `out`. Raises Damaged."""
    source.seek(0)
    if source.read(4) != b"RIFF" or len(source.read(4)) < 4 or source.read(4) != b"WAVE":
        raise Damaged("not a WAV")
    out.write(b"RIFF\0\0\0\0WAVE")
    kinds = set()
    for _count in range(MAX_CHUNKS):
        head = source.read(8)
        if len(head) < 8:
            break
        kind, size = head[:4], int.from_bytes(head[4:], "little")
        if kind in WAV_KEPT:
            kinds.add(kind)
            _copy_chunk(source, out, kind, size)
        else:
            source.seek(size, 1)
        source.seek(size % 2, 1)
    if not {b"fmt ", b"data"} <= kinds:
        raise Damaged("no sound in it")
    length = out.tell() - 8
    out.seek(4)
    out.write(min(length, 0xFFFFFFFF).to_bytes(4, "little"))


def copy_mp3(source: IO[bytes], out: IO[bytes]) -> None:
    """Copy the frames of the MP3 `source` to `out`: tags of every kind lie before, between and after them.

    Raises Damaged. The whole is held in memory: uploads are limited.
    """
    source.seek(0)
    data = source.read()
    at, frames = _after_id3(data, 0), 0
    while at + 4 <= len(data):
        length = _frame_length(data, at)
        if length and at + length <= len(data) and _is_followed(data, at + length):
            out.write(data[at : at + length])
            frames += 1
            at += length
        elif data.startswith(b"ID3", at):
            at = _after_id3(data, at)
        else:
            at = _next_sign(data, at + 1)
    if not frames:
        raise Damaged("no sound in it")


def _copy_chunk(source: IO[bytes], out: IO[bytes], kind: bytes, size: int) -> None:
    start = out.tell()
    out.write(kind + b"\0\0\0\0")
    left = size
    while left and (block := source.read(min(left, BLOCK))):
        out.write(block)
        left -= len(block)
    copied = size - left
    if copied % 2:
        out.write(b"\0")
    out.seek(start + 4)
    out.write(copied.to_bytes(4, "little"))
    out.seek(0, 2)


def _after_id3(data: bytes, at: int) -> int:
    while data.startswith(b"ID3", at) and at + 10 <= len(data):
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    return at


def _frame_length(data: bytes, at: int) -> int:
    """Return the length of the frame whose head is at `at`, or 0."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, speed = data[at + 1] >> 3 & 3, data[at + 2] >> 2 & 3, data[at + 2] >> 4
    if version == 1 or rate == 3 or speed in (0, 15):
        return 0
    bits = (_BITRATES_1 if version == 3 else _BITRATES_2)[speed]
    return (144 if version == 3 else 72) * bits * 1000 // _RATES[version][rate] + (data[at + 2] >> 1 & 1)


def _is_followed(data: bytes, at: int) -> bool:
    """Whether at `at` there is another frame, a tag or the end: chance bytes look like a frame's head too."""
    if at + 4 > len(data) or _frame_length(data, at):
        return True
    return data[at : at + 3] in (b"TAG", b"ID3") or data.startswith((b"APETAGEX", b"LYRICSBEGIN"), at)


def _next_sign(data: bytes, at: int) -> int:
    """Return where the next head of a frame may be."""
    found = data.find(b"\xff", at)
    return len(data) if found < 0 else found
