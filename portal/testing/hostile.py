"""Files as people with bad intentions send them, made by code: what is to happen to each stands beside it."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

from portal.testing import tagged

#: Words that must be in nothing that is kept of a picture.
MARKS = (b"<script", b"alert(", b"%PDF", b"PK\3\4", b"<?php", b"<svg", tagged.CANARY)
SCRIPT = b"<script>alert(1)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@cache
def picture(format: str = "JPEG", size: tuple[int, int] = (32, 24), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "1" else (180, 90, 60)[: len(mode)]).save(out, format)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, before: bytes = b"", rows: bytes = b"\0" * 64) -> bytes:
    """A PNG of 8-bit grey whose header says `width` × `height`, whatever is in it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif(frames: int, size: int = 4) -> bytes:
    pictures = [Image.new("P", (size, size), number % 250) for number in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], optimize=False)
    return out.getvalue()


def wide_gif() -> bytes:
    data = bytearray(gif(1))
    data[6:10] = struct.pack("<HH", 65_000, 65_000)
    return bytes(data)


def wide_jpeg() -> bytes:
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(data)


def wide_heic() -> bytes:
    data = bytearray(picture("HEIF", (64, 64)))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", 60_000, 60_000)
    return bytes(data)


def wide_webp() -> bytes:
    body = (
        b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (16_383).to_bytes(3, "little") * 2 + picture("WEBP")[12:]
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def moving_webp() -> bytes:
    pictures = [Image.new("RGB", (4, 4), (number % 250, number // 250, 0)) for number in range(310)]
    out = io.BytesIO()
    pictures[0].save(out, "WEBP", save_all=True, append_images=pictures[1:], lossless=True)
    return out.getvalue()


def after_start(data: bytes) -> bytes:
    """Put `data` into a JPEG as a comment."""
    whole = picture("JPEG")
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(data) + 2) + data + whole[2:]


def colours(size: int) -> bytes:
    """A JPEG whose colour profile has `size` bytes in segments of 60,000."""
    whole, body = picture("JPEG"), b""
    for number in range(size // 60_000):
        part = b"ICC_PROFILE\0" + bytes([number % 255 + 1, 255]) + b"\0" * 60_000
        body += b"\xff\xe2" + struct.pack(">H", len(part) + 2) + part
    return whole[:2] + body + whole[2:]


def nested_exif() -> bytes:
    """A JPEG whose metadata name themselves as their own part."""
    entry = struct.pack(">HHII", 0x8769, 4, 1, 8)
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">H", 1) + entry + b"\0\0\0\x08"
    part = b"Exif\0\0" + tiff
    whole = picture("JPEG")
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part + whole[2:]


def packed(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def wave(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


PNG_BOMB = zlib.compress(b"\0" * 30_000_000)
Made = Callable[[], bytes]
#: Name as sent, content, and either what the refusal says or the kind as which it is taken.
REFUSED: dict[str, tuple[str, Made, str]] = {
    "nothing": ("a.jpg", lambda: b"", "empty"),
    "one byte": ("a.jpg", lambda: b"\xff", "cannot be shown"),
    "a JPEG that ends": ("a.jpg", lambda: picture("JPEG")[:200], "damaged"),
    "a PNG that ends": ("a.png", lambda: picture("PNG")[:40], "damaged"),
    "a GIF that is only a head": ("a.gif", lambda: b"GIF89a", "damaged"),
    "a WebP that is only a head": ("a.webp", lambda: b"RIFF\x20\0\0\0WEBPVP8 ", "damaged"),
    "an AVIF that is only a head": ("a.avif", lambda: b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf", "damaged"),
    "a HEIC that is only a head": ("a.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged"),
    "a PNG of 50,000 squared": ("a.png", lambda: png(50_000, 50_000), "too many pixels"),
    "a PNG of 2 thousand million": ("a.png", lambda: png(2**31 - 1, 2**31 - 1), "pixels|damaged"),
    "a PNG of 13,000 by 1": ("a.png", lambda: png(13_000, 1), "too many pixels"),
    "a PNG of 25.1 megapixels": ("a.png", lambda: picture("PNG", (5_010, 5_010), "1"), "too many pixels"),
    "a GIF of 65,000 squared": ("a.gif", wide_gif, "pixels|damaged"),
    "a JPEG of 65,000 squared": ("a.jpg", wide_jpeg, "too many pixels"),
    "a WebP of 16,384 squared": ("a.webp", wide_webp, "pixels|damaged"),
    "a HEIC of 60,000 squared": ("a.heic", wide_heic, "pixels|damaged"),
    "a GIF of 301 frames": ("a.gif", lambda: gif(301), "too many frames"),
    "a WebP of 310 frames": ("a.webp", moving_webp, "too many frames"),
    "a PNG without a size": ("a.png", lambda: png(0, 0), "damaged|pixels"),
    "SVG": ("a.svg.png", lambda: SVG, "SVG"),
    "SVG with a head": ("a.jpg", lambda: b'<?xml version="1.0"?>\n' + SVG, "SVG"),
    "SVG behind a mark": ("a.webp", lambda: b"\xef\xbb\xbf" + SVG, "SVG"),
    "packed SVG": ("a.svgz", lambda: gzip.compress(SVG), "cannot be shown"),
    "HTML as a picture": ("a.jpg", lambda: HTML, "cannot be shown"),
    "a PDF": ("a.pdf", lambda: b"%PDF-1.7\n" + SCRIPT, "cannot be shown"),
    "TIFF": ("a.jpg", lambda: picture("TIFF"), "cannot be shown"),
    "BMP": ("a.png", lambda: picture("BMP"), "cannot be shown"),
    "ICO": ("a.gif", lambda: picture("ICO", (32, 32)), "cannot be shown"),
    "PSD": ("a.jpg", lambda: b"8BPS\0\1" + bytes(60), "cannot be shown"),
    "EPS": ("a.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "cannot be shown"),
    "PCX": ("a.jpg", lambda: picture("PCX"), "cannot be shown"),
    "WMF": ("a.jpg", lambda: b"\xd7\xcd\xc6\x9a" + bytes(60), "cannot be shown"),
    "a program for Windows": ("a.jpg", lambda: b"MZ\x90\0" + bytes(200), "cannot be shown"),
    "a program for Linux": ("a", lambda: b"\x7fELF\2\1\1" + bytes(200), "cannot be shown"),
    "a shell script": ("run", lambda: b"#!/bin/sh\nrm -rf /\n", "cannot be shown"),
    "an archive": ("a.zip", lambda: packed("a.txt", b"x"), "cannot be shown"),
    "an archive that unpacks to much": ("a.docx", lambda: packed("a", b"\0" * 20_000_000), "cannot be shown"),
    "server settings": (".htaccess", lambda: b"AddType text/html .jpg", "cannot be shown"),
    "text with a null byte": ("a.txt", lambda: b"roses\0are red", "plain text"),
    "text with an escape": ("a.txt", lambda: b"roses\x1b[2Jare red", "plain text"),
    "text in UTF-16": ("a.txt", lambda: "roses".encode("utf-16"), "plain text"),
    "a program as text": ("a.py", lambda: b"\x7fELF" + bytes(range(256)), "plain text"),
    "a WAV of nothing": ("a.wav", lambda: wave(b""), "damaged"),
    "a WAV that promises four gigabytes": ("a.wav", lambda: wave(b"data\xff\xff\xff\xff" + bytes(20)), "damaged"),
    "an MP3 that is only a tag": ("a.mp3", lambda: b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(99), "damaged"),
    "an OGG of noise": ("a.ogg", lambda: tagged.ogg("vorbis")[:58] + b"\xff" * 200, "damaged"),
    "an MP4 whose boxes overlap": (
        "a.mp4",
        lambda: tagged.mp4()[:24] + b"\xff\xff\xff\xf0moov" + bytes(9),
        "damaged",
    ),
    "a WebM of noise": ("a.webm", lambda: tagged.webm()[:26] + b"\0" * 200, "damaged"),
}
TAKEN: dict[str, tuple[str, Made, str]] = {
    "a JPEG that is a page too": ("a.html", lambda: after_start(HTML), "image"),
    "a JPEG with a page behind": ("a.jpg", lambda: picture("JPEG") + HTML, "image"),
    "a JPEG with an archive behind": ("a.jpg", lambda: picture("JPEG") + packed("a.html", HTML), "image"),
    "a JPEG that is a PDF too": ("a.pdf", lambda: after_start(b"%PDF-1.7\n" + SCRIPT), "image"),
    "a JPEG with a program for servers": ("a.php", lambda: after_start(b"<?php system($_GET[0]); ?>"), "image"),
    "a GIF that is a script too": ("a.js", lambda: gif(1) + b"/*" + SCRIPT + b"*/=1;alert(1)", "image"),
    "a PNG with a page inside": (
        "a.svg",
        lambda: png(4, 4, before=chunk(b"tEXt", b"Comment\0" + HTML), rows=bytes(20)),
        "image",
    ),
    "a PNG whose words unpack to much": (
        "a.png",
        lambda: png(4, 4, before=chunk(b"zTXt", b"Comment\0\0" + PNG_BOMB), rows=bytes(20)),
        "image or refused",
    ),
    "a PNG whose colours unpack to much": (
        "a.png",
        lambda: png(4, 4, before=chunk(b"iCCP", b"x\0\0" + PNG_BOMB), rows=bytes(20)),
        "image or refused",
    ),
    "a JPEG whose colours are 10 megabytes": ("a.jpg", lambda: colours(10_000_000), "image or refused"),
    "a JPEG whose metadata hold themselves": ("a.jpg", nested_exif, "image"),
    "a page": ("a.html", lambda: HTML, "code"),
    "SVG as source code": ("a.svg", lambda: SVG, "code"),
}
NAMES = (
    "../../etc/passwd.jpg",
    "..\\..\\windows\\a.jpg",
    "/etc/a.jpg",
    "a\0b.jpg",
    "a\r\nSet-Cookie: x=1.jpg",
    "x" * 300 + ".jpg",
    "é" * 300 + ".jpg",
    "\u202egpj.exe.jpg",
    "CON.jpg",
    ".htaccess.jpg",
    "a.jpg.php",
    "<img src=x onerror=alert(1)>.jpg",
    "a;b|c&d$(e)`f`.jpg",
    "   .jpg",
    ".jpg",
    "",
)
