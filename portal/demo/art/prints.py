"""Landscapes: printed from lino, washed in watercolour."""

import math
from collections.abc import Callable

from PIL import Image, ImageChops

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Point, Sheet, around, leaf, smooth
from portal.demo.art.colours import Colour, brightness, clear, darker, lighter, mix, vary


def _ridge(canvas: Canvas, height: float, rise: float, waves: float) -> Callable[[float], float]:
    """Return a skyline: the height of the land at x."""
    rng = canvas.rng
    parts = [
        (rng.uniform(0.6, 1.4) * waves * (2**octave), rng.uniform(0, math.tau), 0.5**octave) for octave in range(4)
    ]

    def skyline(x: float) -> float:
        return height - rise * sum(
            size * math.sin(x / canvas.width * math.tau * pace + start) for pace, start, size in parts
        )

    return skyline


def _land(canvas: Canvas, skyline: Callable[[float], float]) -> list[Point]:
    steps = 120
    top = [(canvas.width * step / steps, skyline(canvas.width * step / steps)) for step in range(steps + 1)]
    return [*top, (canvas.width, canvas.height), (0.0, canvas.height)]


def linocut(canvas: Canvas) -> None:
    """Print a landscape in four inks, with the marks of the gouge and ink that missed the paper."""
    rng, tones = canvas.rng, canvas.by_brightness()
    paper, ink = canvas.palette.paper, canvas.palette.ink
    sky, far, near = tones[-1], tones[2], tones[1]
    canvas.flood(sky)
    x, y = canvas.width * rng.uniform(0.25, 0.75), canvas.height * rng.uniform(0.24, 0.36)
    _carved_sky(canvas, x, y, mix(sky, paper, 0.75))
    disc = rng.uniform(80, 120)
    canvas.ellipse(x, y, disc + 20, disc + 20, paper)
    canvas.ellipse(x, y, disc, disc, canvas.hues[0] if brightness(canvas.hues[0]) < 170 else tones[1])
    levels = (0.52, 0.63, 0.76, 0.9)
    for index, (level, hue) in enumerate(zip(levels, (far, near, mix(near, ink, 0.5), ink), strict=True)):
        skyline = _ridge(canvas, canvas.height * level, canvas.height * 0.035, rng.uniform(0.7, 1.5))
        canvas.polygon([(at, top - 7) for at, top in _land(canvas, skyline)], paper)
        canvas.polygon(_land(canvas, skyline), hue)
        _gouge(canvas, skyline, (paper, sky, far, near)[index], slant=rng.uniform(-0.5, 0.5))
        if index in (1, 2):
            for _ in range(rng.randint(4, 8)):
                at = rng.uniform(0.03, 0.97) * canvas.width
                canvas.variant(_pine, _round_tree, _poplar)(
                    canvas, at, skyline(at) + 12, rng.uniform(70, 150), ink, paper
                )
    if canvas.variant(False, True, True):
        at = canvas.width * rng.uniform(0.2, 0.8)
        _house(canvas, at, canvas.height * 0.8, ink, paper, canvas.hues[0])
    for _ in range(rng.randint(3, 6)):
        bx, by, wing = (
            rng.uniform(0.1, 0.9) * canvas.width,
            rng.uniform(0.08, 0.4) * canvas.height,
            rng.uniform(14, 30),
        )
        canvas.line(
            smooth([(bx - wing, by - wing * 0.4), (bx, by), (bx + wing, by - wing * 0.5)], closed=False),
            ink,
            5,
        )
    leave_border(canvas, paper, ragged=5)
    missed = surface.clouds(size=canvas.image.size, rng=rng, cells=(150, 120), octaves=2)
    canvas.image.paste(paper, (0, 0, *canvas.image.size), surface.threshold(missed, 205, 8))


def _carved_sky(canvas: Canvas, x: float, y: float, paint: Colour) -> None:
    rng, count = canvas.rng, 150
    for ray in range(count):
        angle, start = ray * math.tau / count, 160 + rng.uniform(0, 50)
        while start < 1500:
            length = rng.uniform(60, 190)
            a, b = around(x, y, start, angle), around(x, y, start + length, angle)
            side = angle + math.pi / 2
            breadth = 1.5 + start / 260
            canvas.polygon([a, around(*b, breadth, side), around(*b, -breadth, side)], paint)
            start += length + rng.uniform(24, 70)


def _gouge(canvas: Canvas, skyline: Callable[[float], float], paint: Colour, *, slant: float) -> None:
    rng = canvas.rng
    for row in range(5):
        for column in range(round(canvas.width / 22)):
            x = column * 22 + rng.uniform(-6, 6)
            y = skyline(x) + 18 + row * 30 + rng.uniform(-6, 6)
            length, breadth = rng.uniform(14, 40) * (1 - row * 0.13), rng.uniform(2.2, 4)
            tip = (x + slant * length + length * 0.5, y + length * 0.6)
            canvas.polygon([(x, y), (x + breadth * 1.4, y + breadth * 0.2), tip], paint)


def _pine(canvas: Canvas, x: float, y: float, size: float, ink: Colour, paper: Colour) -> None:
    canvas.rectangle((x - size * 0.04, y - size * 0.2, x + size * 0.04, y), ink)
    for tier in range(4):
        half, top = size * (0.3 - tier * 0.055), y - size * (0.12 + tier * 0.24)
        canvas.polygon([(x - half, top), (x + half, top), (x, top - size * 0.42)], ink)
        canvas.line([(x + half * 0.1, top - size * 0.06), (x + half * 0.6, top - size * 0.03)], paper, 2.5)


def _round_tree(canvas: Canvas, x: float, y: float, size: float, ink: Colour, paper: Colour) -> None:
    canvas.line([(x, y), (x, y - size * 0.7)], ink, size * 0.07)
    canvas.ellipse(x, y - size * 0.75, size * 0.34, size * 0.36, ink)
    for ring in range(14):
        angle = ring * math.tau / 14
        centre = (x, y - size * 0.75)
        canvas.line([around(*centre, size * 0.14, angle), around(*centre, size * 0.27, angle)], paper, 3)


def _poplar(canvas: Canvas, x: float, y: float, size: float, ink: Colour, paper: Colour) -> None:
    canvas.polygon(leaf(x, y, size * 1.4, size * 0.5, -math.pi / 2), ink)
    for vein in range(6):
        top = y - size * (0.35 + vein * 0.13)
        canvas.line([(x, top + 8), (x + size * 0.11, top - 8)], paper, 2.5)
        canvas.line([(x, top + 8), (x - size * 0.11, top - 8)], paper, 2.5)


def _house(canvas: Canvas, x: float, y: float, ink: Colour, paper: Colour, roof: Colour) -> None:
    canvas.rectangle((x - 74, y - 84, x + 74, y), ink)
    canvas.rectangle((x - 68, y - 78, x + 68, y), paper)
    canvas.polygon([(x - 96, y - 76), (x - 44, y - 142), (x + 44, y - 142), (x + 96, y - 76)], ink)
    canvas.polygon([(x - 80, y - 82), (x - 40, y - 134), (x + 40, y - 134), (x + 80, y - 82)], roof)
    canvas.rectangle((x - 14, y - 52, x + 16, y), ink)
    for window in (-48, 30):
        canvas.rectangle((x + window, y - 58, x + window + 22, y - 32), ink)
    canvas.rectangle((x + 34, y - 166, x + 52, y - 120), ink)


def watercolour(canvas: Canvas) -> None:
    """Wash hills, one behind the other, over a wet sky; water, boats or trees in front."""
    rng, tones = canvas.rng, canvas.by_brightness()
    paper = lighter(canvas.palette.paper, 0.4)
    dawn, haze = lighter(canvas.hues[0], 0.5), lighter(tones[-2], 0.55)
    canvas.image.paste(
        surface.ramp(size=canvas.image.size, stops=[haze, mix(dawn, paper, 0.4), paper, dawn]), (0, 0)
    )
    blooms = surface.clouds(size=canvas.image.size, rng=rng, cells=(4, 3), octaves=3)
    canvas.image.paste(paper, (0, 0, *canvas.image.size), surface.levels(blooms, 0, 190))
    sun = canvas.stencil()
    x, y = canvas.width * rng.uniform(0.2, 0.8), canvas.height * rng.uniform(0.2, 0.34)
    sun.ellipse(x, y, 64, 64, 255)
    canvas.glow(sun, mix(tones[-1], (245, 170, 90), 0.5), opacity=0.5, blur=40)
    canvas.glow(sun, mix(tones[-1], (240, 140, 80), 0.6), opacity=0.85, blur=3)
    layers = rng.choice((5, 6, 7))
    for index in range(layers):
        depth = index / (layers - 1)
        base = canvas.height * (0.4 + 0.46 * depth)
        skyline = _ridge(
            canvas,
            base,
            canvas.height * rng.uniform(0.035, 0.08) * (1.1 - 0.5 * depth),
            rng.uniform(0.6, 1.4),
        )
        hue = mix(mix(tones[1], tones[0], depth), haze, 0.62 * (1 - depth) ** 0.8)
        _wash(canvas, skyline, hue, 0.5 + 0.4 * depth)
        if depth > 0.55:
            for _ in range(rng.randint(3, 7)):
                at = rng.uniform(0.06, 0.94) * canvas.width
                _brushed_tree(canvas, at, skyline(at) + 8, rng.uniform(60, 130) * depth, darker(hue, 0.2))
    _splashes(canvas, tones[1])
    leave_border(canvas, paper, ragged=9)


def _wash(canvas: Canvas, skyline: Callable[[float], float], hue: Colour, strength: float) -> None:
    """Lay one transparent wash: heavy at the ridge, thin below, pigment settling in its own way."""
    shape = canvas.stencil()
    shape.polygon(_land(canvas, skyline), 255)
    small = (max(2, canvas.image.width // 4), max(2, canvas.image.height // 4))
    pigment = surface.clouds(size=small, rng=canvas.rng, cells=(6, 5), octaves=4)
    fade = surface.ramp(size=small, stops=[(255,) * 3, (255,) * 3, (205,) * 3, (150,) * 3]).convert("L")
    load = ImageChops.multiply(surface.levels(pigment, 150, 255), fade)
    load = load.point([round(value * strength) for value in range(256)])
    load = load.resize(canvas.image.size, Image.Resampling.BILINEAR)
    soft = Sheet(image=ImageChops.multiply(load, shape.image), unit=canvas.unit)
    canvas.pour(hue, soft)
    edge = [(x, y + 2) for x, y in _land(canvas, skyline)[:-2]]
    canvas.line(edge, clear(darker(hue, 0.2), 0.3), 4)


def _brushed_tree(canvas: Canvas, x: float, y: float, size: float, hue: Colour) -> None:
    canvas.line([(x, y), (x + size * 0.03, y - size * 0.8)], clear(hue, 0.8), size * 0.05)
    for _ in range(16):
        spot = (x + canvas.rng.gauss(0, size * 0.15), y - size * canvas.rng.uniform(0.4, 1.05))
        radius = size * canvas.rng.uniform(0.07, 0.17)
        canvas.ellipse(*spot, radius, radius * 0.8, clear(vary(hue, canvas.rng, 16), 0.4))


def _splashes(canvas: Canvas, hue: Colour) -> None:
    for _ in range(26):
        spot = canvas.rng.uniform(0, canvas.width), canvas.rng.uniform(0, canvas.height)
        radius = canvas.rng.uniform(1.5, 7)
        canvas.ellipse(*spot, radius, radius, clear(hue, 0.22))


def leave_border(canvas: Canvas, paper: Colour, *, ragged: float) -> None:
    """Leave the edge of the paper bare, as wide as a thumb and not quite straight."""
    rng, margin = canvas.rng, 58
    block = canvas.stencil()
    edge: list[Point] = []
    corners = [
        (margin, margin),
        (canvas.width - margin, margin),
        (canvas.width - margin, canvas.height - margin),
        (margin, canvas.height - margin),
    ]
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        edge += [
            (
                ax + (bx - ax) * step / 24 + rng.uniform(-ragged, ragged) / 2,
                ay + (by - ay) * step / 24 + rng.uniform(-ragged, ragged) / 2,
            )
            for step in range(24)
        ]
    block.image.paste(255, (0, 0, *block.image.size))
    block.polygon(edge, 0)
    canvas.pour(paper, block)
