"""How a portfolio looks: three themes, an accent colour, a layout.

A theme is a set of the tokens of static/src/tokens.css. The style sheet is written from here, so that what
is checked is what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core import colours

ACCENT = "#a63f27"
GROUNDS = ("paper", "surface", "sunken")


class Theme(models.TextChoices):
    WORKSHOP = "workshop", _("Workshop: warm paper, letters like print")
    WHITE_WALL = "white-wall", _("White wall: plain and quiet, the works speak")
    DYE_BATH = "dye-bath", _("Dye bath: cool blue, round corners")


class Layout(models.TextChoices):
    SIDE = "side", _("Words first, with a column beside them")
    SINGLE = "single", _("Words first, in one column")
    WORKS = "works", _("Works first")


@dataclass(frozen=True)
class Look:
    theme: str
    accent: str
    layout: str


@dataclass(frozen=True)
class Palette:
    """One theme's colours, {token: (light, dark)}, and its other tokens and rules."""

    colours: dict[str, tuple[str, str]]
    tokens: dict[str, str] = field(default_factory=dict)
    rules: str = ""

    def grounds(self, scheme: int) -> list[str]:
        """What text stands on: 0 for light, 1 for dark."""
        return [self.colours[name][scheme] for name in GROUNDS]


PALETTES = {
    Theme.WORKSHOP: Palette(
        {
            "paper": ("#fbf6ec", "#1b1714"),
            "surface": ("#fffdf8", "#26211c"),
            "sunken": ("#f2e9da", "#13100e"),
            "ink": ("#2a201a", "#f2e8db"),
            "ink-soft": ("#635346", "#c0af9d"),
            "line": ("#dfd2be", "#453a31"),
            "edge": ("#8a7763", "#94836f"),
        }
    ),
    Theme.WHITE_WALL: Palette(
        {
            "paper": ("#ffffff", "#121314"),
            "surface": ("#ffffff", "#1b1d1f"),
            "sunken": ("#f2f2f0", "#0a0b0c"),
            "ink": ("#17181a", "#f1f1ee"),
            "ink-soft": ("#54575b", "#b6b9bc"),
            "line": ("#d9d9d5", "#393c40"),
            "edge": ("#75787d", "#8a8e93"),
        },
        {"display": "var(--body)", "hand": "2px", "hand-large": "2px", "shadow": "none"},
        "h1,h2,h3{font-weight:700;letter-spacing:-.01em}.stitched::after{display:none}",
    ),
    Theme.DYE_BATH: Palette(
        {
            "paper": ("#eff3fb", "#10162a"),
            "surface": ("#fbfcff", "#19213b"),
            "sunken": ("#e2e8f5", "#0a0f1f"),
            "ink": ("#18213a", "#eaeefa"),
            "ink-soft": ("#48526f", "#aeb9d6"),
            "line": ("#c8d2e8", "#313d61"),
            "edge": ("#66728f", "#8391b4"),
        },
        {"hand": "14px", "hand-large": "22px"},
    ),
}


def suggestion(theme: str, accent: str) -> str:
    """Return `accent` if it can be read in `theme`, or else the nearest that can."""
    return colours.nearest(accent, PALETTES[Theme(theme)].grounds(0))


@lru_cache(maxsize=256)
def accents(theme: str, accent: str) -> dict[str, tuple[str, str]]:
    """Return the tokens that follow from `accent`, which can be read in `theme`; dark ones are its nearest kin."""
    palette = PALETTES[Theme(theme)]
    dark = colours.nearest(accent, palette.grounds(1))
    strong = colours.with_lightness(accent, colours.lightness_of(accent) - 0.1)
    dark_strong = colours.with_lightness(dark, min(0.92, colours.lightness_of(dark) + 0.1))
    return {
        "accent": (accent, dark),
        "accent-strong": (strong, dark_strong),
        "on-accent": ("#ffffff", palette.colours["sunken"][1]),
    }


@lru_cache(maxsize=256)
def style_sheet(theme: str, accent: str) -> str:
    """Return the style sheet of `theme` with `accent`, which can be read in it."""
    palette = PALETTES[Theme(theme)]
    pairs = {**palette.colours, **accents(theme, accent)}
    lines = [f"--{name}:light-dark({light},{dark})" for name, (light, dark) in pairs.items()]
    lines += [f"--{name}:{value}" for name, value in palette.tokens.items()]
    return f":root{{{';'.join(lines)}}}{palette.rules}"


def can_be_read(theme: str, accent: str) -> bool:
    return theme in Theme.values and colours.is_colour(accent) and suggestion(theme, accent) == accent
