"""Instruments, laid on a cloth."""

import math

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Point, around, oval, smooth
from portal.demo.art.colours import clear, darker, lighter, mix, vary


def instrument(canvas: Canvas) -> None:
    """Lay out one instrument: a kalimba, a guitar or a hand drum."""
    cloth = mix(canvas.palette.paper, canvas.hues[0], canvas.rng.choice((0.2, 0.7, 0.9)))
    canvas.flood(cloth)
    for _ in range(5):
        x = canvas.rng.uniform(0, canvas.width)
        canvas.polygon(
            [(x, 0), (x + 90, 0), (x - 160, canvas.height), (x - 250, canvas.height)],
            clear(lighter(cloth, 0.3), 0.3),
        )
    canvas.variant(_kalimba, _guitar, _drum)(canvas)
    canvas.light(darkest=210)


_WOODS = (((140, 84, 46), (212, 152, 98)), ((176, 130, 82), (234, 200, 152)), ((84, 48, 34), (150, 92, 62)))


def _kalimba(canvas: Canvas) -> None:
    rng, x, y = canvas.rng, canvas.width / 2, canvas.height / 2
    tones = rng.choice(_WOODS)
    wide, high = 300, 390
    body = canvas.stencil()
    body.polygon(
        smooth(
            [
                (x - wide, y - high),
                (x, y - high - 14),
                (x + wide, y - high),
                (x + wide * 0.98, y),
                (x + wide * 0.86, y + high * 0.9),
                (x, y + high + 16),
                (x - wide * 0.86, y + high * 0.9),
                (x - wide * 0.98, y),
            ]
        ),
        255,
    )
    canvas.glow(body, (18, 10, 8), opacity=0.65, blur=18, shift=(20, 24))
    canvas.pour(surface.wood(size=canvas.image.size, rng=rng, colour=tones, sideways=False), body)
    canvas.ellipse(x, y + 165, 92, 92, darker(tones[0], 0.3))
    canvas.ellipse(x + 3, y + 169, 82, 82, (22, 14, 12))
    for dot in range(24):
        canvas.ellipse(*around(x, y + 165, 118, dot * math.tau / 24), 6, 6, canvas.hues[1])
    canvas.rectangle((x - 262, y - 226, x + 262, y - 196), darker(tones[0], 0.4), 10)
    canvas.rectangle((x - 262, y - 160, x + 262, y - 138), (150, 146, 140), 8)
    canvas.rectangle((x - 262, y - 158, x + 262, y - 152), (226, 222, 214), 4)
    tines = rng.choice((11, 13, 15))
    for tine in range(tines):
        off = tine - tines // 2
        left, end = x + off * 490 / tines, y + 150 - abs(off) * 300 / tines - (8 if tine % 2 else 0)
        top = y - 320 + abs(off) * 4
        canvas.rectangle((left - 8, top + 8, left + 20, end + 12), (20, 12, 10, 80), 8)
        canvas.rectangle((left - 12, top, left + 12, end), (140, 138, 136), 10)
        canvas.rectangle((left - 9, top + 3, left + 3, end - 4), (222, 220, 214), 6)
        if tine % 3 == 0:
            canvas.rectangle((left - 9, end - 40, left + 9, end - 28), canvas.hues[2], 3)
    canvas.rectangle((x - 270, y - 186, x + 270, y - 172), (186, 178, 166), 6)


def _guitar(canvas: Canvas) -> None:
    rng, tones = canvas.rng, canvas.rng.choice(_WOODS)
    upright = canvas.height > canvas.width * 1.1
    length = max(canvas.width, canvas.height)
    middle = canvas.width / 2 if upright else canvas.height / 2

    def at(along: float, side: float) -> Point:
        """Turn places along and beside the strings (thousandths of the length) into places on the canvas."""
        along, side = along * length, middle + side * length
        return (side, canvas.height - along) if upright else (along, side)

    half = [
        (0.03, 0.0),
        (0.045, 0.1),
        (0.11, 0.19),
        (0.2, 0.212),
        (0.29, 0.178),
        (0.365, 0.132),
        (0.42, 0.132),
        (0.49, 0.155),
        (0.55, 0.125),
        (0.575, 0.05),
        (0.578, 0.0),
    ]
    outline = smooth([at(*p) for p in half] + [at(a, -s) for a, s in half[-2:0:-1]])
    body = canvas.stencil()
    body.polygon(outline, 255)
    neck = [at(0.5, -0.026), at(0.98, -0.022), at(0.98, 0.022), at(0.5, 0.026)]
    head = [at(0.94, -0.024), at(0.96, -0.05), at(1.2, -0.05), at(1.2, 0.05), at(0.96, 0.05), at(0.94, 0.024)]
    body.polygon(neck, 255)
    body.polygon(head, 255)
    canvas.glow(body, (18, 10, 8), opacity=0.6, blur=20, shift=(16, 22))
    canvas.pour(surface.wood(size=canvas.image.size, rng=rng, colour=tones, sideways=not upright), body)
    canvas.line([*outline, outline[0]], darker(tones[0], 0.45), 11)
    hole = at(0.39, 0)
    for radius, hue in (
        (0.078, canvas.hues[1]),
        (0.073, tones[1]),
        (0.068, canvas.hues[0]),
        (0.06, (24, 15, 12)),
    ):
        canvas.ellipse(*hole, radius * length, radius * length, hue)
    canvas.polygon(
        [at(0.345 + 0.1, -0.026), at(0.96, -0.022), at(0.96, 0.022), at(0.345 + 0.1, 0.026)], (62, 40, 30)
    )
    place = 0.96
    for fret in range(17):
        canvas.line([at(place, -0.024), at(place, 0.024)], (204, 192, 168), 3.5)
        following = place - (place - 0.18) * 0.0561
        if fret in (2, 4, 6, 8, 11):
            canvas.ellipse(*at((place + following) / 2, 0), 6, 6, (240, 232, 214))
        place = following
    canvas.polygon([at(0.165, -0.09), at(0.192, -0.07), at(0.192, 0.07), at(0.165, 0.09)], (48, 30, 24))
    for string in range(6):
        side = (string - 2.5) / 2.5 * 0.019
        canvas.line([at(0.18, side * 1.3), at(0.99, side)], (236, 228, 210), 3.4 - string * 0.35)


def _drum(canvas: Canvas) -> None:
    rng, x, y = canvas.rng, canvas.width / 2, canvas.height / 2
    tones = rng.choice(_WOODS)
    disc = canvas.stencil()
    disc.ellipse(x, y, 420, 420, 255)
    canvas.glow(disc, (18, 10, 8), opacity=0.65, blur=20, shift=(22, 26))
    canvas.pour(surface.wood(size=canvas.image.size, rng=rng, colour=tones), disc)
    for peg in range(20):
        angle = peg * math.tau / 20
        canvas.stroke([around(x, y, 345, angle - 0.07), around(x, y, 408, angle)], darker(canvas.hues[1], 0.1), 9)
        canvas.stroke([around(x, y, 345, angle + 0.07), around(x, y, 408, angle)], canvas.hues[1], 9)
        canvas.ellipse(*around(x, y, 408, angle), 13, 13, darker(tones[0], 0.35))
    head = canvas.stencil()
    head.ellipse(x, y, 362, 362, 255)
    canvas.glow(head, (20, 12, 8), opacity=0.5, blur=8)
    hide = surface.clouds(size=canvas.image.size, rng=rng, cells=(5, 5), octaves=3)
    canvas.pour((238, 220, 186), head)
    canvas.pour(
        (208, 178, 134),
        type(head)(
            image=surface.levels(Image.composite(hide, Image.new("L", hide.size), head.image), 0, 150),
            unit=canvas.unit,
        ),
    )
    points = rng.choice((8, 10, 12))
    for ray in range(points):
        angle = ray * math.tau / points
        canvas.polygon(
            [
                around(x, y, 300, angle - 0.16),
                around(x, y, 340, angle),
                around(x, y, 300, angle + 0.16),
                around(x, y, 262, angle),
            ],
            vary(canvas.hues[0], rng),
        )
        canvas.ellipse(*around(x, y, 228, angle + math.pi / points), 11, 11, canvas.hues[2])
    for radius, hue in (
        (118, canvas.hues[0]),
        (102, (232, 212, 176)),
        (84, canvas.hues[2]),
        (52, canvas.hues[0]),
    ):
        canvas.ellipse(x, y, radius, radius, clear(hue, 0.85))
    shine = canvas.stencil()
    shine.polygon(oval(x - 130, y - 150, 150, 90, angle=-0.7), 255)
    canvas.glow(shine, (255, 252, 240), opacity=0.3, blur=60)
