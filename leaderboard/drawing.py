"""Pictures of badges: patches of dyed cloth, sewn on. Drawn from a few fixed parts, never from what people type.

The colours are those of the page (`tone-…` and the classes of static/src/patches.css), so a patch changes with
theme and night as everything does, and comes along wherever the page goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, pi, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from leaderboard.models import Badge

SIZE = 96
CENTRE = SIZE / 2


def _round(radius: float) -> str:
    half = f"a{radius:g} {radius:g} 0 1 0"
    return f"M{CENTRE - radius:g} 48{half} {2 * radius:g} 0{half} {-2 * radius:g} 0z"


def _polygon(radius: float, corners: int, turn: float) -> str:
    return _line((turn + 2 * pi * number / corners, radius) for number in range(corners))


def _shield(radius: float) -> str:
    part = radius / 36
    corners = [(-31, -30), (0, -36), (31, -30)]
    top = "L".join(f"{CENTRE + x * part:.1f} {CENTRE + y * part:.1f}" for x, y in corners)
    right = f"C{CENTRE + 33 * part:.1f} {CENTRE + 6 * part:.1f} {CENTRE + 20 * part:.1f} {CENTRE + 28 * part:.1f}"
    left = f"C{CENTRE - 20 * part:.1f} {CENTRE + 28 * part:.1f} {CENTRE - 33 * part:.1f} {CENTRE + 6 * part:.1f}"
    begin = f"{CENTRE - 31 * part:.1f} {CENTRE - 30 * part:.1f}"
    return f"M{top}{right} {CENTRE:g} {CENTRE + 38 * part:.1f}{left} {begin}z"


def _flower(radius: float, petals: int = 8) -> str:
    """A round whose edge swings in and out."""
    steps = petals * 12
    angles = [2 * pi * number / steps for number in range(steps)]
    return _line((at, radius * (0.94 + 0.06 * cos(petals * at))) for at in angles)


def _line(points: Iterable[tuple[float, float]]) -> str:
    """Join points, each an angle and how far from the middle."""
    return "M" + "L".join(f"{CENTRE + far * cos(at):.1f} {CENTRE + far * sin(at):.1f}" for at, far in points) + "z"


SHAPES = {
    Badge.Shape.ROUND: _round,
    Badge.Shape.SHIELD: _shield,
    Badge.Shape.HEXAGON: lambda radius: _polygon(radius, 6, pi / 6),
    Badge.Shape.DIAMOND: lambda radius: _polygon(radius * 1.08, 4, 0),
    Badge.Shape.FLOWER: _flower,
}
MOTIFS = {
    Badge.Motif.STAR: (
        '<path d="m48 33 4.6 9.6 10.5 1.3-7.7 7.3 1.9 10.4L48 56.5l-9.3 5.1 1.9-10.4-7.7-7.3 10.5-1.3z"/>'
    ),
    Badge.Motif.THREAD: (
        '<path d="M61 34 40 58M61 34c3-1 2 3-1.6 5.2"/><path d="M40 58c-6 5-8-3-2-5s7 8 14 7 10-8 9-13"/>'
    ),
    Badge.Motif.NOTE: (
        '<path d="M43 58V38l17-4v19"/><circle cx="39" cy="58" r="4.2"/><circle cx="56" cy="53.5" r="4.2"/>'
    ),
    Badge.Motif.BRUSH: '<path d="M62 34 47 51M47 51c-2-3-7-2-8 2s-2 6-5 7c6 3 14 1 15-5 .4-2-.6-3.4-2-4z"/>',
    Badge.Motif.BRACKETS: '<path d="m41 38-11 10 11 10M55 38l11 10-11 10M51 35l-6 26"/>',
    Badge.Motif.BOWL: (
        '<path d="M32 44h32c0 10-6 17-16 17s-16-7-16-17zM42 61.5h12"/>'
        '<path d="M43 38c-2-3 2-3 0-6M52 38c-2-3 2-3 0-6"/>'
    ),
    Badge.Motif.HANDS: (
        '<path d="M48 61C40 55 33 49.5 33 43a7.6 7.6 0 0 1 15-2 7.6 7.6 0 0 1 15 2c0 6.5-7 12-15 18z"/>'
        '<path d="m41 47 5 5 9-9"/>'
    ),
}
#: How far the inner seams lie from the middle, as a part of the cloth's radius.
SEAMS = {
    Badge.Rarity.COMMON: (0.86,),
    Badge.Rarity.UNCOMMON: (0.88, 0.76),
    Badge.Rarity.RARE: (0.88, 0.76),
    Badge.Rarity.LEGENDARY: (0.88, 0.76),
}
#: Knots around the cloth, for those that few hold.
KNOTS = {Badge.Rarity.RARE: 12, Badge.Rarity.LEGENDARY: 24}


def picture(badge: Badge) -> SafeString:
    """Draw `badge`; it is decoration, so its name must stand beside it."""
    shape = SHAPES[Badge.Shape(badge.shape)]
    rarity = Badge.Rarity(badge.rarity)
    knots = KNOTS.get(rarity, 0)
    radius = 36.0 if knots else 42.0
    parts = [
        *(_knot(number, knots, is_bright=rarity == Badge.Rarity.LEGENDARY) for number in range(knots)),
        f'<path class="patch-cloth" d="{shape(radius)}"/>',
        *(f'<path class="patch-seam" d="{shape(radius * part)}"/>' for part in SEAMS[rarity]),
        f'<g class="patch-motif">{MOTIFS[Badge.Motif(badge.motif)]}</g>',
    ]
    return format_html(
        '<svg class="patch tone-{}" viewBox="0 0 96 96" aria-hidden="true" focusable="false">{}</svg>',
        Badge.Dye(badge.dye).value,
        mark_safe("".join(parts)),
    )


def _knot(number: int, count: int, *, is_bright: bool) -> str:
    at = 2 * pi * number / count
    x, y = CENTRE + 44 * cos(at), CENTRE + 44 * sin(at)
    radius = 3.2 if is_bright and number % 2 else 2.2
    return f'<circle class="patch-knot" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>'
