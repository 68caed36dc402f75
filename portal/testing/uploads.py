"""Files as browsers send them, drawn and played by code."""

import struct
import wave
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.demo import films


def picture(
    name: str = "pot.jpg", size: tuple[int, int] = (64, 48), format: str = "JPEG", mode: str = "RGB", **save: Any
) -> SimpleUploadedFile:
    """A picture of one warm colour."""
    colour: Any = {"RGB": (180, 90, 60), "RGBA": (180, 90, 60, 120), "L": 90, "CMYK": (0, 90, 120, 20)}.get(
        mode, 1
    )
    output = BytesIO()
    Image.new(mode, size, colour).save(output, format, **save)
    return SimpleUploadedFile(name, output.getvalue(), content_type="image/jpeg")


def sound(name: str = "song.wav", seconds: float = 0.2) -> SimpleUploadedFile:
    """A saw of growing loudness, 8,000 samples a second, 16 bits."""
    count = int(8000 * seconds)
    output = BytesIO()
    with wave.open(output, "wb") as track:
        track.setnchannels(1)
        track.setsampwidth(2)
        track.setframerate(8000)
        track.writeframes(
            b"".join(struct.pack("<h", int((at % 40 - 20) / 20 * 32000 * at / count)) for at in range(count))
        )
    return SimpleUploadedFile(name, output.getvalue(), content_type="audio/wav")


def text(name: str = "poem.txt", words: str = "Roses are red.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode(), content_type="text/plain")


def film(name: str = "loom.webm", seconds: float = 1.0) -> SimpleUploadedFile:
    """A cloth that grows, 64 by 36 pixels, without sound; every browser plays it."""
    return SimpleUploadedFile(name, films.weave(seed=1, seconds=seconds, size=(64, 36)), content_type="video/webm")


def captions(name: str = "loom.vtt", words: str = "The shuttle flies.") -> SimpleUploadedFile:
    """WebVTT with one cue."""
    text = f"WEBVTT\n\n00:00.000 --> 00:01.000\n{words}\n"
    return SimpleUploadedFile(name, text.encode(), content_type="text/vtt")
