"""Needlework: knitting and embroidery."""

import math
from random import Random

from PIL import Image, ImageChops

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Sheet, around, smooth
from portal.demo.art.colours import Colour, brightness, clear, darker, lighter, mix, vary


def knit(canvas: Canvas) -> None:
    """Knit bands of mirrored motifs, one leaning pair of loops for each stitch."""
    rng, hues = canvas.rng, [canvas.palette.paper, *canvas.hues]
    across = rng.choice((34, 40))
    stitch = canvas.width / across
    rise = stitch * 0.82
    rows = math.ceil(canvas.height / rise) + 1
    loops = {hue: _loop(canvas, stitch, rise, hue) for hue in hues}
    canvas.flood(darker(canvas.hues[0], 0.6))
    pattern = _bands(rng, rows, hues)
    for row in range(rows):
        motif, background, figure = pattern[row]
        for column in range(-1, across + 1):
            hue = figure if motif[abs(column % (2 * len(motif)) - len(motif)) % len(motif)] else background
            shake = rng.uniform(-0.6, 0.6)
            canvas.place(loops[hue], column * stitch, (row - 0.6) * rise + shake)
    canvas.light(darkest=205)


def _bands(rng: Random, rows: int, hues: list[Colour]) -> list[tuple[list[bool], Colour, Colour]]:
    """Return for every row its motif (half of it: it is mirrored), background and figure."""
    bands: list[tuple[list[bool], Colour, Colour]] = []
    half = 6
    while len(bands) < rows:
        ground, figure = rng.sample(hues, 2)
        while abs(brightness(ground) - brightness(figure)) < 45:
            ground, figure = rng.sample(hues, 2)
        height = rng.choice((3, 5, 7, 9))
        upper = [[_motif(rng, column, row, height) for column in range(half)] for row in range(height // 2 + 1)]
        plain = [False] * half
        band = [plain, *upper, *upper[-2::-1], plain]
        bands += [(motif, ground, figure) for motif in band]
        bands += [([index % 2 == 0 for index in range(half)], figure, hues[0])] * rng.choice((0, 1))
    return bands[:rows]


def _motif(rng: Random, column: int, row: int, height: int) -> bool:
    """Tell whether a stitch belongs to the figure: a diamond, with a few stitches by the knitter's whim."""
    if height == 3:
        return (column + row) % 3 == 0
    return abs(column - row) < 2 or (column + row) % 6 == 5 or rng.random() < 0.06


def _loop(canvas: Canvas, stitch: float, rise: float, hue: Colour) -> Image.Image:
    width, height = canvas.pixels(stitch), canvas.pixels(rise * 1.75)
    tile = Image.new("RGB", (width, height), hue)
    cover = Image.new("L", (width, height))
    sheet, mask = Sheet(image=tile, unit=1), Sheet(image=cover, unit=1)
    for side in (-1, 1):
        x, lean = width * (0.5 + side * 0.245), -side * 0.42
        mask.ellipse(x, height / 2, width * 0.235, height * 0.46, 255, lean)
        sheet.ellipse(x, height / 2, width * 0.25, height * 0.47, darker(hue, 0.34), lean)
        sheet.ellipse(x - width * 0.02, height * 0.485, width * 0.19, height * 0.42, hue, lean)
        for strand in (-0.08, 0.0, 0.08):
            start, end = (
                around(x + strand * width, height / 2, height * 0.34, math.pi / 2 + lean),
                around(x + strand * width, height / 2, -height * 0.34, math.pi / 2 + lean),
            )
            sheet.line([start, end], lighter(hue, 0.3) if strand < 0 else darker(hue, 0.1), width * 0.035)
    tile.putalpha(cover)
    return tile


def embroidery(canvas: Canvas) -> None:
    """Stitch a spray of flowers on linen in a hoop."""
    rng = canvas.rng
    table = surface.wood(
        size=canvas.image.size,
        rng=rng,
        colour=(darker(canvas.hues[0], 0.25), mix(canvas.hues[0], (190, 150, 110), 0.5)),
    )
    canvas.image.paste(table, (0, 0))
    x, y, radius = canvas.width / 2, canvas.height / 2, 430
    outer = canvas.stencil()
    outer.ellipse(x, y, radius, radius, 255)
    outer.rectangle((x - 26, y - radius - 46, x + 26, y - radius + 10), 255, 8)
    canvas.glow(outer, (20, 12, 8), opacity=0.6, blur=18, shift=(16, 20))
    canvas.pour((171, 124, 78), outer)
    canvas.ring(x, y, radius - 3, (205, 160, 112), 7)
    canvas.ring(x, y, radius - 24, (110, 74, 44), 5)
    linen = canvas.stencil()
    linen.ellipse(x, y, radius - 27, radius - 27, 255)
    canvas.pour(_linen(canvas), linen)
    canvas.rectangle((x - 18, y - radius - 40, x + 18, y - radius - 22), (196, 164, 92), 6)
    canvas.rectangle((x - 6, y - radius - 34, x + 6, y - radius + 2), (150, 118, 60), 3)
    greens = [(92, 118, 74), (132, 150, 92), (66, 96, 82)]
    root = (x + rng.uniform(-30, 30), y + radius * 0.66)
    for stem in range(count := rng.choice((5, 6, 7))):
        spread = (stem / (count - 1) - 0.5) * 2
        head = (x + spread * radius * 0.62, y - radius * (0.52 - 0.42 * spread**2 + rng.uniform(-0.08, 0.08)))
        bow = (root[0] + (head[0] - root[0]) * 0.25, (root[1] + head[1]) / 2)
        path = smooth([root, bow, head], closed=False, steps=16)
        _stem_stitch(canvas, path, greens[stem % 3])
        for place in range(7, len(path) - 6, 6):
            side = 1 if place % 4 else -1
            angle = math.atan2(path[place + 1][1] - path[place][1], path[place + 1][0] - path[place][0])
            _satin_leaf(
                canvas, *path[place], rng.uniform(52, 80), 26, angle + side * 0.8, greens[(stem + place) % 3]
            )
        flower = rng.choice((_daisy, _daisy, _knots, _tulip))
        flower(canvas, *head, rng.uniform(52, 84), canvas.hues[stem % len(canvas.hues)])
    canvas.light(darkest=215)


def _linen(canvas: Canvas) -> Image.Image:
    width, height = canvas.image.size
    weft = surface.noise(size=(width, height), rng=canvas.rng, cells=(12, height // 7))
    warp = surface.noise(size=(width, height), rng=canvas.rng, cells=(width // 7, 12))
    weave = surface.levels(Image.blend(weft, warp, 0.5), 212, 255)
    cloth = Image.new("RGB", (width, height), mix(canvas.palette.paper, (255, 255, 255), 0.3))
    return ImageChops.multiply(cloth, Image.merge("RGB", (weave,) * 3))


def _stem_stitch(canvas: Canvas, path: list[tuple[float, float]], hue: Colour) -> None:
    for start, end in zip(path, path[2:], strict=False):
        canvas.line([start, end], vary(darker(hue, 0.1), canvas.rng, 14), 6)


def _satin_leaf(
    canvas: Canvas, x: float, y: float, length: float, breadth: float, angle: float, hue: Colour
) -> None:
    """Fill a leaf with slanting stitches that meet along its vein."""
    for step in range(1, 22):
        share = step / 22
        vein = around(x, y, length * share, angle)
        reach = breadth * math.sin(math.pi * share) ** 0.8
        for side in (-1, 1):
            tip = around(*vein, reach, angle + side * 0.95)
            shade = vary(lighter(hue, 0.12) if side > 0 else darker(hue, 0.12), canvas.rng, 14)
            canvas.line([vein, tip], shade, 4)


def _daisy(canvas: Canvas, x: float, y: float, size: float, hue: Colour) -> None:
    petals = canvas.rng.choice((8, 10, 12))
    for petal in range(petals):
        angle = petal * math.tau / petals
        for thread in range(-5, 6):
            slant = angle + thread * 2.2 / petals / 5
            start = around(x, y, size * 0.26, slant)
            end = around(x, y, size * (1 - 0.018 * thread * thread / 2), angle + thread * 1.9 / petals / 5)
            canvas.line([start, end], vary(hue, canvas.rng, 22), 4)
    for _ in range(34):
        dot = around(x, y, size * 0.27 * canvas.rng.random() ** 0.5, canvas.rng.uniform(0, math.tau))
        canvas.ellipse(*dot, 5.5, 5.5, vary((222, 170, 62), canvas.rng, 26))


def _knots(canvas: Canvas, x: float, y: float, size: float, hue: Colour) -> None:
    for _ in range(52):
        spot = around(x, y, size * 0.85 * canvas.rng.random() ** 0.6, canvas.rng.uniform(0, math.tau))
        canvas.ellipse(spot[0] + 2, spot[1] + 3, 8, 8, clear((40, 26, 20), 0.35))
        canvas.ellipse(*spot, 8, 8, vary(hue, canvas.rng, 26))
        canvas.ellipse(spot[0] - 2, spot[1] - 2, 3, 3, lighter(hue, 0.4))


def _tulip(canvas: Canvas, x: float, y: float, size: float, hue: Colour) -> None:
    for lean, tone in ((-0.5, darker(hue, 0.18)), (0.5, darker(hue, 0.1)), (0.0, hue)):
        _satin_leaf(canvas, x, y + size * 0.4, size * 1.25, size * 0.36, -math.pi / 2 + lean, tone)
