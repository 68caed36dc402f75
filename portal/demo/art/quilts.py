"""Quilts: blocks pieced from printed fabrics, stitched in rounds."""

import math

from portal.demo.art.canvas import Canvas, Sheet, around
from portal.demo.art.colours import Colour, brightness, clear, darker, lighter, vary


def quilt(canvas: Canvas) -> None:
    """Piece blocks of triangles, squares and logs, then stitch and quilt them."""
    rng = canvas.rng
    canvas.flood(canvas.palette.paper)
    across = rng.choice((4, 5)) if canvas.width <= canvas.height else rng.choice((5, 6))
    block = canvas.width / across
    down = math.ceil(canvas.height / block)
    shapes = rng.sample((_star, _geese, _log_cabin, _pinwheel), 2)
    seams = canvas.stencil()
    for row in range(down):
        for column in range(across):
            shape = shapes[(row + column) % 2]
            fabrics = [canvas.palette.paper, *rng.sample(canvas.hues, 3)]
            for piece, fabric in shape(column * block, row * block, block):
                _patch(canvas, seams, piece, vary(fabrics[fabric], rng, 6))
    canvas.glow(seams, canvas.palette.ink, opacity=0.75, blur=5)
    _stitch_rounds(canvas, block, across, down)
    canvas.light(darkest=215)


Pieces = list[tuple[list[tuple[float, float]], int]]


def _square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def _halves(x: float, y: float, side: float, first: int, second: int, *, falling: bool) -> Pieces:
    a, b, c, d = _square(x, y, side)
    if falling:
        return [([a, b, c], first), ([a, c, d], second)]
    return [([a, b, d], first), ([b, c, d], second)]


def _star(x: float, y: float, block: float) -> Pieces:
    s, cx, cy = block / 4, x + block / 2, y + block / 2
    pieces: Pieces = [(_square(x, y, block), 0), (_square(x + s, y + s, 2 * s), 1)]
    for cos, sin in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        for side in (-1, 1):
            ray = [(side * s, -2 * s), (side * s, -s), (0, -s)]
            pieces.append(([(cx + a * cos - b * sin, cy + a * sin + b * cos) for a, b in ray], 2))
    r = s * 0.72
    pieces.append(([(cx, cy - r), (cx + r, cy), (cx, cy + r), (cx - r, cy)], 3))
    return pieces


def _geese(x: float, y: float, block: float) -> Pieces:
    pieces: Pieces = [(_square(x, y, block), 0)]
    h = block / 4
    for step in range(4):
        top = y + step * h
        pieces.append(([(x, top + h), (x + block / 2, top), (x + block, top + h)], 1 + step % 3))
    return pieces


def _log_cabin(x: float, y: float, block: float) -> Pieces:
    pieces: Pieces = []
    width = block / 9
    for ring in range(4):
        a, b = ring * width, block - ring * width
        shade = 1 + ring % 2
        pieces.append(([(x + a, y + a), (x + b, y + a), (x + b, y + a + width), (x + a, y + a + width)], shade))
        pieces.append(([(x + a, y + a), (x + a + width, y + a), (x + a + width, y + b), (x + a, y + b)], shade))
        pieces.append(
            ([(x + a, y + b - width), (x + b, y + b - width), (x + b, y + b), (x + a, y + b)], 3 * (ring % 2))
        )
        pieces.append(
            ([(x + b - width, y + a), (x + b, y + a), (x + b, y + b), (x + b - width, y + b)], 3 * (ring % 2))
        )
    pieces.append((_square(x + 4 * width, y + 4 * width, width), 1))
    return pieces


def _pinwheel(x: float, y: float, block: float) -> Pieces:
    s = block / 2
    return [
        *_halves(x, y, s, 0, 1, falling=True),
        *_halves(x + s, y, s, 2, 0, falling=False),
        *_halves(x, y + s, s, 0, 2, falling=False),
        *_halves(x + s, y + s, s, 1, 0, falling=True),
    ]


def _patch(canvas: Canvas, seams: Sheet, piece: list[tuple[float, float]], fabric: Colour) -> None:
    canvas.polygon(piece, fabric)
    xs, ys = [x for x, _ in piece], [y for _, y in piece]
    print_style = (fabric[0] + fabric[2]) % 3
    tint = lighter(fabric, 0.35) if brightness(fabric) < 150 else darker(fabric, 0.16)
    step = 16
    for row in range(int((max(ys) - min(ys)) / step)):
        for column in range(int((max(xs) - min(xs)) / step)):
            x, y = min(xs) + (column + 0.5) * step, min(ys) + (row + 0.5) * step
            if not _inside(x, y, piece):
                continue
            if print_style == 0 and (row + column) % 2 == 0:
                canvas.ellipse(x, y, 2.6, 2.6, tint)
            elif print_style == 1:
                canvas.line([(x - 5, y + 5), (x + 5, y - 5)], tint, 1.6)
    seams.line([*piece, piece[0]], 255, 3)


def _inside(x: float, y: float, shape: list[tuple[float, float]]) -> bool:
    """Return whether a point, with a margin for the print, is in a convex piece."""
    sides = []
    for (ax, ay), (bx, by) in zip(shape, [*shape[1:], shape[0]], strict=True):
        length = math.hypot(bx - ax, by - ay) or 1
        sides.append(((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length)
    return all(side > 6 for side in sides) or all(side < -6 for side in sides)


def _stitch_rounds(canvas: Canvas, block: float, across: int, down: int) -> None:
    thread = clear(lighter(canvas.palette.paper, 0.6), 0.85)
    for row in range(down):
        for column in range(across):
            for radius in (0.2, 0.33, 0.46):
                count = round(radius * 110)
                for step in range(0, count, 2):
                    start, end = step * math.tau / count, (step + 0.9) * math.tau / count
                    centre = ((column + 0.5) * block, (row + 0.5) * block)
                    canvas.line(
                        [around(*centre, radius * block, start), around(*centre, radius * block, end)],
                        thread,
                        2,
                    )
