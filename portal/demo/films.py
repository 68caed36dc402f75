"""Short films for the demo site, without a film encoder: each frame is a WebP picture, and what is in a lossy WebP
is a key frame of VP8, which WebM holds. The same frames, the same bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

FRAMES_A_SECOND = 8
SIZE = (640, 360)
STILL = (1280, 720)
_COLOURS = ("#a63f27", "#2d4275", "#d9a441", "#42602b", "#f4ead6")


def weave(*, seed: int, seconds: float = 10.0, size: tuple[int, int] = SIZE) -> bytes:
    """Return a silent WebM in which a cloth grows on a loom, pick by pick."""
    return webm(_picks(seed, round(seconds * FRAMES_A_SECOND), size), size=size)


def still(*, seed: int, part: float, size: tuple[int, int]) -> bytes:
    """Return a JPEG of the cloth of `weave` when `part` of it (0 to 1) is woven."""
    frames = list(_picks(seed, 20, size))
    output = BytesIO()
    frames[min(19, int(part * 20))].save(output, "JPEG", quality=88)
    return output.getvalue()


def _picks(seed: int, count: int, size: tuple[int, int]) -> Iterable[Image.Image]:
    rng = Random(f"weave:{seed}")
    colours = rng.sample(_COLOURS, 3)
    step, threads = rng.choice((1, 1, 2)), 40
    width, height = size
    cloth = Image.new("RGB", size, "#efe4d6")
    pen = ImageDraw.Draw(cloth)
    thick = width / threads
    for thread in range(threads):
        pen.line([((thread + 0.5) * thick, 0), ((thread + 0.5) * thick, height)], fill="#bda98f", width=3)
    rows = max(1, int(height / thick))
    for number in range(count):
        grown = (number + 1) * rows / count
        for row in range(int(number * rows / count), int(grown)):
            _pick(pen, row, threads, thick, height, colours[row // 4 % 3], colours[(row // 4 + 1) % 3], step)
        frame = cloth.copy()
        shuttle = (number * 5 % threads) * thick
        edge = height - grown * thick
        ImageDraw.Draw(frame).ellipse([shuttle, edge - thick, shuttle + 4 * thick, edge], fill="#5f4634")
        yield frame


def _pick(
    pen: ImageDraw.ImageDraw, row: int, threads: int, thick: float, height: int, over: str, under: str, step: int
) -> None:
    bottom = height - row * thick
    for thread in range(threads):
        colour = over if (thread + row * step) % 4 < 2 else under
        pen.rectangle(
            [thread * thick, bottom - thick, (thread + 1) * thick - 1, bottom - thick / 8],
            fill=colour,
        )


def webm(frames: Iterable[Image.Image], *, size: tuple[int, int], rate: int = FRAMES_A_SECOND) -> bytes:
    """Return `frames`, all of `size`, as a WebM film."""
    blocks = [_key_frame(frame) for frame in frames]
    clusters = []
    for start in range(0, len(blocks), rate):
        inside = _element(0xE7, _number(start * 1000 // rate))
        for offset, data in enumerate(blocks[start : start + rate]):
            inside += _element(0xA3, struct.pack(">BhB", 0x81, offset * 1000 // rate, 0x80) + data)
        clusters.append(_element(0x1F43B675, inside))
    info = _element(0x2AD7B1, _number(1_000_000)) + _element(0x4489, struct.pack(">d", len(blocks) * 1000 / rate))
    info += _element(0x4D80, b"portal") + _element(0x5741, b"portal")
    video = _element(0xB0, _number(size[0])) + _element(0xBA, _number(size[1]))
    track = b"".join(
        [_element(0xD7, b"\1"), _element(0x73C5, b"\1"), _element(0x83, b"\1"), _element(0x86, b"V_VP8")]
    )
    tracks = _element(0xAE, track + _element(0xE0, video))
    body = _element(0x1549A966, info) + _element(0x1654AE6B, tracks) + b"".join(clusters)
    words = ((0x4286, b"\1"), (0x42F7, b"\1"), (0x42F2, b"\4"), (0x42F3, b"\x08"), (0x4282, b"webm"))
    head = b"".join(_element(kind, body) for kind, body in (*words, (0x4287, b"\2"), (0x4285, b"\2")))
    return _element(0x1A45DFA3, head) + _element(0x18538067, body)


def _key_frame(frame: Image.Image) -> bytes:
    output = BytesIO()
    frame.convert("RGB").save(output, "WEBP", quality=62, method=2)
    riff = output.getvalue()
    at = riff.index(b"VP8 ", 12)
    length: int = struct.unpack_from("<I", riff, at + 4)[0]
    return riff[at + 8 : at + 8 + length]


def _element(kind: int, body: bytes) -> bytes:
    name = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    return name + (len(body) | 1 << 56).to_bytes(8, "big") + body


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
