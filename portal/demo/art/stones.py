"""Mosaics: a cartoon, and stones set after it."""

import math

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Sheet, around, leaf
from portal.demo.art.colours import Colour, brightness, darker, lighter, mix, vary


def mosaic(canvas: Canvas) -> None:
    """Set stones in mortar after a cartoon: a sun over the sea, a fish, a tree or a bird."""
    rng = canvas.rng
    cartoon = Sheet(image=Image.new("RGB", (round(canvas.width / 4), round(canvas.height / 4))), unit=0.25)
    canvas.variant(_sun_cartoon, _fish_cartoon, _tree_cartoon, _bird_cartoon)(canvas, cartoon)
    canvas.flood((206, 196, 182))
    side = rng.choice((18, 20))
    for row in range(math.ceil(canvas.height / side) + 1):
        sway = rng.uniform(0, side)
        for column in range(-1, math.ceil(canvas.width / side) + 1):
            x, y = column * side + sway, row * side
            at = (
                min(cartoon.image.width - 1, max(0, int((x + side / 2) / 4))),
                min(cartoon.image.height - 1, int((y + side / 2) / 4)),
            )
            stone = vary(surface.colour_at(cartoon.image, at), rng, 20)
            if rng.random() < 0.05:
                stone = lighter(stone, 0.35)
            gap = 1.6
            shape = [
                (px + rng.uniform(-1.6, 1.6), py + rng.uniform(-1.6, 1.6))
                for px, py in (
                    (x + gap, y + gap),
                    (x + side - gap, y + gap),
                    (x + side - gap, y + side - gap),
                    (x + gap, y + side - gap),
                )
            ]
            canvas.polygon([(px + 1.5, py + 2) for px, py in shape], (118, 106, 96))
            canvas.polygon(shape, stone)
            canvas.line(shape[:2], lighter(stone, 0.3), 2)
    canvas.light(darkest=205)


def _sun_cartoon(canvas: Canvas, sheet: Sheet) -> None:
    tones, (w, h) = canvas.by_brightness(), (canvas.width, canvas.height)
    sheet.rectangle((0, 0, w, h), lighter(tones[-2], 0.35))
    x, y = w * canvas.rng.uniform(0.35, 0.65), h * 0.4
    for ray in range(24):
        sheet.polygon(
            [
                around(x, y, 190, (ray - 0.3) * math.tau / 24),
                around(x, y, 320 + 60 * (ray % 2), ray * math.tau / 24),
                around(x, y, 190, (ray + 0.3) * math.tau / 24),
            ],
            (232, 158, 66) if ray % 2 else (214, 104, 60),
        )
    for radius, hue in ((185, (240, 196, 92)), (140, (236, 168, 72)), (80, (248, 220, 140))):
        sheet.ellipse(x, y, radius, radius, hue)
    for wave in range(7):
        top = h * (0.66 + wave * 0.055)
        crest = [(at * w / 60, top + 16 * math.sin(at / 60 * math.tau * 4 + wave * 1.7)) for at in range(61)]
        sheet.polygon(
            [*crest, (w, h), (0, h)], ((30, 82, 108), (62, 128, 148), (22, 58, 88), (128, 176, 178))[wave % 4]
        )


def _fish_cartoon(canvas: Canvas, sheet: Sheet) -> None:
    rng, (w, h) = canvas.rng, (canvas.width, canvas.height)
    for band in range(12):
        sheet.rectangle((0, h * band / 12, w, h), mix((150, 196, 192), (24, 66, 96), band / 11))
    for fish in range(2 if w < h * 1.2 else 3):
        x, y = w * (0.34 + 0.3 * (fish % 2)), h * (0.24 + 0.27 * fish)
        size, hue = 225, _vivid(canvas.hues[fish])
        belly = lighter(_vivid(canvas.hues[(fish + 1) % 5]), 0.35)
        facing = 1 if (fish + canvas.seed) % 2 else -1
        sheet.polygon(
            [
                (x - facing * size * 0.75, y),
                (x - facing * size * 1.35, y - size * 0.42),
                (x - facing * size * 1.2, y),
                (x - facing * size * 1.35, y + size * 0.42),
            ],
            darker(hue, 0.2),
        )
        sheet.ellipse(x, y, size, size * 0.44, darker(hue, 0.35))
        sheet.ellipse(x, y, size * 0.92, size * 0.37, hue)
        for stripe in (-0.45, -0.15, 0.15):
            sheet.ellipse(x + facing * stripe * size, y, size * 0.055, size * 0.33, belly)
        sheet.ellipse(x + facing * size * 0.62, y - size * 0.08, size * 0.13, size * 0.13, (250, 246, 236))
        sheet.ellipse(x + facing * size * 0.64, y - size * 0.08, size * 0.065, size * 0.065, (24, 24, 32))
    for _ in range(12):
        sheet.ring(rng.uniform(0, w), rng.uniform(0, h), rng.uniform(16, 36), (216, 236, 230), 14)


def _vivid(hue: Colour) -> Colour:
    """Return `hue` light enough to be seen in deep water."""
    return mix(hue, (240, 170, 90), 0.75) if brightness(hue) < 125 or hue[2] > hue[0] else hue


def _tree_cartoon(canvas: Canvas, sheet: Sheet) -> None:
    rng, (w, h) = canvas.rng, (canvas.width, canvas.height)
    sheet.rectangle((0, 0, w, h), mix(canvas.palette.paper, (120, 170, 190), 0.4))
    sheet.ellipse(w / 2, h * 1.25, w * 0.9, h * 0.45, (116, 134, 76))
    x, ground = w / 2, h * 0.86
    for _ in range(130):
        spot = around(x, h * 0.4, min(w, h) * 0.4 * rng.random() ** 0.5, rng.uniform(0, math.tau))
        sheet.ellipse(
            *spot,
            42,
            34,
            vary(rng.choice(((92, 128, 72), (140, 160, 80), (64, 100, 72), canvas.hues[0])), rng),
        )
    for bough in range(7):
        angle = -math.pi / 2 + (bough - 3) * 0.36
        sheet.line([(x, h * 0.66), around(x, h * 0.56, min(w, h) * 0.34, angle)], (84, 56, 40), 20)
    sheet.polygon(
        [(x - 74, ground + 20), (x - 30, h * 0.55), (x + 30, h * 0.55), (x + 74, ground + 20)], (96, 64, 44)
    )
    for _ in range(22):
        sheet.ellipse(
            *around(x, h * 0.4, min(w, h) * 0.37 * rng.random() ** 0.5, rng.uniform(0, math.tau)),
            19,
            19,
            (206, 74, 52),
        )


def _bird_cartoon(canvas: Canvas, sheet: Sheet) -> None:
    (w, h), tones = (canvas.width, canvas.height), canvas.by_brightness()
    x, y = w / 2, h / 2
    for ring in range(9):
        sheet.ellipse(
            x,
            y,
            (9 - ring) * 105,
            (9 - ring) * 105,
            mix(tones[-1], canvas.palette.paper, 0.25 + 0.6 * (ring % 2)),
        )
    for feather in range(7):
        sheet.polygon(leaf(x - 110, y + 90, 330, 84, 2.2 + feather * 0.17), canvas.hues[feather % 4])
    sheet.ellipse(x, y, 250, 165, tones[0], -0.5)
    sheet.ellipse(x + 170, y - 170, 105, 105, tones[0])
    sheet.polygon([(x + 245, y - 205), (x + 370, y - 165), (x + 245, y - 130)], (232, 164, 62))
    sheet.ellipse(x + 195, y - 190, 32, 32, (250, 246, 236))
    sheet.ellipse(x + 198, y - 190, 15, 15, (20, 20, 26))
    for feather in range(5):
        sheet.polygon(
            leaf(x + 90 - feather * 12, y - 40 + feather * 26, 280 - feather * 20, 74, 2.75 - feather * 0.05),
            canvas.hues[(feather + 1) % 5],
        )
    sheet.line([(0, h * 0.82), (w, h * 0.76)], (104, 70, 46), 34)
    for at in range(9):
        sheet.polygon(
            leaf(w * at / 8, h * (0.82 - 0.06 * at / 8), 110, 50, -0.9 if at % 2 else 0.9), (98, 130, 76)
        )
