"""Files that tell where, by whom and with what they were made, in every place that their kind has for it."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from mutagen.apev2 import APEv2
from mutagen.id3 import APIC, ID3, TPE1, TXXX
from mutagen.ogg import OggPage
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

WORD = "CANARY"
CANARY = WORD.encode()
PLACE = (IFDRational(52), IFDRational(31), IFDRational(12))
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><artist>{WORD}</artist></x:xmpmeta>'.encode()


def exif() -> Image.Exif:
    """Maker, artist, place, time and orientation of a photo held sideways."""
    data = Image.Exif()
    data[0x010F], data[0x0110], data[0x013B] = f"{WORD} phone", f"{WORD} model", f"{WORD} artist"
    data[0x0112] = 6
    data[0x8769] = {0x9286: b"ASCII\0\0\0" + CANARY, 0x9003: "2026:01:02 03:04:05"}
    data[0x8825] = {1: "N", 2: PLACE, 3: "E", 4: PLACE, 29: WORD}
    return data


def photo(format: str, size: tuple[int, int] = (640, 480)) -> SimpleUploadedFile:
    """A tagged picture of one of PHOTOS, with a dark corner at the upper left by which one sees it turn."""
    picture = Image.new("RGB", size, (180, 90, 60))
    picture.paste((20, 60, 120), (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    picture.save(out, format, **_tags(format))
    data = out.getvalue()
    if format == "JPEG":
        data = data[:2] + _segment(0xED, b"Photoshop 3.0\0" + CANARY) + _segment(0xE1, XMP) + data[2:]
    extension = {"JPEG": "jpg", "HEIF": "heic"}.get(format, format.lower())
    return SimpleUploadedFile(f"IMG_1.{extension}", data, content_type="image/jpeg")


def _tags(format: str) -> dict[str, Any]:
    if format == "GIF":
        return {"comment": CANARY}
    if format == "PNG":
        info = PngInfo()
        info.add_text("Author", WORD)
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return {"exif": exif(), "pnginfo": info}
    more: dict[str, Any] = {"JPEG": {"comment": CANARY}, "WEBP": {"xmp": XMP}, "HEIF": {"xmp": XMP}}.get(
        format, {}
    )
    return {"exif": exif().tobytes() if format in ("HEIF", "AVIF") else exif(), **more}


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def mp3() -> bytes:
    """Eight frames between an ID3v2 tag with a picture, an APEv2 tag and an ID3v1 tag."""
    out = io.BytesIO(b"".join(frames()))
    tags = ID3()
    tags.add(TPE1(encoding=3, text=WORD))
    tags.add(TXXX(encoding=3, desc="place", text=WORD))
    tags.add(APIC(encoding=3, mime="image/jpeg", type=3, desc=WORD, data=photo("JPEG", (32, 32)).read()))
    tags.save(out, v1=2)
    ape = APEv2()
    ape["Artist"] = WORD
    ape.save(out)
    return out.getvalue()


def frames() -> list[bytes]:
    """Frames of MPEG 1, layer 3, 128 kilobits, 44,100 samples a second."""
    return [b"\xff\xfb\x90\x00" + bytes([number]) * 413 for number in range(8)]


def ogg(codec: str) -> bytes:
    """A stream of Vorbis, Opus or FLAC whose comments take two pages, and two pages of sound."""
    comments = [f"ARTIST={WORD}", "LOCATION=" + WORD * 12_000]
    listed = struct.pack("<I", len(comments)) + b"".join(
        struct.pack("<I", len(each)) + each.encode() for each in comments
    )
    listed = struct.pack("<I", len(CANARY)) + CANARY + listed
    heads = {
        "vorbis": [
            b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 44100, 0, 64000, 0, 0xB8, 1),
            b"\x03vorbis" + listed + b"\x01",
            b"\x05vorbis how it is coded",
        ],
        "opus": [b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48000, 0, 0), b"OpusTags" + listed],
        "flac": [
            b"\x7fFLAC\x01\x00\x00\x02fLaC"
            + b"\x00\x00\x00\x22"
            + b"\x10\0\x10\0"
            + bytes(6)
            + b"\x0a\xc4\x42\xf0"
            + bytes(20),
            b"\x04" + len(listed).to_bytes(3, "big") + listed,
            b"\x86" + (6).to_bytes(3, "big") + CANARY,
        ],
    }[codec]
    pages = OggPage.from_packets(heads[:1]) + OggPage.from_packets(heads[1:], sequence=1)
    sound = OggPage.from_packets([b"sound one" * 30, b"sound two" * 30], sequence=len(pages))
    for page in sound:
        page.position = 960
    pages += sound
    pages[0].first = pages[-1].last = True
    for page in pages:
        page.serial = 7
    return b"".join(page.write() for page in pages)


def wav() -> bytes:
    """A second of sound between LIST, bext, id3 and iXML."""
    heard = bytes(range(250)) * 64
    chunks = [
        (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)),
        (b"LIST", b"INFOIART" + struct.pack("<I", 6) + CANARY),
        (b"bext", CANARY.ljust(602, b"\0")),
        (b"data", heard),
        (b"id3 ", b"ID3" + CANARY),
        (b"iXML", b"<who>" + CANARY + b"</who>"),
    ]
    body = b"".join(kind + struct.pack("<I", len(each)) + each + b"\0" * (len(each) % 2) for kind, each in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(brand: bytes = b"isom") -> bytes:
    """A film with a place at four levels, and a camera's track of places beside the picture."""
    start = box(b"ftyp", brand + b"\0\0\0\0isommp42")
    shown, way = b"frames" * 50, CANARY * 20
    places = [len(start) + 8 + len(shown), len(start) + 8 + len(shown) + 60]
    words = box(b"udta", box(b"\xa9xyz", CANARY) + box(b"loci", CANARY))
    table = (
        box(b"stsz", struct.pack(">IIII", 0, 0, 2, 60) + struct.pack(">I", 60))
        + box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1))
        + box(b"stco", struct.pack(">IIII", 0, 2, *places))
    )
    moov = (
        box(b"mvhd", struct.pack(">III", 0, 3_800_000_000, 3_800_000_000) + bytes(88))
        + _track(b"vide", b"", words)
        + _track(b"meta", table, b"")
        + words
        + box(b"meta", CANARY)
    )
    return start + box(b"mdat", shown + way) + box(b"moov", moov) + box(b"uuid", CANARY) + box(b"free", CANARY)


def _track(handler: bytes, table: bytes, words: bytes) -> bytes:
    head = box(b"hdlr", bytes(8) + handler + bytes(12) + CANARY + b"\0")
    media = box(b"mdhd", bytes(24)) + head + box(b"minf", box(b"stbl", table))
    return box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", media) + words)


def element(kind: int, body: bytes, *, unknown: bool = False) -> bytes:
    name = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    size = b"\x01" + b"\xff" * 7 if unknown else (1 << 56 | len(body)).to_bytes(8, "big")
    return name + size + body


def webm(*, recorded: bool = False) -> bytes:
    """A film with title, tags, programs and attachments; `recorded` by a browser, which knows no lengths."""
    info = element(
        0x1549A966,
        element(0x2AD7B1, b"\x0f\x42\x40")
        + element(0x7BA9, CANARY)
        + element(0x4D80, CANARY)
        + element(0x5741, CANARY)
        + element(0x4461, CANARY + b"12"),
    )
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\1") + element(0x536E, CANARY)))
    cluster = element(0x1F43B675, element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\x80frames"), unknown=recorded)
    tags = element(
        0x1254C367, element(0x7373, element(0x67C8, element(0x45A3, b"ARTIST") + element(0x4487, CANARY)))
    )
    files = element(0x1941A469, element(0x61A7, element(0x465C, CANARY)))
    segment = element(0x18538067, info + tracks + cluster + cluster + tags + files, unknown=recorded)
    return element(0x1A45DFA3, element(0x4282, b"webm")) + segment


def office(extension: str) -> bytes:
    """A document with author, history and a tagged photo."""
    body, media = {
        "docx": ("word/document.xml", "word/media/image1.jpeg"),
        "xlsx": ("xl/workbook.xml", "xl/media/image1.jpeg"),
        "pptx": ("ppt/presentation.xml", "ppt/media/image1.jpeg"),
        "odt": ("content.xml", "Pictures/1.png"),
    }[extension]
    about = "meta.xml" if extension == "odt" else "docProps/core.xml"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if extension == "odt":
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(body, "<body>My words</body>")
        archive.writestr(about, f"<creator>{WORD}</creator>")
        archive.writestr("docProps/app.xml", f"<Company>{WORD}</Company>")
        archive.writestr(media, photo("PNG" if extension == "odt" else "JPEG", (32, 32)).read())
    return out.getvalue()


#: Every kind of recording, by the extension that it is stored with.
RECORDINGS = {
    "mp3": mp3,
    "vorbis.ogg": lambda: ogg("vorbis"),
    "opus.ogg": lambda: ogg("opus"),
    "flac.ogg": lambda: ogg("flac"),
    "wav": wav,
    "mp4": mp4,
    "m4a": lambda: mp4(b"M4A "),
    "webm": webm,
    "recorded.webm": lambda: webm(recorded=True),
}
PHOTOS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF")
