"""Whether colours can be told apart, as WCAG 2.2 measures it."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable

TEXT = 4.5
SHAPES = 3.0
_STEPS = 100


def is_colour(value: str) -> bool:
    """Whether `value` is written as #rrggbb in small letters."""
    return bool(re.fullmatch(r"#[0-9a-f]{6}", value))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def stands_out(colour: str, grounds: Iterable[str], *, by: float = TEXT) -> bool:
    """Whether `colour` can be read on each of `grounds`."""
    return all(contrast(colour, ground) >= by for ground in grounds)


def with_lightness(colour: str, lightness: float) -> str:
    """Return the hue and saturation of `colour` in another lightness, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    mixed = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness)), saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in mixed)


def lightness_of(colour: str) -> float:
    return colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))[1]


def nearest(colour: str, grounds: Iterable[str], *, by: float = TEXT) -> str:
    """Return the colour of the same hue, changed as little as possible, that can be read on each of `grounds`.

    Grounds of one kind, all light or all dark, always leave one: black or white at the end.
    """
    grounds = list(grounds)
    if stands_out(colour, grounds, by=by):
        return colour
    own = lightness_of(colour)
    candidates = sorted((step / _STEPS for step in range(_STEPS + 1)), key=lambda lightness: abs(lightness - own))
    found = (with_lightness(colour, lightness) for lightness in candidates)
    return next(each for each in found if stands_out(each, grounds, by=by))
