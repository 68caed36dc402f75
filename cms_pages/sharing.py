"""The picture that social sites show of a person: their name beside one of their works, drawn by ourselves."""

from __future__ import annotations

from io import BytesIO
from zlib import crc32

from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont, ImageOps

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
Colour = tuple[int, int, int]
PAPER: Colour = (250, 245, 235)
INK: Colour = (45, 34, 28)
SOFT: Colour = (98, 84, 72)
#: The dyes of static/src/tokens.css: madder, indigo, weld, moss, walnut.
DYES: tuple[Colour, ...] = ((166, 60, 38), (43, 74, 120), (201, 150, 34), (84, 112, 62), (112, 80, 56))


def card(*, name: str, line: str, picture: bytes | None) -> bytes:
    """Draw a JPEG of 1200 by 630: `name`, `line`, the site's name, and `picture` or a woven pattern."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sheet.paste(_fitted(picture) if picture else _weave(name), (WIDTH - HEIGHT, 0))
    draw = ImageDraw.Draw(sheet)
    room = WIDTH - HEIGHT - 2 * MARGIN + 24
    below = _paragraph(
        draw, name, at=MARGIN + 60, room=room, font=_font("young-serif-latin", 64), lines=3, fill=INK
    )
    _paragraph(draw, line, at=below + 24, room=room, font=_font("alegreya-sans-latin-400", 34), lines=4, fill=SOFT)
    draw.text(
        (MARGIN, HEIGHT - MARGIN), settings.SITE_NAME, font=_font("young-serif-latin", 34), fill=INK, anchor="ls"
    )
    _stitch(draw, name)
    stored = BytesIO()
    sheet.save(stored, "JPEG", quality=86, optimize=True)
    return stored.getvalue()


def _fitted(picture: bytes) -> Image.Image:
    with Image.open(BytesIO(picture)) as opened:
        return ImageOps.fit(opened.convert("RGB"), (HEIGHT, HEIGHT))


def _weave(name: str) -> Image.Image:
    """Weave a cloth that is always the same for the same `name`."""
    seed, step = crc32(name.encode()), 30
    cloth = Image.new("RGB", (HEIGHT, HEIGHT), DYES[seed % len(DYES)])
    draw = ImageDraw.Draw(cloth)
    for row in range(HEIGHT // step):
        for column in range(HEIGHT // step):
            if (row * 3 + column * (1 + seed % 3)) % 5 < 2:
                box = (column * step + 3, row * step + 3, column * step + step - 3, row * step + step - 3)
                draw.rounded_rectangle(box, radius=8, fill=DYES[(seed + 1 + (row + column) % 2) % len(DYES)])
    return cloth


def _stitch(draw: ImageDraw.ImageDraw, name: str) -> None:
    dye = DYES[crc32(name.encode()) % len(DYES)]
    for at in range(MARGIN, WIDTH - HEIGHT - MARGIN, 34):
        draw.line((at, MARGIN + 16, at + 20, MARGIN + 16), fill=dye, width=6)


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(finders.find(f"fonts/{name}.woff2")), size)


def _paragraph(
    draw: ImageDraw.ImageDraw,
    words: str,
    *,
    at: int,
    room: int,
    font: ImageFont.FreeTypeFont,
    lines: int,
    fill: Colour,
) -> int:
    """Write `words` from height `at` downwards and return where they end."""
    broken = _broken(words, room=room, font=font)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{broken[lines - 1]} …"]
    for line in broken:
        draw.text((MARGIN, at), line, font=font, fill=fill, anchor="la")
        at += round(font.size * 1.25)
    return at


def _broken(words: str, *, room: int, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break `words` into lines no wider than `room`; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        while font.getlength(word) > room and len(word) > 1:
            word = word[: len(word) * 9 // 10]
        wider = f"{line} {word}".strip()
        if font.getlength(wider) > room:
            lines.append(line)
            line = word
        else:
            line = wider
    return [*lines, line] if line else lines
