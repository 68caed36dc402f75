"""How loud and how long sounds are, read without a decoder: no hostile byte reaches a codec here."""

from __future__ import annotations

import math
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import IO

import mutagen
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

PEAKS = 96
SAMPLES_PER_PEAK = 256
#: Longer ones show no loudness: reading them would take seconds.
MAX_FRAMES = 200_000


class Damaged(ValueError):
    """The sound ends in the middle, or is none."""


@dataclass(frozen=True)
class Facts:
    seconds: int | None = None
    #: Loudness between 0 and 1 of equal parts; empty where only a decoder could tell.
    peaks: list[float] = field(default_factory=list)


def read(sound: IO[bytes], extension: str) -> Facts:
    """Return what can be told of `sound` (wav, mp3 or ogg; nothing of others). Raises Damaged."""
    reader = {"wav": _read_wav, "mp3": _read_mp3, "ogg": _read_ogg}.get(extension)
    sound.seek(0)
    return reader(sound) if reader else Facts()


def _read_wav(sound: IO[bytes]) -> Facts:
    try:
        with wave.open(sound, "rb") as track:
            seconds = round(track.getnframes() / (track.getframerate() or 1))
            return Facts(seconds, _loudness(track) if track.getnframes() >= PEAKS else [])
    except wave.Error as error:
        if "unknown format" in str(error):  # compressed or float: it may play, it only has no picture
            return Facts()
        raise Damaged(str(error)) from error
    except EOFError as error:
        raise Damaged("it ends in its head") from error


def _loudness(track: wave.Wave_read) -> list[float]:
    width = track.getsampwidth()
    part = track.getnframes() // PEAKS
    return [round(_peak(track.readframes(part), width), 3) for _part in range(PEAKS)]


def _peak(data: bytes, width: int) -> float:
    """Return the loudest of some samples that are spread over `data`; only single bytes have no sign."""
    count = len(data) // width
    step = max(1, count // SAMPLES_PER_PEAK)
    starts = range(0, count * width, step * width)
    if width == 1:
        return max((abs(data[at] - 128) for at in starts), default=0) / 128
    full = 1 << (8 * width - 1)
    loudest = max((abs(int.from_bytes(data[at : at + width], "little", signed=True)) for at in starts), default=0)
    return loudest / full


def _read_ogg(sound: IO[bytes]) -> Facts:
    for kind in (OggVorbis, OggOpus, OggFLAC):
        sound.seek(0)
        try:
            return Facts(round(kind(sound).info.length))  # type: ignore[attr-defined]  # untyped there
        except (mutagen.MutagenError, ValueError, IndexError, ZeroDivisionError):
            continue
    return Facts()


# MPEG audio: ISO/IEC 11172-3, 2.4.1. Each frame says in its side information how far it is to be amplified, and a
# silent one carries no data; that is a fair picture of its loudness without decoding it.

_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_SILENCE = -1


@dataclass(frozen=True)
class _Head:
    version: int  # 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5
    length: int
    rate: int
    is_mono: bool
    has_checksum: bool

    @property
    def samples(self) -> int:
        return 1152 if self.version == 3 else 576

    @property
    def side_length(self) -> int:
        return {(True, True): 17, (True, False): 32, (False, True): 9, (False, False): 17}[
            (self.version == 3, self.is_mono)
        ]


def _read_mp3(sound: IO[bytes]) -> Facts:
    gains: list[int] = []
    duration = 0.0
    for head, frame in _frames(sound):
        duration += head.samples / head.rate
        gains.append(max(_gains(head, frame), default=_SILENCE))
    return Facts(round(duration) or None, _heights(gains) if PEAKS <= len(gains) < MAX_FRAMES else [])


def _frames(sound: IO[bytes]) -> Iterator[tuple[_Head, bytes]]:
    sound.seek(_after_tag(sound.read(10)))
    for _count in range(MAX_FRAMES):
        start = sound.read(4)
        head = _head(start)
        if head is None:
            return
        yield head, start + sound.read(head.length - 4)


def _after_tag(start: bytes) -> int:
    """Return where the sound begins after an ID3 tag, whose length is written in sevens of bits."""
    if start[:3] != b"ID3" or len(start) < 10:
        return 0
    length = 0
    for byte in start[6:10]:
        length = length << 7 | byte & 0x7F
    return 10 + length + (10 if start[5] & 0x10 else 0)


def _head(data: bytes) -> _Head | None:
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:  # layer III only
        return None
    version, kbits, rate = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or kbits in (0, 15) or rate == 3:
        return None
    hertz = _RATES[version][rate]
    bits = _KBITS[3 if version == 3 else 2][kbits] * 1000
    length = (144 if version == 3 else 72) * bits // hertz + (data[2] >> 1 & 1)
    return _Head(version, length, hertz, is_mono=data[3] >> 6 == 3, has_checksum=not data[1] & 1)


def _gains(head: _Head, frame: bytes) -> Iterator[int]:
    """Yield the global gain of each part of `frame` that carries data."""
    start = 6 if head.has_checksum else 4
    side = frame[start : start + head.side_length]
    if len(side) < head.side_length:
        return
    bits, left = int.from_bytes(side, "big"), len(side) * 8
    channels = 1 if head.is_mono else 2
    first, each, parts = (
        (18 if head.is_mono else 20, 59, 2) if head.version == 3 else (9 if head.is_mono else 10, 63, 1)
    )
    for number in range(parts * channels):
        at = left - first - number * each
        length, pairs, gain = bits >> at - 12 & 0xFFF, bits >> at - 21 & 0x1FF, bits >> at - 29 & 0xFF
        if length and pairs:
            yield gain


def _heights(gains: list[int]) -> list[float]:
    """Draw `gains`, each four of which double the sound: the mean of each part, the loudest of them being 1."""
    top = max(gains)
    edges = [len(gains) * part // PEAKS for part in range(PEAKS + 1)]
    sums = [
        sum(2 ** ((gain - top) / 4) for gain in gains[start:end] if gain != _SILENCE) / (end - start)
        for start, end in pairwise(edges)
    ]
    most = max(sums)
    return [round(math.sqrt(each / most), 3) for each in sums] if most else []
