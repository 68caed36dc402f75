"""Plaited and carved things: baskets and spoons."""

import math
from itertools import pairwise

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Sheet, around, oval, smooth
from portal.demo.art.clay import set_table
from portal.demo.art.colours import Colour, darker, lighter, mix, vary


def basket(canvas: Canvas) -> None:
    """Show a basket: coiled and seen from above, or plaited and standing on a table with wool in it."""
    if canvas.variant(True, False):
        _coiled(canvas)
    else:
        _plaited(canvas)
    canvas.light(darkest=205)


def _coiled(canvas: Canvas) -> None:
    rng = canvas.rng
    wall = mix(canvas.palette.paper, canvas.hues[3], 0.2)
    canvas.flood(wall)
    x, y, rings = canvas.width / 2, canvas.height / 2, 22
    straw, first, second = (222, 190, 136), canvas.hues[0], canvas.hues[1]
    disc = canvas.stencil()
    disc.ellipse(x, y, 450, 450, 255)
    canvas.glow(disc, darker(wall, 0.8), opacity=0.55, blur=24, shift=(20, 24))
    canvas.pour(darker(straw, 0.55), disc)
    points, twist = rng.choice((5, 6, 8, 10)), rng.choice((0.0, 0.05, 0.09))
    for ring in range(rings):
        radius = 450 * (ring + 1) / rings
        count = max(10, round(radius * 0.36))
        inner = 450 * ring / rings + 1.5
        for stitch in range(count):
            angle = (stitch + rng.uniform(-0.1, 0.1)) * math.tau / count
            wave = abs(((angle / math.tau * points + ring * twist) % 1) - 0.5) * 2
            distance = ring / rings
            dye = straw
            if 0.2 < distance < 0.3 or distance > 0.93:
                dye = second
            elif 0.34 < distance < 0.86 and wave > (distance - 0.3) * 1.55:
                dye = first
            elif 0.5 < distance < 0.86 and wave < 0.16:
                dye = second
            lean, half = 0.4 / count, math.pi / count * 0.86
            shape = [
                around(x, y, inner, angle - half),
                around(x, y, radius, angle - half + lean),
                around(x, y, radius, angle + half + lean),
                around(x, y, inner, angle + half),
            ]
            dye = vary(dye, rng, 12)
            canvas.polygon(shape, darker(dye, 0.12))
            ridge = [
                around(x, y, inner + (radius - inner) * 0.42, angle - half),
                around(x, y, inner + (radius - inner) * 0.8, angle + half + lean),
            ]
            canvas.line(ridge, lighter(dye, 0.22), (radius - inner) * 0.3)
    hollow = canvas.stencil()
    hollow.ellipse(x - 40, y - 50, 330, 330, 255)
    canvas.glow(hollow, (30, 18, 10), opacity=0.3, blur=70)


def _plaited(canvas: Canvas) -> None:
    table = set_table(canvas)
    height = canvas.height * 0.36
    foot, x = table + (canvas.height - table) * 0.48, canvas.width / 2
    mouth, base = min(canvas.width * 0.33, height * 0.95), min(canvas.width * 0.25, height * 0.7)
    _handle(canvas, x, foot - height, mouth)
    for index in range(7):
        place = x + (index - 3) * mouth * 0.235
        _ball_of_wool(
            canvas,
            place,
            foot - height - 24 - 46 * math.sin((index + 0.5) * math.pi / 7),
            mouth * 0.25,
            canvas.hues[index % 5],
        )
    outline = [(0.0, mouth / height), (0.5, (mouth + base) / 2 / height * 1.06), (1.0, base / height)]
    _vessel_of_withies(canvas, x, foot, height, smooth(outline, closed=False))


def _vessel_of_withies(
    canvas: Canvas, x: float, foot: float, height: float, outline: list[tuple[float, float]]
) -> None:
    rng, width, rows, posts = canvas.rng, 720, 22, 34
    skin = Sheet(image=Image.new("RGB", (width, 640), (74, 48, 28)), unit=1)
    straw, tall = (206, 166, 108), 640 / 22
    for row in range(rows):
        dye = straw if row % 9 not in (3, 4, 5) else canvas.hues[0 if row % 9 != 4 else 1]
        for post in range(posts):
            left, right = (
                width / 2 * (1 + math.sin((edge / posts - 0.5) * math.pi)) for edge in (post - 0.1, post + 1.1)
            )
            over = (row + post) % 2 == 0
            hue = vary(dye if over else darker(dye, 0.38), rng, 12)
            top = row * tall
            skin.rectangle((left, top + 2, right, top + tall - 2), darker(hue, 0.25), 6)
            skin.rectangle((left + 1, top + 4, right - 1, top + tall * 0.62), lighter(hue, 0.12 if over else 0), 6)
    skin.rectangle((0, 0, width, tall * 1.3), darker(straw, 0.25))
    for step in range(60):
        skin.line([(step * 13, 0), (step * 13 - 12, tall * 1.3)], lighter(straw, 0.1), 6)
    skin.rectangle((0, 640 - tall * 1.4, width, 640), darker(straw, 0.4))
    body = surface.round_off(surface.bend(skin.image, depth=50)).resize((width, canvas.pixels(height)))

    def radius(place: float) -> float:
        return next((wide for depth, wide in outline if depth >= place), outline[-1][1]) * height * canvas.unit

    shadow = canvas.stencil()
    wide = radius(1) / canvas.unit
    shadow.ellipse(x + wide * 0.3, foot + 20, wide * 1.35, wide * 0.2, 255)
    canvas.glow(shadow, (20, 12, 8), opacity=0.6, blur=16)
    turned = surface.turn(body, radius=radius, foot=wide * 0.18 * canvas.unit)
    canvas.place(turned, x - turned.width / 2 / canvas.unit, foot - height)


def _handle(canvas: Canvas, x: float, top: float, mouth: float) -> None:
    arch = [
        (
            x + mouth * 0.9 * math.cos(angle / 20 * math.pi),
            top + 30 - mouth * 1.05 * math.sin(angle / 20 * math.pi),
        )
        for angle in range(21)
    ]
    canvas.line([(px + 12, py + 10) for px, py in arch], (40, 26, 18, 90), 30)
    canvas.line(arch, (122, 84, 50), 30)
    canvas.line([(px - 3, py - 4) for px, py in arch], (190, 148, 98), 16)
    for start, end in pairwise(arch):
        canvas.line([(start[0] - 13, start[1] - 8), (end[0] + 8, end[1] + 8)], (146, 104, 64), 6)


def _ball_of_wool(canvas: Canvas, x: float, y: float, radius: float, hue: Colour) -> None:
    rng = canvas.rng
    canvas.ellipse(x, y, radius, radius, darker(hue, 0.45))
    for bundle in range(5):
        angle = rng.uniform(0, math.pi)
        for strand in range(-6, 7):
            flat = abs(strand) / 7
            centre = around(x, y, radius * strand / 7, angle + math.pi / 2)
            half = radius * math.sqrt(max(0.05, 1 - flat**2)) * 0.97
            bow = around(*centre, radius * 0.12, angle + math.pi / 2)
            ends = around(*centre, half, angle), around(*centre, -half, angle)
            shade = vary(lighter(hue, 0.04 * bundle) if strand < 2 else darker(hue, 0.12), rng, 10)
            if bundle == 4 and abs(strand) > 3:
                continue
            canvas.line(smooth([ends[0], bow, ends[1]], closed=False, steps=6), shade, radius * 0.085)
    glint = canvas.stencil()
    glint.ellipse(x - radius * 0.35, y - radius * 0.4, radius * 0.3, radius * 0.22, 255)
    canvas.glow(glint, (255, 250, 240), opacity=0.25, blur=radius * 0.15)


def spoon(canvas: Canvas) -> None:
    """Lay carved wooden spoons side by side on a cloth."""
    rng = canvas.rng
    cloth = mix(canvas.palette.paper, canvas.hues[0], rng.choice((0.15, 0.75, 0.9)))
    canvas.flood(cloth)
    for stripe in range(3):
        y = canvas.height * (0.1 + stripe * 0.024)
        for top in (y, canvas.height - y):
            canvas.rectangle((0, top - 5, canvas.width, top + 5), _stripe(cloth, canvas.hues[1]))
    folds = surface.levels(
        surface.noise(size=canvas.image.size, rng=rng, cells=(canvas.image.width // 6, canvas.image.height // 6)),
        118,
        138,
    )
    canvas.image.paste(surface.sprinkle(canvas.image, folds), (0, 0))
    count = {True: 5, False: 3}[canvas.width > canvas.height * 1.1]
    woods = [
        ((120, 74, 42), (196, 144, 96)),
        ((170, 124, 78), (232, 196, 150)),
        ((78, 46, 30), (142, 92, 62)),
        ((150, 92, 60), (216, 160, 118)),
    ]
    for index in range(count):
        x = canvas.width * (index + 0.7) / (count + 0.4)
        _carve(canvas, x, rng.uniform(-0.09, 0.09), woods[(index + canvas.seed) % 4])
    canvas.light(darkest=205)


def _stripe(first: Colour, second: Colour) -> Colour:
    """Return a stripe's colour that shows on its cloth."""
    return mix(first, second, 0.8) if first != second else darker(first, 0.3)


def _carve(canvas: Canvas, x: float, lean: float, tones: tuple[Colour, Colour]) -> None:
    rng = canvas.rng
    length = canvas.height * rng.uniform(0.6, 0.74)
    top, wide, deep = canvas.height / 2 - length / 2, rng.uniform(56, 82), rng.uniform(84, 120)
    neck, tail = rng.uniform(10, 15), rng.uniform(15, 30)

    def at(side: float, down: float) -> tuple[float, float]:
        return x + side + (down - length / 2) * lean, top + down

    right = [
        (0.0, 0.0),
        (wide * 0.8, deep * 0.35),
        (wide, deep),
        (wide * 0.62, deep * 1.75),
        (neck, deep * 2.3),
        (neck * 0.95, length * 0.7),
        (tail, length * 0.93),
        (tail * 0.5, length),
    ]
    shape = smooth([at(*p) for p in right] + [at(-side, down) for side, down in right[:0:-1]])
    body = canvas.stencil()
    body.polygon(shape, 255)
    canvas.glow(body, (20, 12, 8), opacity=0.6, blur=10, shift=(12, 14))
    left, upper, right_side, lower = body.image.getbbox() or (0, 0, 1, 1)
    plank = surface.wood(size=(right_side - left, lower - upper), rng=rng, colour=tones, sideways=False)
    canvas.image.paste(plank, (left, upper), body.image.crop((left, upper, right_side, lower)))
    hollow = canvas.stencil()
    hollow.polygon(oval(*at(0, deep * 1.02), wide * 0.8, deep * 0.84), 255)
    canvas.glow(hollow, darker(tones[0], 0.35), opacity=0.75, blur=9, inside=True)
    canvas.glow(hollow, lighter(tones[1], 0.3), opacity=0.5, blur=18, shift=(wide * 0.45, deep * 0.5), inside=True)
    canvas.line(oval(*at(0, deep * 1.02), wide * 0.8, deep * 0.84), lighter(tones[1], 0.25), 3)
    ridge = smooth(
        [at(-neck * 0.4, deep * 2.2), at(-neck * 0.35, length * 0.6), at(-tail * 0.4, length * 0.92)],
        closed=False,
    )
    canvas.line(ridge, (*lighter(tones[1], 0.35), 120), 5)
    for ring in range(3):
        start, end = (
            at(-tail * 0.85, length * (0.84 + ring * 0.02)),
            at(tail * 0.85, length * (0.84 + ring * 0.02)),
        )
        canvas.line([start, end], darker(tones[0], 0.3), 3)
