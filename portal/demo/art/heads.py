"""Painted heads, in planes of colour."""

import math

from PIL import ImageChops

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, around, smooth
from portal.demo.art.colours import Colour, brightness, darker, lighter, mix


def portrait_study(canvas: Canvas) -> None:
    """Paint a head in planes of colour, full face and profile at once."""
    rng, ink = canvas.rng, canvas.palette.ink
    hues, (x, y) = canvas.hues, (canvas.width / 2, canvas.height * 0.47)
    canvas.flood(mix(hues[0], canvas.palette.paper, 0.35))
    canvas.polygon(
        [
            (0, 0),
            (canvas.width * rng.uniform(0.4, 0.7), 0),
            (canvas.width * rng.uniform(0.2, 0.5), canvas.height),
            (0, canvas.height),
        ],
        mix(hues[1], canvas.palette.paper, 0.25),
    )
    canvas.ellipse(canvas.width * rng.uniform(0.15, 0.85), canvas.height * 0.24, 170, 170, lighter(hues[2], 0.2))
    skin = rng.choice(((198, 138, 98), (226, 176, 138), (142, 92, 66), (112, 70, 52), hues[3]))
    shade = mix(skin, hues[4], 0.45)
    canvas.polygon(
        smooth(
            [
                (x - 430, canvas.height + 60),
                (x - 300, y + 400),
                (x, y + 350),
                (x + 300, y + 400),
                (x + 430, canvas.height + 60),
            ]
        ),
        hues[4],
    )
    canvas.polygon(
        [(x - 92, y + 180), (x + 92, y + 180), (x + 120, y + 410), (x, y + 470), (x - 120, y + 410)], shade
    )
    hair = rng.choice((ink, darker(hues[1], 0.4), hues[2]))
    wide = rng.uniform(0.94, 1.1)
    _hair(canvas, x, y, hair, wide)
    face = smooth(
        [
            (x, y - 300),
            (x + 205 * wide, y - 170),
            (x + 200 * wide, y + 60),
            (x + 110, y + 240),
            (x, y + 300),
            (x - 110, y + 240),
            (x - 200 * wide, y + 60),
            (x - 205 * wide, y - 170),
        ]
    )
    canvas.polygon(face, skin)
    half = canvas.stencil()
    half.polygon(face, 255)
    cover = canvas.stencil()
    nose = [
        (x, y - 320),
        (x + 26, y - 100),
        (x + 84, y + 60),
        (x + 10, y + 100),
        (x + 34, y + 170),
        (x, y + 320),
    ]
    cover.polygon([*smooth(nose, closed=False), (x + 400, y + 320), (x + 400, y - 320)], 255)
    half.image.paste(ImageChops.multiply(half.image, cover.image), (0, 0))
    canvas.pour(shade, half)
    canvas.line(
        smooth([(x - 16, y - 140), (x + 26, y - 100), (x + 84, y + 60), (x + 10, y + 88)], closed=False),
        ink,
        9,
    )
    for side in (-1, 1):
        _eye(canvas, x + side * 96, y - 70 + rng.uniform(-12, 12), ink, hues[2 if side > 0 else 1])
    cheek = canvas.stencil()
    cheek.ellipse(x - 120, y + 76, 62, 50, 255)
    canvas.glow(cheek, (214, 96, 78), opacity=0.55, blur=16)
    lips = (178, 66, 62) if brightness(skin) > 90 else (196, 88, 80)
    canvas.polygon(
        smooth(
            [
                (x - 76, y + 168),
                (x - 22, y + 150),
                (x, y + 158),
                (x + 22, y + 150),
                (x + 76, y + 168),
                (x, y + 206),
            ]
        ),
        lips,
    )
    canvas.line(smooth([(x - 78, y + 168), (x, y + 176), (x + 78, y + 166)], closed=False), darker(lips, 0.45), 6)
    for side in (-1, 1):
        canvas.ellipse(x + side * 212 * wide, y + 120, 20, 34, hues[0])
        canvas.ellipse(x + side * 212 * wide, y + 120, 9, 16, canvas.palette.paper)
    brush = surface.noise(size=canvas.image.size, rng=rng, cells=(40, 420))
    canvas.image.paste(surface.sprinkle(canvas.image, surface.levels(brush, 118, 138)), (0, 0))


def _hair(canvas: Canvas, x: float, y: float, hair: Colour, wide: float) -> None:
    style = canvas.rng.randrange(4)
    if style == 0:
        canvas.ellipse(x, y - 70, 280 * wide, 300, hair)
        canvas.rectangle((x - 280 * wide, y - 80, x + 280 * wide, y + 230), hair, 60)
    elif style == 1:
        for curl in range(15):
            angle = math.pi * (0.9 + 1.2 * curl / 14)
            canvas.ellipse(*around(x, y - 90, 225, angle), 96, 96, darker(hair, 0.1 * (curl % 2)))
    elif style == 2:
        canvas.ellipse(x, y - 350, 105, 96, darker(hair, 0.15))
        canvas.ellipse(x, y - 120, 236 * wide, 226, hair)
    else:
        for turn in range(5):
            canvas.ellipse(x, y - 180 - turn * 34, 240 * wide - turn * 22, 110, canvas.hues[(turn + 1) % 5])


def _eye(canvas: Canvas, x: float, y: float, ink: Colour, iris: Colour) -> None:
    canvas.polygon(smooth([(x - 62, y), (x, y - 36), (x + 62, y), (x, y + 30)]), ink)
    canvas.polygon(smooth([(x - 50, y), (x, y - 26), (x + 50, y), (x, y + 22)]), (250, 244, 232))
    canvas.ellipse(x, y - 2, 24, 24, darker(iris, 0.15))
    canvas.ellipse(x, y - 2, 12, 12, (24, 18, 18))
    canvas.ellipse(x + 7, y - 9, 5, 5, (255, 255, 250))
    canvas.line(smooth([(x - 70, y - 58), (x, y - 88), (x + 66, y - 62)], closed=False), ink, 14)
