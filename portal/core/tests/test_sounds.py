"""Loudness and length read from heads, and what hostile heads do."""

import struct
import wave
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import mp4, sounds, webm
from portal.testing import uploads

WEBM = uploads.film(seconds=0.2).read()


def wav(width, loud=0.5, frames=960):
    """Half silence, half a square wave of `loud`."""
    output = BytesIO()
    high = int(loud * ((1 << (8 * width - 1)) - 1))
    with wave.open(output, "wb") as track:
        track.setnchannels(1)
        track.setsampwidth(width)
        track.setframerate(96)
        for at in range(frames):
            value = 0 if at < frames // 2 else high * (1 if at % 2 else -1)
            data = bytes([value + 128]) if width == 1 else value.to_bytes(width, "little", signed=True)
            track.writeframesraw(data)
    return BytesIO(output.getvalue())


def mp3(gains, *, mono=True, checksum=False, tag=b""):
    """Frames of 128 kbit/s at 44,100 Hz that are amplified by `gains`; None is silence."""
    head = bytes([0xFF, 0xFA if checksum else 0xFB, 0x90, 0xC0 if mono else 0x00])
    channels = 1 if mono else 2
    frames = b""
    for gain in gains:
        bits, length = 0, 0
        for _part in range(2 * channels):
            part = 0 if gain is None else 100 << 47 | 10 << 38 | gain << 30
            bits, length = bits << 59 | part, length + 59
        first = 18 if mono else 20
        side = 17 if mono else 32
        body = (bits << (side * 8 - first - length)).to_bytes(side, "big")
        frames += (head + (b"\0\0" if checksum else b"") + body).ljust(417, b"\0")
    return BytesIO(tag + frames)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_wav_of_any_width_is_drawn(width):
    facts = sounds.read(wav(width), "wav")

    assert facts.seconds == 10
    assert len(facts.peaks) == sounds.PEAKS
    assert facts.peaks[0] == 0
    assert facts.peaks[-1] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("shape", [{}, {"mono": False}, {"checksum": True}])
def test_an_mp3_is_drawn_by_how_far_each_frame_is_amplified(shape):
    facts = sounds.read(mp3([None] * 100 + [160] * 100 + [180] * 100, **shape), "mp3")

    assert facts.seconds == 8
    quiet, soft, loud = facts.peaks[5], facts.peaks[48], facts.peaks[90]
    assert quiet == 0
    assert 0 < soft < loud == 1


def test_an_mp3_behind_a_tag_is_found():
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 1, 10]) + b"t" * 138

    assert sounds.read(mp3([170] * 120, tag=tag), "mp3").peaks


def test_short_and_silent_mp3s_have_no_drawing():
    assert sounds.read(mp3([170] * 5), "mp3").peaks == []
    assert sounds.read(mp3([None] * 200), "mp3").peaks == []


def test_a_film_says_its_size_and_length():
    film = uploads.film(seconds=2).read()

    assert webm.read(BytesIO(film), len(film)) == mp4.Facts(64, 36, 2)


def mp4_film(*, turned):
    matrix = struct.pack(">9i", *((0, 1, 0, -1, 0, 0, 0, 0, 1) if turned else (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    tkhd = bytes(40) + matrix + struct.pack(">II", 640 << 16, 360 << 16)
    mvhd = bytes(12) + struct.pack(">II", 1000, 5400) + bytes(80)
    boxes = b"".join(struct.pack(">I4s", len(body) + 8, kind) + body for kind, body in ((b"mvhd", mvhd),))
    track = struct.pack(">I4s", len(tkhd) + 8, b"tkhd") + tkhd
    boxes += struct.pack(">I4s", len(track) + 8, b"trak") + track
    return struct.pack(">I4s", len(boxes) + 8, b"moov") + boxes


@pytest.mark.parametrize(("turned", "size"), [(False, (640, 360)), (True, (360, 640))])
def test_a_film_held_upright_is_upright(turned, size):
    film = mp4_film(turned=turned)

    assert mp4.read(BytesIO(film), len(film)) == mp4.Facts(*size, 5)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["wav", "mp3", "ogg"]))
def test_hostile_sounds_are_read_or_refused(data, extension):
    start = {"wav": b"RIFF\x40\0\0\0WAVEfmt ", "mp3": b"\xff\xfb\x90\xc0", "ogg": b"OggS"}[extension]
    with suppress(sounds.Damaged):
        sounds.read(BytesIO(start + data), extension)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([webm, mp4]), st.integers(0, 400))
def test_hostile_films_are_read_or_refused(data, reader, cut):
    start = (WEBM if reader is webm else mp4_film(turned=False))[:cut]
    film = start + data
    with suppress(mp4.Damaged):
        reader.read(BytesIO(film), len(film))
