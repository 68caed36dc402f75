"""Posters of plain shapes in few inks."""

import math

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Sheet, leaf
from portal.demo.art.colours import mix
from portal.demo.art.prints import leave_border


def poster(canvas: Canvas) -> None:
    """Print a poster of plain shapes: a grid of quarter circles, a slanting composition, or arches."""
    canvas.flood(canvas.palette.paper)
    canvas.variant(_grid_poster, _slanting_poster, _arch_poster)(canvas)
    leave_border(canvas, canvas.palette.paper, ragged=0)
    worn = surface.clouds(size=canvas.image.size, rng=canvas.rng, cells=(220, 180), octaves=2)
    canvas.image.paste(canvas.palette.paper, (0, 0, *canvas.image.size), surface.threshold(worn, 222, 10))


def _grid_poster(canvas: Canvas) -> None:
    rng, side = canvas.rng, (min(canvas.width, canvas.height) - 116) / canvas.rng.choice((4, 5))
    columns, rows = math.ceil((canvas.width - 116) / side), math.ceil((canvas.height - 116) / side)
    inks = [*canvas.hues, canvas.palette.ink, canvas.palette.paper]
    for row in range(rows):
        for column in range(columns):
            x, y = 58 + column * side, 58 + row * side
            ground, first, second = rng.sample(inks, 3)
            tile = Sheet(
                image=Image.new("RGB", (canvas.pixels(side), canvas.pixels(side)), ground), unit=canvas.unit
            )
            shape, corner = rng.randrange(6), (rng.choice((0, side)), rng.choice((0, side)))
            if shape in (0, 1):
                for share, paint in ((1, first), (0.66, ground), (0.33, second)) if shape else ((1, first),):
                    tile.ellipse(*corner, side * share, side * share, paint)
            elif shape == 2:
                tile.polygon(
                    [(0, 0), (side, 0), (0, side)] if corner[0] else [(side, side), (side, 0), (0, side)],
                    first,
                )
            elif shape == 3:
                tile.ellipse(side / 2, side / 2, side * 0.4, side * 0.4, first)
                tile.ellipse(side / 2, side / 2, side * 0.18, side * 0.18, second)
            elif shape == 4:
                for bar in range(0, 6, 2):
                    tile.rectangle((0, bar * side / 6, side, (bar + 1) * side / 6), first)
            else:
                tile.ellipse(0, side / 2, side / 2, side / 2, first)
                tile.ellipse(side, side / 2, side / 2, side / 2, second)
            canvas.image.paste(tile.image, (canvas.pixels(x), canvas.pixels(y)))


def _slanting_poster(canvas: Canvas) -> None:
    rng, w, h, ink = canvas.rng, canvas.width, canvas.height, canvas.palette.ink
    x, y, radius = w * rng.uniform(0.55, 0.68), h * rng.uniform(0.34, 0.44), 290
    canvas.polygon([(0, h), (0, h * 0.55), (w, h * 0.1), (w, h * 0.34)], canvas.hues[1])
    canvas.ellipse(x, y, radius, radius, canvas.hues[0])
    canvas.pie(x, y, radius, 135 + rng.randrange(90), 315 + rng.randrange(40), ink)
    canvas.ellipse(x, y, radius * 0.42, radius * 0.42, canvas.palette.paper)
    canvas.ellipse(x, y, radius * 0.24, radius * 0.24, canvas.hues[2])
    for bar in range(7):
        left = w * 0.1 + bar * 34
        canvas.polygon(
            [(left, h), (left + 18, h), (left + 18 + h * 0.32, h * 0.46), (left + h * 0.32, h * 0.46)],
            ink if bar % 3 else canvas.hues[3],
        )
    for ring in range(4):
        canvas.ring(w * 0.2, h * 0.24, 60 + ring * 34, canvas.hues[(ring + 2) % 5], 13)
    canvas.rectangle((w * 0.52, h * 0.8, w, h * 0.83), ink)
    canvas.rectangle((w * 0.64, h * 0.86, w, h * 0.875), ink)
    canvas.polygon([(w * 0.72, h * 0.8), (w * 0.86, h * 0.8), (w * 0.79, h * 0.64)], canvas.hues[4])


def _arch_poster(canvas: Canvas) -> None:
    rng, w, h = canvas.rng, canvas.width, canvas.height
    canvas.flood(mix(canvas.palette.paper, canvas.hues[3], 0.2))
    canvas.ellipse(w * rng.choice((0.28, 0.5, 0.72)), h * 0.27, 130, 130, canvas.hues[0])
    for arch, (x, base, size) in enumerate(((0.3, 1.0, 330), (0.74, 1.0, 270), (0.52, 1.0, 190))):
        hues = rng.sample([*canvas.hues, canvas.palette.ink], 5)
        for band in range(5):
            radius = size * (1 - band * 0.19)
            top = h * base - size * 1.05
            canvas.ellipse(w * x, top, radius, radius, hues[band])
            canvas.rectangle((w * x - radius, top, w * x + radius, h), hues[band])
        canvas.polygon(
            leaf(w * x, h * 0.95, size * (0.7 + 0.1 * arch), size * 0.22, -math.pi / 2), canvas.palette.paper
        )
