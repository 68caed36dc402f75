"""Taking metadata out of JPEG and PNG without touching a pixel: the document around expects the same picture."""

from __future__ import annotations

PNG = b"\x89PNG\r\n\x1a\n"
#: What a PNG is made of; everything else tells about it.
PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"bKGD", b"pHYs", b"sBIT"}
)


def stripped(data: bytes) -> bytes:
    """Return `data` without metadata if it is a JPEG or PNG, else as it is; what is damaged loses the rest."""
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(PNG):
        return _png(data)
    return data


def _jpeg(data: bytes) -> bytes:
    """Drop the application's segments but JFIF (0) and Adobe's colours (14), and comments."""
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # the picture itself
            return b"".join([*kept, data[at:]])
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _png(data: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in PNG_KEPT:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
