"""Palettes that look dyed, glazed and printed by hand, and the little arithmetic that colours need."""

from random import Random
from typing import NamedTuple

Colour = tuple[int, int, int]


class Palette(NamedTuple):
    """Five colours that sit well together on `paper`, with an `ink` that reads on it."""

    paper: Colour
    ink: Colour
    colours: tuple[Colour, ...]


def parse(code: str) -> Colour:
    """Return the colour written as six hexadecimal digits."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def _palette(paper: str, ink: str, *colours: str) -> Palette:
    return Palette(parse(paper), parse(ink), tuple(parse(colour) for colour in colours))


PALETTES: tuple[Palette, ...] = (
    _palette("f4e9d8", "3b2a23", "b5452c", "e08e45", "e9c46a", "6b8f71", "2f4b5c"),
    _palette("f3eee2", "1f2a44", "27457a", "4f7cac", "a9c5d6", "d98f5c", "c9483a"),
    _palette("f2efe4", "2e3a2f", "5f7f5b", "9db58a", "d9c27a", "c4693f", "7a3b2e"),
    _palette("f6e7d7", "402218", "c8553d", "f28f3b", "f6c894", "588b8b", "2d5d62"),
    _palette("f5ebe6", "35203a", "7b3b5f", "b85c7a", "e8a598", "e6c27a", "4c6a6d"),
    _palette("f7efdc", "3a2e1c", "c98a1b", "e5b94e", "8d5a2b", "5b6d5b", "a63d2f"),
    _palette("eef1ea", "17333b", "1d5a66", "3e8e8f", "9cc7b5", "e8b05e", "d1603d"),
    _palette("f8ebe2", "43282c", "c75b5b", "e79a7e", "f3cfae", "7e8f6a", "40607a"),
    _palette("f1ece0", "1f2d24", "2f5d43", "6b8e4e", "c7b45a", "d97b43", "8b3a3a"),
    _palette("f6eee6", "2b2438", "4a4e7d", "8c6d9e", "d8a0a6", "e9b872", "bf5b4b"),
    _palette("f3ead9", "26221f", "a8382d", "d9772b", "e3b23c", "3f6f72", "54433a"),
)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return `first` with `share` (0..1) of `second` stirred in."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """Return `colour` with white stirred in."""
    return mix(colour, (255, 252, 245), share)


def darker(colour: Colour, share: float = 0.25) -> Colour:
    """Return `colour` with a warm black stirred in."""
    return mix(colour, (24, 16, 14), share)


def vary(colour: Colour, rng: Random, amount: int = 10) -> Colour:
    """Return `colour` a little lighter or darker, as dye and glaze never come out the same twice."""
    shift = rng.randint(-amount, amount)
    red, green, blue = (min(255, max(0, part + shift + rng.randint(-2, 2))) for part in colour)
    return red, green, blue


def clear(colour: Colour, opacity: float) -> tuple[int, int, int, int]:
    """Return `colour` as see-through paint; `opacity` runs from 0 to 1."""
    return (*colour, round(255 * opacity))


def brightness(colour: Colour) -> float:
    """Return how light `colour` looks, 0..255."""
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
