"""Pots and bowls, and the table they stand on."""

import math
from itertools import pairwise

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, Sheet, around, leaf, smooth
from portal.demo.art.colours import Colour, darker, lighter, mix, vary


def pot(canvas: Canvas) -> None:
    """Set one glazed vessel on a table, with or without a branch in it."""
    rng = canvas.rng
    table = set_table(canvas)
    height = min(canvas.height * 0.6, 640) * rng.uniform(0.86, 1.02)
    x, foot = canvas.width * rng.uniform(0.44, 0.56), table + (canvas.height - table) * 0.42
    neck, belly, base = rng.uniform(0.13, 0.2), rng.uniform(0.3, 0.4), rng.uniform(0.15, 0.22)
    high = rng.uniform(0.42, 0.62)
    outline = smooth(
        [(0, neck * 1.12), (0.1, neck), (0.26, neck * 1.25), (high, belly), (0.86, base * 1.2), (1, base)],
        closed=False,
    )
    if canvas.variant(True, False, True):
        _branch(canvas, x, foot - height)
    texture = _glaze(canvas, canvas.hues[:3])
    _vessel(canvas, texture, x=x, foot=foot, height=height, outline=outline, inside=darker(canvas.hues[1], 0.5))
    canvas.light(darkest=215)


def bowls(canvas: Canvas) -> None:
    """Show a potter's bowls: stacked and side by side, or a dozen seen from above."""
    if canvas.variant(True, False):
        _stacks(canvas)
    else:
        _from_above(canvas)
    canvas.light(darkest=210)


def _stacks(canvas: Canvas) -> None:
    rng, table = canvas.rng, set_table(canvas)
    places = 3 if canvas.width > canvas.height else 2
    for place in range(places):
        x = canvas.width * (place + 0.5 + rng.uniform(-0.04, 0.04)) / places
        foot = table + (canvas.height - table) * (0.3 + 0.22 * (place % 2))
        radius = canvas.width / places * rng.uniform(0.36, 0.42)
        for _ in range(rng.choice((1, 3, 4)) if place != 1 else 4):
            height = radius * rng.uniform(0.72, 0.9)
            outline = smooth(
                [
                    (0, radius / height),
                    (0.3, radius / height * 0.95),
                    (0.75, radius / height * 0.66),
                    (1, radius / height * 0.4),
                ],
                closed=False,
            )
            hues = rng.sample(canvas.hues, 3)
            texture = _glaze(canvas, hues)
            _vessel(canvas, texture, x=x, foot=foot, height=height, outline=outline, inside=darker(hues[0], 0.15))
            foot -= height * 0.42
            radius *= 0.93


def _from_above(canvas: Canvas) -> None:
    rng = canvas.rng
    wood = surface.wood(size=canvas.image.size, rng=rng, colour=((104, 72, 48), (176, 136, 98)))
    canvas.image.paste(wood, (0, 0))
    columns, rows = (
        (4, 3) if canvas.width > canvas.height * 1.1 else (3, 4) if canvas.height > canvas.width * 1.1 else (3, 3)
    )
    for row in range(rows):
        for column in range(columns):
            x = canvas.width * (column + 0.5 + rng.uniform(-0.04, 0.04)) / columns
            y = canvas.height * (row + 0.5 + rng.uniform(-0.04, 0.04)) / rows
            _bowl_from_above(canvas, x, y, rng.uniform(0.36, 0.45) * canvas.width / columns)


def _bowl_from_above(canvas: Canvas, x: float, y: float, radius: float) -> None:
    rng = canvas.rng
    hue, second = rng.sample(canvas.hues, 2)
    disc = canvas.stencil()
    disc.ellipse(x, y, radius, radius, 255)
    canvas.glow(disc, (20, 10, 6), opacity=0.6, blur=14, shift=(14, 16))
    canvas.ellipse(x, y, radius, radius, mix(darker(hue, 0.3), (120, 76, 48), 0.4))
    canvas.ellipse(x, y, radius * 0.96, radius * 0.96, lighter(hue, 0.28))
    steps = 16
    for step in range(steps):
        share = 0.92 * (1 - step / steps * 0.9)
        tone = mix(darker(hue, 0.28), lighter(hue, 0.22), (step / steps) ** 0.8)
        shift = radius * 0.02 * step / steps
        canvas.ellipse(x + shift, y + shift, radius * share, radius * share, tone)
    decoration = rng.randrange(4)
    if decoration == 0:
        for petal in range(9):
            canvas.polygon(
                leaf(
                    *around(x, y, radius * 0.14, petal * math.tau / 9),
                    radius * 0.5,
                    radius * 0.2,
                    petal * math.tau / 9,
                ),
                second,
            )
    elif decoration == 1:
        for ring in (0.78, 0.7, 0.4):
            canvas.ring(x, y, radius * ring, second, radius * 0.03)
    elif decoration == 2:
        turns = [around(x, y, radius * 0.8 * step / 150, step * 0.17) for step in range(150)]
        canvas.line(turns, lighter(second, 0.2), radius * 0.035)
    else:
        for dot in range(20):
            canvas.ellipse(
                *around(x, y, radius * 0.72, dot * math.tau / 20), radius * 0.045, radius * 0.045, second
            )
    for _ in range(24):
        speck = around(x, y, radius * 0.9 * rng.random() ** 0.5, rng.uniform(0, math.tau))
        canvas.ellipse(*speck, 1.6, 1.6, darker(hue, 0.5))
    shine = canvas.stencil()
    shine.ellipse(x + radius * 0.34, y + radius * 0.38, radius * 0.3, radius * 0.16, 255, -0.75)
    canvas.glow(shine, (255, 252, 244), opacity=0.5, blur=radius * 0.09)


def set_table(canvas: Canvas) -> float:
    """Paint a wall with window light and a table; return the height of the table's far edge."""
    rng = canvas.rng
    wall = mix(canvas.palette.paper, canvas.hues[4], rng.choice((0.12, 0.3, 0.45)))
    upper = surface.ramp(
        size=canvas.image.size, stops=[lighter(wall, 0.15), wall, darker(wall, 0.18)], sideways=True
    )
    canvas.image.paste(upper, (0, 0))
    slant = rng.uniform(60, 150)
    left, top = canvas.width * rng.uniform(0.04, 0.2), canvas.height * 0.06
    panes = canvas.stencil()
    for column in range(2):
        for row in range(2):
            x, y, w, h = left + column * 215, top + row * 250, 200, 230
            panes.polygon([(x, y), (x + w, y + slant * 0.4), (x + w, y + h + slant * 0.4), (x, y + h)], 255)
    canvas.glow(panes, (255, 246, 220), opacity=0.42, blur=10)
    edge = canvas.height * 0.7
    light, dark = rng.choice(
        (((196, 152, 108), (132, 92, 60)), ((232, 222, 204), (186, 172, 150)), ((122, 84, 58), (72, 48, 34)))
    )
    board = surface.wood(
        size=(canvas.image.width, canvas.image.height - canvas.pixels(edge)), rng=rng, colour=(dark, light)
    )
    shadow = canvas.stencil()
    shadow.rectangle((0, edge - 8, canvas.width, edge + 4), 255)
    canvas.glow(shadow, (30, 20, 14), opacity=0.5, blur=9)
    canvas.image.paste(board, (0, canvas.pixels(edge)))
    canvas.rectangle((0, edge, canvas.width, edge + 5), lighter(light, 0.3))
    return edge


def _glaze(canvas: Canvas, hues: list[Colour]) -> Image.Image:
    """Return the unrolled skin of a pot: clay below, a glaze dripping over another, a decorated band."""
    rng, width, height = canvas.rng, 620, 640
    clay = rng.choice(((176, 122, 84), (202, 170, 132), (120, 84, 66)))
    skin = Sheet(image=Image.new("RGB", (width, height), clay), unit=1)
    low, high = rng.uniform(0.7, 0.86) * height, rng.uniform(0.24, 0.42) * height
    for hue, edge, runs in ((hues[0], low, 26), (hues[1], high, 60)):
        drip = [(0.0, edge)]
        drip += [(column * 31, edge + rng.uniform(-0.4, 1) * runs) for column in range(21)]
        drip += [(width, edge), (width, 0), (0, 0)]
        rounded = [*smooth(drip[:-2], closed=False), (width, 0), (0, 0)]
        skin.polygon([(x, y + 7) for x, y in rounded], darker(hue, 0.3))
        skin.polygon(rounded, hue)
    _decorate(skin, canvas, hues[2], high + 90, min(low - 40, high + 190))
    for _ in range(260):
        speck = (rng.uniform(0, width), rng.uniform(0, height))
        skin.ellipse(*speck, rng.uniform(0.8, 2.6), rng.uniform(0.8, 2.2), darker(hues[0], rng.choice((0.3, 0.6))))
    mottle = surface.levels(surface.clouds(size=(width, height), rng=rng, cells=(6, 9), octaves=4), 106, 150)
    grooves = surface.levels(surface.noise(size=(width, height), rng=rng, cells=(2, 90)), 120, 136)
    return surface.sprinkle(surface.sprinkle(skin.image, mottle), grooves)


def _decorate(skin: Sheet, canvas: Canvas, hue: Colour, top: float, bottom: float) -> None:
    width, count = skin.width, canvas.rng.choice((13, 17))
    middle, style = (top + bottom) / 2, canvas.rng.randrange(4)
    if bottom - top < 40 or style == 3:
        return
    for y in (top, bottom):
        skin.rectangle((0, y - 4, width, y + 4), hue)
    for step in range(count):
        # Round a cylinder, equal steps crowd together towards the edges.
        x = width / 2 * (1 + math.sin((step / (count - 1) - 0.5) * math.pi))
        room = 20 * math.cos((step / (count - 1) - 0.5) * math.pi) + 5
        if style == 0:
            skin.polygon([(x, top + 12), (x + room, middle), (x, bottom - 12), (x - room, middle)], hue)
        elif style == 1:
            skin.ellipse(x, middle, room, (bottom - top) * 0.3, hue)
        else:
            skin.line([(x - room, bottom - 10), (x, top + 10), (x + room, bottom - 10)], hue, 8)


def _vessel(
    canvas: Canvas,
    texture: Image.Image,
    *,
    x: float,
    foot: float,
    height: float,
    outline: list[tuple[float, float]],
    inside: Colour,
) -> None:
    """Turn `texture` into a vessel whose `outline` gives (depth, radius) as shares of its height."""

    def radius(place: float) -> float:
        for (above, wide), (below, narrow) in pairwise(outline):
            if place <= below:
                share = (place - above) / max(1e-6, below - above)
                return (wide + (narrow - wide) * share) * height
        return outline[-1][1] * height

    widest, base, mouth = max(r for _, r in outline) * height, radius(1) * 0.16, radius(0)
    ground = canvas.stencil()
    ground.ellipse(x + widest * 0.5, foot + base * 0.4, widest * 1.15, widest * 0.17, 255)
    canvas.glow(ground, (24, 14, 10), opacity=0.5, blur=16)
    contact = canvas.stencil()
    contact.ellipse(x + 6, foot + base * 0.4, radius(1) * 1.1, base * 1.1, 255)
    canvas.glow(contact, (14, 8, 6), opacity=0.75, blur=6)
    skin = surface.round_off(surface.bend(texture, depth=max(4, round(texture.height * mouth * 0.2 / height))))
    skin = skin.resize((skin.width, canvas.pixels(height)))
    body = surface.turn(skin, radius=lambda place: radius(place) * canvas.unit, foot=base * canvas.unit)
    canvas.place(body, x - body.width / 2 / canvas.unit, foot - height)
    rim, top = mouth * 0.2, foot - height
    shine = canvas.stencil()
    shine.ellipse(x - widest * 0.42, foot - height * 0.55, widest * 0.07, height * 0.16, 255, 0.12)
    canvas.glow(shine, (255, 252, 244), opacity=0.4, blur=widest * 0.05)
    lip = surface.colour_at(texture, (texture.width // 3, 4))
    canvas.ellipse(x, top, mouth, rim, lighter(lip, 0.25))
    canvas.ellipse(x, top + rim * 0.08, mouth * 0.94, rim * 0.88, darker(inside, 0.35))
    hollow = canvas.stencil()
    hollow.ellipse(x, top + rim * 0.08, mouth * 0.94, rim * 0.88, 255)
    lit = canvas.stencil()
    lit.ellipse(x + mouth * 0.3, top + rim * 0.6, mouth * 0.7, rim * 0.6, 255)
    lit.image.paste(0, (0, 0), Image.eval(hollow.image, lambda value: 255 - value))
    canvas.glow(lit, lighter(inside, 0.15), opacity=0.8, blur=6, inside=True)


def _branch(canvas: Canvas, x: float, top: float) -> None:
    rng, bark = canvas.rng, (84, 62, 46)
    for twig in range(rng.choice((2, 3))):
        lean = rng.uniform(-0.75, 0.75)
        length = top * rng.uniform(0.62, 0.86)
        points = [
            (x + twig * 8, top + 30),
            (x + lean * length * 0.3, top - length * 0.45),
            (x + lean * length, top - length),
        ]
        path = smooth(points, closed=False, steps=14)
        canvas.line(path, bark, 6)
        green = canvas.rng.choice(((104, 124, 80), (134, 140, 84), (80, 108, 92)))
        for place in range(7, len(path), 2):
            side = 1 if place % 4 < 2 else -1
            angle = -math.pi / 2 + lean * 0.6 + side * rng.uniform(0.5, 1.1)
            shape = leaf(*path[place], rng.uniform(60, 96), rng.uniform(26, 36), angle)
            canvas.polygon(shape, vary(green, rng, 16))
            canvas.line([path[place], around(*path[place], 58, angle)], darker(green, 0.25), 2)
