"""Portraits for people without a photograph: cut paper, friendly, nobody's likeness."""

import math

from portal.demo.art.canvas import Canvas, around, leaf, smooth
from portal.demo.art.colours import Colour, darker, lighter, mix

_SKINS = ((242, 204, 172), (222, 170, 128), (190, 130, 92), (150, 98, 68), (108, 68, 50), (84, 52, 40))
_HAIRS = ((38, 28, 26), (74, 46, 32), (126, 74, 40), (176, 120, 64), (150, 146, 142), (66, 34, 30))
_DARK_HAIRS = (_HAIRS[0], _HAIRS[1], _HAIRS[4])


def paint_portrait(canvas: Canvas) -> None:
    """Paint a face two times in three, otherwise a plant, a sun or a bird."""
    ground = mix(canvas.hues[0], canvas.palette.paper, canvas.rng.choice((0.0, 0.35, 0.6)))
    canvas.flood(ground)
    canvas.ellipse(canvas.width / 2, canvas.height / 2, 430, 430, mix(ground, canvas.palette.paper, 0.35))
    canvas.variant(_face, _face, _plant, _face, _face, _sun, _face, _face, _bird)(canvas)


def _face(canvas: Canvas) -> None:
    rng, x, y = canvas.rng, canvas.width / 2, canvas.height / 2 - 20
    skin = rng.choice(_SKINS)
    hair = rng.choice(_HAIRS if sum(skin) > 360 else _DARK_HAIRS)
    shirt, ink = canvas.hues[1], (40, 28, 26)
    style = rng.randrange(7)
    if style in (1, 4):
        _hair_behind(canvas, x, y, hair, style)
    canvas.polygon(
        smooth(
            [
                (x - 350, canvas.height + 120),
                (x - 290, y + 330),
                (x - 100, y + 270),
                (x + 100, y + 270),
                (x + 290, y + 330),
                (x + 350, canvas.height + 120),
            ]
        ),
        shirt,
    )
    for stripe in range(rng.choice((0, 3))):
        canvas.line(
            smooth(
                [
                    (x - 300, y + 390 + stripe * 54),
                    (x, y + 420 + stripe * 54),
                    (x + 300, y + 390 + stripe * 54),
                ],
                closed=False,
            ),
            canvas.palette.paper,
            14,
        )
    canvas.rectangle((x - 72, y + 130, x + 72, y + 330), darker(skin, 0.16), 66)
    if style in (0, 2, 3):
        _hair_behind(canvas, x, y, hair, style)
    for side in (-1, 1):
        canvas.ellipse(x + side * 204, y + 20, 34, 46, darker(skin, 0.08))
    jaw = rng.uniform(150, 184)
    canvas.polygon(
        smooth(
            [
                (x, y - 232),
                (x + 190, y - 130),
                (x + 204, y + 30),
                (x + jaw * 0.72, y + 190),
                (x, y + 236),
                (x - jaw * 0.72, y + 190),
                (x - 204, y + 30),
                (x - 190, y - 130),
            ]
        ),
        skin,
    )
    _hair_in_front(canvas, x, y, hair, style)
    for side in (-1, 1):
        canvas.ellipse(x + side * 122, y + 78, 40, 28, mix(skin, (214, 84, 72), 0.35))
        canvas.ellipse(x + side * 82, y + 6, 16, 20, ink)
        canvas.ellipse(x + side * 82 + 5, y - 2, 5, 6, (255, 255, 250))
        canvas.line(
            smooth([(x + side * 46, y - 50), (x + side * 84, y - 66), (x + side * 122, y - 48)], closed=False),
            darker(hair, 0.2),
            13,
        )
    canvas.line(
        smooth([(x - 4, y + 10), (x + 26, y + 70), (x - 10, y + 82)], closed=False),
        darker(skin, 0.34) if sum(skin) > 300 else lighter(skin, 0.2),
        9,
    )
    smile = rng.uniform(20, 44)
    lips = mix(darker(skin, 0.4), (176, 50, 50), 0.5) if sum(skin) > 300 else (196, 96, 88)
    canvas.line(smooth([(x - 66, y + 132), (x, y + 132 + smile), (x + 66, y + 132)], closed=False), lips, 15)
    if rng.random() < 0.35:
        for side in (-1, 1):
            canvas.ring(x + side * 84, y + 6, 62, ink, 10)
        canvas.line([(x - 24, y + 2), (x + 24, y + 2)], ink, 10)
    elif rng.random() < 0.4:
        for side in (-1, 1):
            canvas.ellipse(x + side * 212, y + 86, 18, 30, canvas.hues[2])


def _hair_behind(canvas: Canvas, x: float, y: float, hair: Colour, style: int) -> None:
    if style == 0:
        for curl in range(17):
            canvas.ellipse(*around(x, y - 60, 222, math.pi * (0.86 + 1.28 * curl / 16)), 84, 84, hair)
    elif style in (1, 4):
        canvas.ellipse(x, y - 50, 250, 230, hair)
        canvas.rectangle((x - 250, y - 60, x + 250, y + (340 if style == 1 else 210)), hair, 70)
    elif style == 2:
        canvas.ellipse(x, y - 290, 100, 92, darker(hair, 0.12))
        canvas.ellipse(x, y - 70, 226, 196, hair)
    else:
        canvas.ellipse(x, y - 60, 234, 204, hair)


def _hair_in_front(canvas: Canvas, x: float, y: float, hair: Colour, style: int) -> None:
    if style == 5:
        canvas.ellipse(x, y - 150, 236, 116, canvas.hues[2])
        canvas.rectangle((x - 226, y - 150, x + 226, y - 84), canvas.hues[3], 30)
        for turn in range(4):
            canvas.line(
                smooth(
                    [
                        (x - 210 + turn * 60, y - 130),
                        (x - 40 + turn * 40, y - 210),
                        (x + 150 + turn * 18, y - 150),
                    ],
                    closed=False,
                ),
                lighter(canvas.hues[2], 0.25),
                9,
            )
        return
    if style == 6:
        canvas.polygon(
            smooth(
                [
                    (x - 214, y - 20),
                    (x - 210, y - 180),
                    (x, y - 266),
                    (x + 210, y - 180),
                    (x + 214, y - 20),
                    (x + 168, y - 110),
                    (x, y - 136),
                    (x - 168, y - 110),
                ]
            ),
            hair,
        )
        canvas.polygon(
            smooth(
                [
                    (x - 190, y + 90),
                    (x - 120, y + 116),
                    (x, y + 100),
                    (x + 120, y + 116),
                    (x + 190, y + 90),
                    (x + 130, y + 224),
                    (x, y + 266),
                    (x - 130, y + 224),
                ]
            ),
            hair,
        )
        return
    part = canvas.rng.choice((-70, 0, 70))
    canvas.polygon(
        smooth(
            [
                (x - 206, y - 20),
                (x - 196, y - 150),
                (x, y - 246),
                (x + 196, y - 150),
                (x + 206, y - 20),
                (x + 150, y - 112),
                (x + part, y - 160),
                (x - 150, y - 112),
            ]
        ),
        hair,
    )


def _plant(canvas: Canvas) -> None:
    rng, x, base = canvas.rng, canvas.width / 2, canvas.height * 0.66
    greens = ((70, 104, 78), (112, 140, 84), (150, 166, 96))
    for index in range(count := rng.choice((7, 9))):
        angle = -math.pi / 2 + (index - count // 2) * 1.9 / count
        length = rng.uniform(330, 430) * (1 - 0.25 * abs(index - count // 2) / count)
        canvas.polygon(leaf(x, base + 20, length, rng.uniform(80, 116), angle), greens[index % 3])
        canvas.line(
            [(x, base + 20), around(x, base + 20, length * 0.86, angle)], lighter(greens[index % 3], 0.3), 5
        )
    clay = canvas.hues[1]
    canvas.polygon([(x - 150, base), (x + 150, base), (x + 108, base + 240), (x - 108, base + 240)], clay)
    canvas.rectangle((x - 168, base - 12, x + 168, base + 52), darker(clay, 0.14), 10)
    for dot in range(5):
        canvas.ellipse(x - 96 + dot * 48, base + 130, 13, 13, canvas.palette.paper)


def _sun(canvas: Canvas) -> None:
    x, y, rays = canvas.width / 2, canvas.height / 2, canvas.rng.choice((14, 18, 22))
    for ray in range(rays):
        angle = ray * math.tau / rays
        canvas.polygon(
            leaf(*around(x, y, 210, angle), 170 if ray % 2 else 120, 62, angle), canvas.hues[1 + ray % 2]
        )
    canvas.ellipse(x, y, 216, 216, (236, 176, 74))
    canvas.ellipse(x, y, 190, 190, (246, 204, 112))
    for side in (-1, 1):
        canvas.line(
            smooth([(x + side * 100, y - 24), (x + side * 70, y - 44), (x + side * 40, y - 24)], closed=False),
            (110, 62, 34),
            12,
        )
        canvas.ellipse(x + side * 112, y + 34, 32, 24, (234, 136, 84))
    canvas.line(smooth([(x - 62, y + 60), (x, y + 96), (x + 62, y + 60)], closed=False), (110, 62, 34), 12)


def _bird(canvas: Canvas) -> None:
    x, y, feathers = canvas.width / 2, canvas.height / 2, canvas.hues[1]
    for feather in range(4):
        canvas.polygon(leaf(x - 120, y + 60, 330, 80, 2.5 + feather * 0.17), canvas.hues[2 + feather % 3])
    canvas.ellipse(x, y + 20, 240, 186, feathers, -0.4)
    canvas.ellipse(x + 150, y - 140, 122, 122, feathers)
    canvas.polygon([(x + 250, y - 176), (x + 366, y - 132), (x + 250, y - 96)], (230, 156, 60))
    canvas.ellipse(x + 180, y - 160, 30, 30, canvas.palette.paper)
    canvas.ellipse(x + 184, y - 160, 15, 15, (30, 22, 22))
    for feather in range(3):
        canvas.polygon(
            leaf(x + 90, y - 20 + feather * 44, 290 - feather * 40, 96, 2.75), canvas.hues[(feather + 3) % 5]
        )
    for leg in (-20, 50):
        canvas.line([(x + leg, y + 196), (x + leg + 8, y + 300)], (120, 78, 46), 12)
    canvas.line([(0, y + 306), (canvas.width, y + 296)], (120, 82, 54), 26)
