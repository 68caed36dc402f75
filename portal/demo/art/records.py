"""Music to look at: covers and records."""

import math

from PIL import Image

from portal.demo.art import surface
from portal.demo.art.canvas import Canvas, around
from portal.demo.art.colours import Colour, brightness, clear, darker, lighter, mix

_TITLES = (
    "Evening Rain",
    "Blue Kitchen",
    "Slow River",
    "Paper Boats",
    "Tin Roof",
    "Long Way Home",
    "Small Hours",
)


def waveform(canvas: Canvas) -> None:
    """Design a cover from a sound: mirrored bars, a ring of bars, or swelling bands."""
    rng, tones = canvas.rng, canvas.by_brightness()
    ground = darker(tones[0], 0.35)
    canvas.image.paste(
        surface.ramp(
            size=canvas.image.size,
            stops=[ground, mix(ground, tones[1], 0.5), mix(tones[1], canvas.hues[0], 0.6)],
        ),
        (0, 0),
    )
    canvas.variant(_bars, _ring_of_bars, _swells)(canvas, tones)
    if canvas.width > canvas.height * 1.1 or canvas.height >= canvas.width:
        canvas.text(60, canvas.height - 92, _TITLES[rng.randrange(len(_TITLES))], canvas.palette.paper, 54)
        canvas.text(
            62,
            canvas.height - 52,
            "four songs, recorded at home",
            mix(canvas.palette.paper, ground, 0.25),
            26,
        )


def _loudness(canvas: Canvas, count: int) -> list[float]:
    """Return a made-up song: phrases that swell and fade, with beats in them."""
    rng = canvas.rng
    beat, phrase = rng.choice((4, 5, 6)), rng.uniform(1.5, 3.5)
    swell = [0.35 + 0.5 * abs(math.sin(math.pi * phrase * step / count)) for step in range(count)]
    return [
        min(1.0, level * (1.0 if step % beat == 0 else 0.6) * rng.uniform(0.6, 1.1))
        for step, level in enumerate(swell)
    ]


def _bars(canvas: Canvas, tones: list[Colour]) -> None:
    middle, count = canvas.height * 0.44, round(canvas.width / 15)
    sun = canvas.stencil()
    sun.ellipse(canvas.width / 2, middle, 310, 310, 255)
    canvas.pour(surface.ramp(size=canvas.image.size, stops=[tones[-1], canvas.hues[0], canvas.hues[1]]), sun)
    for step, level in enumerate(_loudness(canvas, count)):
        x, half = (step + 0.5) * canvas.width / count, level * 220
        hue = canvas.palette.paper
        canvas.rectangle((x - 4, middle - half, x + 4, middle + half), hue, 4)


def _ring_of_bars(canvas: Canvas, tones: list[Colour]) -> None:
    x, y, count = canvas.width / 2, canvas.height * 0.46, 144
    for step, level in enumerate(_loudness(canvas, count)):
        angle = step * math.tau / count - math.pi / 2
        hue = mix(tones[-1], canvas.hues[0], abs(step / count - 0.5) * 2)
        canvas.stroke([around(x, y, 190, angle), around(x, y, 200 + level * 190, angle)], lighter(hue, 0.15), 6)
    canvas.ellipse(x, y, 168, 168, tones[-1])
    canvas.ellipse(x, y, 150, 150, canvas.hues[1])
    for wave in range(5):
        crest = [(x - 150 + at * 6, y - 50 + wave * 34 + 12 * math.sin(at * 0.3 + wave)) for at in range(51)]
        inside = [point for point in crest if math.dist(point, (x, y)) < 142]
        canvas.line(inside, canvas.palette.paper, 6)


def _swells(canvas: Canvas, tones: list[Colour]) -> None:
    """Lay see-through bands over one another, each as broad as one voice is loud."""
    rng, middle = canvas.rng, canvas.height * 0.44
    for voice in range(6):
        pace, start, size = rng.uniform(1.2, 4.5), rng.uniform(0, 6), rng.uniform(120, 300)
        upper, lower = [], []
        for step in range(121):
            share = step / 120
            level = (
                size * math.sin(math.pi * share) * (0.25 + 0.75 * abs(math.sin(share * math.pi * pace + start)))
            )
            x, drift = canvas.width * share, 40 * math.sin(share * 5 + start)
            upper.append((x, middle - level + drift))
            lower.append((x, middle + level * 0.8 + drift))
        hue = canvas.hues[voice % 5]
        canvas.polygon([*upper, *reversed(lower)], clear(lighter(hue, 0.12), 0.42))
        canvas.line(upper, clear(canvas.palette.paper, 0.55), 2.5)
        canvas.line(lower, clear(tones[-1], 0.4), 2)


def vinyl(canvas: Canvas) -> None:
    """Show a record half out of its printed sleeve."""
    rng = canvas.rng
    table = rng.choice(
        (((150, 108, 74), (206, 164, 122)), ((196, 182, 160), (232, 222, 204)), ((70, 48, 36), (118, 84, 60)))
    )
    canvas.image.paste(surface.wood(size=canvas.image.size, rng=rng, colour=table), (0, 0))
    side = min(canvas.width * 0.62, canvas.height * 0.72)
    left, top = canvas.width * 0.07, (canvas.height - side) / 2
    _record(canvas, left + side + side * 0.02, canvas.height / 2, side * 0.475)
    sleeve = canvas.stencil()
    sleeve.rectangle((left, top, left + side, top + side), 255, 3)
    canvas.glow(sleeve, (16, 10, 8), opacity=0.65, blur=14, shift=(12, 14))
    cover = Canvas(
        subject="sleeve",
        seed=canvas.seed,
        size=(max(8, canvas.pixels(side) // 2), max(8, canvas.pixels(side) // 2)),
    )
    cover.palette, cover.hues = canvas.palette, canvas.hues
    canvas.variant(_sleeve_of_suns, _sleeve_of_stripes, _sleeve_of_leaves)(cover)
    title = canvas.rng.choice(_TITLES)
    heading = cover.image.resize((1, 1), box=(0, 0, cover.image.width, cover.image.height // 6))
    dark_ground = brightness(surface.colour_at(heading, (0, 0))) < 130
    cover.text(60, 112, title, cover.palette.paper if dark_ground else cover.palette.ink, 74)
    size = canvas.pixels(side)
    canvas.image.paste(
        cover.image.resize((size, size), Image.Resampling.LANCZOS), (canvas.pixels(left), canvas.pixels(top))
    )
    canvas.rectangle((left, top, left + 3, top + side), (255, 255, 255, 90))
    canvas.rectangle((left + side - 5, top, left + side, top + side), (0, 0, 0, 70))
    canvas.light(darkest=205)


def _record(canvas: Canvas, x: float, y: float, radius: float) -> None:
    disc = canvas.stencil()
    disc.ellipse(x, y, radius, radius, 255)
    canvas.glow(disc, (12, 8, 8), opacity=0.6, blur=14, shift=(12, 14))
    canvas.pour((26, 24, 26), disc)
    for groove in range(46):
        share = 0.42 + 0.55 * groove / 46
        tone = 40 if groove % 9 else 16
        canvas.ring(x, y, radius * share, (tone, tone - 2, tone), 1.6)
    shine = canvas.stencil()
    for start in (-62, 118):
        shine.pie(x, y, radius * 0.97, start, start + 26, 255)
    shine.ellipse(x, y, radius * 0.4, radius * 0.4, 0)
    canvas.glow(shine, (255, 246, 232), opacity=0.3, blur=34, inside=True)
    canvas.ellipse(x, y, radius * 0.36, radius * 0.36, canvas.hues[0])
    canvas.pie(x, y, radius * 0.36, 0, 180, canvas.hues[1])
    canvas.ring(x, y, radius * 0.29, canvas.palette.paper, 3)
    canvas.ellipse(x, y, radius * 0.035, radius * 0.035, (236, 226, 210))


def _sleeve_of_suns(cover: Canvas) -> None:
    cover.flood(cover.palette.paper)
    for ring in range(7):
        radius = 470 - ring * 64
        cover.pie(500, 1000, radius * 1.5, 180, 360, cover.hues[ring % 5] if ring != 6 else cover.palette.ink)
    cover.ellipse(cover.rng.choice((260, 740)), 300, 84, 84, cover.hues[0])


def _sleeve_of_stripes(cover: Canvas) -> None:
    cover.flood(cover.hues[3])
    for band in range(5):
        crest = [
            (at * 20, 330 + band * 120 + 70 * math.sin(at / 50 * math.tau * 1.3 + band * 0.5 + cover.seed))
            for at in range(51)
        ]
        cover.polygon([*crest, (1000, 1000), (0, 1000)], cover.hues[(band + 4) % 5])
    cover.rectangle((0, 0, 1000, 160), cover.palette.paper)


def _sleeve_of_leaves(cover: Canvas) -> None:
    ground = darker(cover.by_brightness()[0], 0.25)
    cover.flood(ground)
    for row in range(5):
        for column in range(6):
            x, y = column * 200 + (row % 2) * 100 - 40, 300 + row * 180
            hue = cover.hues[(row + column) % 5]
            for side in (-1, 1):
                cover.ellipse(
                    x + side * 42,
                    y,
                    38,
                    86,
                    hue if brightness(hue) > brightness(ground) + 25 else cover.palette.paper,
                    side * 0.55,
                )
            cover.line([(x, y + 110), (x, y - 70)], cover.palette.paper, 5)
