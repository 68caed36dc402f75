"""The canvas: drawing at twice the size in units that fit any format, then one clean JPEG."""

import io
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from random import Random
from typing import TypeVar
from zlib import crc32

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from portal.demo.art import surface
from portal.demo.art.colours import PALETTES, Colour

Point = tuple[float, float]
Paint = tuple[int, ...] | int
T = TypeVar("T")

UNITS = 1000  # the shorter side of every canvas, whatever its pixels
OVERSAMPLE = 2
LARGEST_FILE = 600_000


@lru_cache(maxsize=32)
def _typeface(pixels: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=pixels)


class Sheet:
    """Something to draw on, measured in units: colour (RGB) or a stencil (L, 255 lets paint through)."""

    def __init__(self, *, image: Image.Image, unit: float) -> None:
        self.image = image
        self.unit = unit
        self.width = image.width / unit
        self.height = image.height / unit
        self._draw = ImageDraw.Draw(image, "RGBA" if image.mode == "RGB" else None)

    def pixels(self, length: float) -> int:
        return max(1, round(length * self.unit))

    def _scaled(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def polygon(self, points: Iterable[Point], fill: Paint) -> None:
        self._draw.polygon(self._scaled(points), fill=fill)

    def line(self, points: Iterable[Point], fill: Paint, width: float = 2) -> None:
        self._draw.line(self._scaled(points), fill=fill, width=self.pixels(width), joint="curve")

    def stroke(self, points: Sequence[Point], fill: Paint, width: float) -> None:
        """Draw a line with round ends."""
        self.line(points, fill, width)
        for x, y in (points[0], points[-1]):
            self.ellipse(x, y, width / 2, width / 2, fill)

    def rectangle(self, box: Sequence[float], fill: Paint, radius: float = 0) -> None:
        left, top, right, bottom = (part * self.unit for part in box)
        corners = (left, top, max(left, right), max(top, bottom))
        if radius:
            self._draw.rounded_rectangle(corners, radius * self.unit, fill=fill)
        else:
            self._draw.rectangle(corners, fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Paint, angle: float = 0) -> None:
        """Draw an ellipse round (x, y); `angle` is in radians."""
        if angle:
            self.polygon(oval(x, y, rx, ry, angle=angle), fill)
            return
        u = self.unit
        self._draw.ellipse(((x - rx) * u, (y - ry) * u, (x + rx) * u, (y + ry) * u), fill=fill)

    def ring(self, x: float, y: float, radius: float, fill: Paint, width: float) -> None:
        u = self.unit
        box = ((x - radius) * u, (y - radius) * u, (x + radius) * u, (y + radius) * u)
        self._draw.ellipse(box, outline=fill, width=self.pixels(width))

    def pie(self, x: float, y: float, radius: float, start: float, end: float, fill: Paint) -> None:
        """Draw a slice of a disc from `start` to `end` degrees, clockwise from three o'clock."""
        u = self.unit
        box = ((x - radius) * u, (y - radius) * u, (x + radius) * u, (y + radius) * u)
        self._draw.pieslice(box, start, end, fill=fill)

    def text(self, x: float, y: float, words: str, fill: Paint, height: float, anchor: str = "ls") -> None:
        """Write `words` in Pillow's own typeface, so that no font of the machine matters."""
        self._draw.text(
            (x * self.unit, y * self.unit),
            words,
            fill=fill,
            font=_typeface(max(4, height * self.unit)),
            anchor=anchor,
        )


class Canvas(Sheet):
    """A colour sheet with a palette and a seeded hand; finish it once."""

    def __init__(self, *, subject: str, seed: int, size: surface.Size) -> None:
        big = (size[0] * OVERSAMPLE, size[1] * OVERSAMPLE)
        self.seed = seed
        self.rng = Random(f"{subject}:{seed}")
        # Walking through the palettes, rather than drawing lots, keeps neighbouring seeds apart.
        self.palette = PALETTES[(crc32(subject.encode()) + seed * 3 + seed // 11) % len(PALETTES)]
        self.hues = self.rng.sample(self.palette.colours, len(self.palette.colours))
        super().__init__(image=Image.new("RGB", big, self.palette.paper), unit=min(big) / UNITS)

    def variant(self, *choices: T) -> T:
        """Return the choice that this seed falls on; the next seed falls on the next one."""
        return choices[self.seed % len(choices)]

    def by_brightness(self) -> list[Colour]:
        """Return the palette's colours, darkest first."""
        return sorted(self.palette.colours, key=sum)

    def flood(self, colour: Colour) -> None:
        self.image.paste(colour, (0, 0, *self.image.size))

    def stencil(self) -> Sheet:
        return Sheet(image=Image.new("L", self.image.size), unit=self.unit)

    def pour(self, layer: Image.Image | Colour, stencil: Sheet) -> None:
        """Lay a texture as large as the canvas, or a plain colour, through `stencil`."""
        box = stencil.image.getbbox()
        if box:
            paint = layer if isinstance(layer, tuple) else layer.crop(box)
            self.image.paste(paint, box, stencil.image.crop(box))

    def glow(
        self,
        stencil: Sheet,
        colour: Colour,
        *,
        opacity: float,
        blur: float,
        shift: Point = (0, 0),
        inside: bool = False,
    ) -> None:
        """Lay a blurred copy of `stencil` in one colour: a shadow, a light; `inside` keeps it within."""
        drawn = stencil.image.getbbox()
        if not drawn:
            return
        reach = round(3 * blur * self.unit) + 4
        across, down = round(shift[0] * self.unit), round(shift[1] * self.unit)
        # Only the part that can change is blurred, and at a quarter of the size: a blur hides the difference.
        left, top = max(0, min(0, across) + drawn[0] - reach), max(0, min(0, down) + drawn[1] - reach)
        right = min(self.image.width, max(0, across) + drawn[2] + reach)
        bottom = min(self.image.height, max(0, down) + drawn[3] + reach)
        part = Image.new("L", (right - left, bottom - top))
        part.paste(stencil.image.crop(drawn), (drawn[0] + across - left, drawn[1] + down - top))
        small = part.reduce(4) if min(part.size) > 40 else part
        mask = small.filter(ImageFilter.GaussianBlur(blur * self.unit * small.width / part.width))
        mask = mask.point([round(value * opacity) for value in range(256)])
        mask = mask.resize(part.size, Image.Resampling.BILINEAR)
        if inside:
            mask = ImageChops.multiply(mask, stencil.image.crop((left, top, right, bottom)))
        self.image.paste(colour, (left, top, right, bottom), mask)

    def place(self, picture: Image.Image, x: float, y: float) -> None:
        """Paste an RGBA picture with its top left corner at (x, y)."""
        self.image.paste(picture, (round(x * self.unit), round(y * self.unit)), picture)

    def light(self, *, darkest: int = 225) -> None:
        """Dim the canvas unevenly, as daylight from one side would."""
        cloud = surface.noise(size=(64, 48), rng=self.rng, cells=(3, 2))
        fall = surface.ramp(size=(64, 48), stops=[(255,) * 3, (205,) * 3], sideways=True).convert("L")
        shade = surface.levels(Image.blend(cloud, fall, 0.6), darkest, 255)
        shade = shade.resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(ImageChops.multiply(self.image, Image.merge("RGB", (shade,) * 3)), (0, 0))

    def finish(self, *, texture: float = 7) -> bytes:
        """Return the canvas as a JPEG of the size that was asked for, with `texture` of paper in it."""
        picture = self.image.reduce(OVERSAMPLE)
        tooth = surface.noise(size=picture.size, rng=self.rng, cells=(picture.width // 3, picture.height // 3))
        picture = surface.sprinkle(picture, surface.levels(tooth, round(128 - texture), round(128 + texture)))
        speckle = surface.grain(size=picture.size, rng=self.rng, strength=texture)
        return _encode(surface.sprinkle(picture, speckle))


def _encode(picture: Image.Image) -> bytes:
    for quality in (86, 80, 72, 60):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= LARGEST_FILE:
            break
    return file.getvalue()


def oval(x: float, y: float, rx: float, ry: float, *, angle: float = 0, steps: int = 48) -> list[Point]:
    """Return the outline of an ellipse turned by `angle` radians."""
    turned = []
    for step in range(steps):
        across, along = rx * math.cos(step * math.tau / steps), ry * math.sin(step * math.tau / steps)
        turned.append(
            (
                x + across * math.cos(angle) - along * math.sin(angle),
                y + across * math.sin(angle) + along * math.cos(angle),
            )
        )
    return turned


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 12) -> list[Point]:
    """Return a soft curve through `points` (Catmull-Rom)."""
    count = len(points)
    spans = count if closed else count - 1
    curve: list[Point] = []
    for index in range(spans):
        before, start, end, after = (
            points[place % count] if closed else points[min(count - 1, max(0, place))]
            for place in range(index - 1, index + 3)
        )
        for step in range(steps):
            t = step / steps
            across = _spline(before[0], start[0], end[0], after[0], t)
            along = _spline(before[1], start[1], end[1], after[1], t)
            curve.append((across, along))
    if not closed:
        curve.append(points[-1])
    return curve


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    linear = end - before
    square = 2 * before - 5 * start + 4 * end - after
    cube = 3 * start - before - 3 * end + after
    return 0.5 * (2 * start + linear * t + square * t * t + cube * t**3)


def around(x: float, y: float, radius: float, angle: float) -> Point:
    """Return the point `radius` away from (x, y) in the direction of `angle` radians."""
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def leaf(x: float, y: float, length: float, breadth: float, angle: float) -> list[Point]:
    """Return a pointed leaf that starts at (x, y) and grows towards `angle`."""
    tip = around(x, y, length, angle)
    middle = around(x, y, length * 0.45, angle)
    side = angle + math.pi / 2
    left, right = around(*middle, breadth / 2, side), around(*middle, -breadth / 2, side)
    return smooth([(x, y), left, tip, right], steps=10)
