"""Dyed and woven cloth: weaving and batik."""

import math
from random import Random

from PIL import Image, ImageChops

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, around, leaf, smooth
from portal.demo.art.colours import Colour, brightness, clear, darker, lighter, mix, vary


def weaving(canvas: Canvas) -> None:
    if canvas.variant(True, False):
        _hang(canvas)
    else:
        _weave(canvas, (0, 0, canvas.width, canvas.height), cell=15)
    canvas.light(darkest=205)


def _hang(canvas: Canvas) -> None:
    """Draw a fringed hanging on a stick, against a limewashed wall."""
    rng, wall = canvas.rng, mix(canvas.palette.paper, canvas.hues[0], 0.12)
    canvas.flood(wall)
    width = min(canvas.width * 0.56, canvas.height * 0.62)
    left, top = (canvas.width - width) / 2, canvas.height * 0.13
    right, bottom = left + width, canvas.height * 0.76
    shadow = canvas.stencil()
    shadow.rectangle((left, top, right, bottom + canvas.height * 0.1), 255)
    shadow.rectangle((left - 60, top - 12, right + 60, top + 12), 255)
    canvas.glow(shadow, darker(wall, 0.7), opacity=0.45, blur=16, shift=(22, 20))
    cord = darker(canvas.palette.paper, 0.45)
    canvas.line([(left - 36, top), (canvas.width / 2, top * 0.28), (right + 36, top)], cord, 4)
    threads = 46
    for index in range(threads * 2):
        x = left + (index + 0.5) * width / threads / 2
        length = canvas.height * (0.1 + 0.05 * abs(math.sin((x - left) / width * math.pi * 3)))
        end = (x + rng.uniform(-5, 5), bottom + length + rng.uniform(-6, 6))
        middle = (x + rng.uniform(-4, 4), bottom + length / 2)
        hue = vary(mix(canvas.palette.paper, canvas.hues[1], 0.15 + 0.2 * (index % 2)), rng)
        canvas.line(smooth([(x, bottom - 4), middle, end], closed=False, steps=5), darker(hue, 0.08), 4)
    _weave(canvas, (left, top, right, bottom), cell=12)
    canvas.rectangle((left - 62, top - 13, right + 62, top + 13), (112, 76, 48), 12)
    canvas.rectangle((left - 58, top - 10, right + 58, top - 4), (168, 124, 84), 4)


def _weave(canvas: Canvas, box: tuple[float, float, float, float], *, cell: float) -> None:
    """Interlace threads over `box`: stripes in the weft, and a motif where the weft floats over the warp."""
    rng, hues = canvas.rng, canvas.hues
    left, top, right, bottom = box
    columns, rows = round((right - left) / cell), round((bottom - top) / cell)
    across, down = (right - left) / columns, (bottom - top) / rows
    warp_hue = mix(canvas.palette.paper, hues[3], 0.12)
    repeat, stripes = rng.choice((16, 20, 24)), _stripes(rng, rows, hues)
    motif = rng.choice((_diamond, _chevron, _cross))
    canvas.rectangle(box, darker(warp_hue, 0.55))
    for row in range(rows):
        dye = stripes[row]
        for column in range(columns):
            floats = motif(column - columns // 2, row, repeat) if dye != warp_hue else False
            weft_on_top = floats or (row + column) % 2 == 0
            x, y = left + column * across, top + row * down
            if weft_on_top:
                hue = vary(dye if floats else mix(dye, warp_hue, 0.25), rng, 7)
                _thread(canvas, (x - 0.8, y + 0.8, x + across + 0.8, y + down - 0.8), hue, flat=True)
            else:
                _thread(
                    canvas,
                    (x + 1, y - 0.6, x + across - 1, y + down + 0.6),
                    vary(warp_hue, rng, 7),
                    flat=False,
                )


def _stripes(rng: Random, rows: int, hues: list[Colour]) -> list[Colour]:
    stripes: list[Colour] = []
    while len(stripes) < rows:
        broad, narrow = rng.choice(hues), rng.choice(hues)
        stripes += [broad] * rng.choice((8, 12, 18)) + [narrow] * 2 + [broad] * 2 + [narrow] * rng.choice((2, 4))
    return stripes[:rows]


def _diamond(column: int, row: int, repeat: int) -> bool:
    distance = abs(column % repeat - repeat // 2) + abs(row % repeat - repeat // 2)
    return distance % 6 < 3


def _chevron(column: int, row: int, repeat: int) -> bool:
    return (abs(column % repeat - repeat // 2) + row) % 8 < 4


def _cross(column: int, row: int, repeat: int) -> bool:
    x, y = abs(column % repeat - repeat // 2), abs(row % repeat - repeat // 2)
    return min(x, y) < 2 or (x == y) or max(x, y) == repeat // 2


def _thread(canvas: Canvas, box: tuple[float, float, float, float], hue: Colour, *, flat: bool) -> None:
    left, top, right, bottom = box
    canvas.rectangle(box, darker(hue, 0.3))
    if flat:
        third = (bottom - top) / 4
        canvas.rectangle((left, top + third / 2, right, bottom - third), hue)
        canvas.rectangle((left + 2, top + third, right - 2, top + third * 1.7), lighter(hue, 0.18))
    else:
        third = (right - left) / 4
        canvas.rectangle((left + third / 2, top, right - third, bottom), hue)
        canvas.rectangle((left + third, top + 2, left + third * 1.7, bottom - 2), lighter(hue, 0.3))


def batik(canvas: Canvas) -> None:
    """Draw in wax on dyed cloth: petals in a repeat, dotted lines, and the crackle of broken wax."""
    rng, tones = canvas.rng, canvas.by_brightness()
    ground, wax = darker(tones[0], 0.35), mix(canvas.palette.paper, tones[-1], 0.18)
    canvas.flood(ground)
    repeat = rng.choice((168, 200, 236))
    accents = [tone for tone in tones[1:] if brightness(tone) > brightness(ground) + 35] or tones[1:]
    motif = canvas.variant(_kawung, _blossom, _waves)
    for row in range(-1, math.ceil(canvas.height / repeat) + 1):
        for column in range(-1, math.ceil(canvas.width / repeat) + 1):
            x = (column + 0.5 + (row % 2) / 2) * repeat
            motif(canvas, x, (row + 0.5) * repeat, repeat, wax, accents)
    _dye_unevenly(canvas)
    for _ in range(46):
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        _crackle(canvas, x, y, clear(darker(ground, 0.2), 0.5))
    canvas.light(darkest=215)


def _kawung(canvas: Canvas, x: float, y: float, size: float, wax: Colour, accents: list[Colour]) -> None:
    for index, angle in enumerate((0.785, 2.356, 3.927, 5.498)):
        centre = around(x, y, size * 0.3, angle)
        canvas.ellipse(*centre, size * 0.27, size * 0.15, wax, angle)
        canvas.ellipse(*centre, size * 0.22, size * 0.105, accents[index % 2 % len(accents)], angle)
        for along in (-0.1, 0, 0.1):
            canvas.ellipse(*around(*centre, size * along, angle), size * 0.017, size * 0.017, wax)
    _dots(canvas, x, y, size * 0.06, 4, wax, size * 0.022)
    _dots(canvas, x + size / 2, y, size * 0.07, 6, wax, size * 0.016)


def _blossom(canvas: Canvas, x: float, y: float, size: float, wax: Colour, accents: list[Colour]) -> None:
    turn = canvas.rng.uniform(0, 1)
    for petal in range(8):
        angle = turn + petal * math.tau / 8
        canvas.polygon(leaf(x, y, size * 0.42, size * 0.26, angle), wax)
        canvas.polygon(leaf(*around(x, y, size * 0.07, angle), size * 0.31, size * 0.18, angle), accents[0])
        canvas.line([around(x, y, size * 0.12, angle), around(x, y, size * 0.32, angle)], wax, size * 0.012)
    canvas.ellipse(x, y, size * 0.1, size * 0.1, wax)
    canvas.ellipse(x, y, size * 0.075, size * 0.075, accents[-1])
    _dots(canvas, x, y, size * 0.46, 24, wax, size * 0.012)
    _dots(canvas, x + size / 2, y, size * 0.06, 5, accents[0], size * 0.02)


def _waves(canvas: Canvas, x: float, y: float, size: float, wax: Colour, accents: list[Colour]) -> None:
    for ring, paint in enumerate((wax, accents[0], wax, accents[-1], wax)):
        radius = size * (0.56 - ring * 0.11)
        canvas.ellipse(x, y, radius, radius, paint)
        if paint != wax:
            _dots(canvas, x, y, radius - size * 0.05, 30 - ring * 4, wax, size * 0.014)


def _dots(canvas: Canvas, x: float, y: float, radius: float, count: int, wax: Colour, size: float) -> None:
    for step in range(count):
        canvas.ellipse(*around(x, y, radius, step * math.tau / count), size, size, wax)


def _dye_unevenly(canvas: Canvas) -> None:
    cloud = surface.clouds(size=canvas.image.size, rng=canvas.rng, cells=(7, 6), octaves=4)
    cloud = surface.levels(cloud, 165, 255)
    canvas.image.paste(ImageChops.multiply(canvas.image, Image.merge("RGB", (cloud,) * 3)), (0, 0))


def _crackle(canvas: Canvas, x: float, y: float, paint: tuple[int, ...]) -> None:
    rng, path, angle = canvas.rng, [(x, y)], canvas.rng.uniform(0, math.tau)
    for _ in range(rng.randint(8, 20)):
        angle += rng.uniform(-0.5, 0.5)
        x, y = around(x, y, rng.uniform(14, 34), angle)
        path.append((x, y))
    canvas.line(path, paint, rng.uniform(1, 2.4))
