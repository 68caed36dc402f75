"""What the look promises: a current style sheet, readable colours, no foreign hosts, named parameters."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.core.colours import contrast

ROOT = Path(__file__).resolve().parents[3]
TOKENS = ROOT / "static/src/tokens.css"
COMPILED = ROOT / "static/css/site.css"
OURS = [
    *ROOT.glob("templates/**/*.html"),
    *ROOT.glob("static/src/*.css"),
    *ROOT.glob("static/js/*.js"),
    COMPILED,
]

DYES = ["madder", "indigo", "weld", "moss", "walnut", "cochineal"]
TEXT_PAIRS = [
    *[(text, ground) for text in ("ink", "ink-soft") for ground in ("paper", "surface", "sunken")],
    *[(text, ground) for text in ("accent", "accent-strong") for ground in ("paper", "surface", "sunken")],
    *[("on-accent", ground) for ground in ("accent", "accent-strong")],
    *[("paper", ground) for ground in ("ink",)],
    *[(dye, ground) for dye in DYES for ground in (f"{dye}-wash", "paper", "surface", "sunken")],
    *[("ink", f"{dye}-wash") for dye in DYES],
    ("surface", "cochineal"),
]
SHAPE_PAIRS = [
    (shape, ground) for shape in ("edge", "focus", "accent") for ground in ("paper", "surface", "sunken")
]


def tokens() -> dict[str, dict[str, str]]:
    """Read the colour tokens: {"light": {"paper": "#fbf6ec", …}, "dark": {…}}."""
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS.read_text())
    return {
        "light": {name: light for name, light, _ in found},
        "dark": {name: dark for name, _, dark in found},
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = tokens()[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_borders_and_focus_can_be_seen(theme: str, shape: str, ground: str) -> None:
    colours = tokens()[theme]

    assert contrast(colours[shape], colours[ground]) >= 3


def test_the_compiled_style_sheet_is_current(tmp_path: Path) -> None:
    fresh = tmp_path / "site.css"
    compiler = Path(sys.executable).parent / "tailwindcss"

    subprocess.run(  # noqa: S603 - our own compiler, fixed arguments
        [compiler, "-i", "static/src/site.css", "-o", fresh, "--minify"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    assert fresh.read_text() == COMPILED.read_text(), "run `make css` and commit static/css/site.css"


def test_the_style_sheet_stays_small() -> None:
    assert COMPILED.stat().st_size <= 54_000


def test_nothing_is_loaded_from_elsewhere() -> None:
    loads = re.compile(
        r"""(?:src|srcset|href|action)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|import\s.*https?://"""
    )

    assert [str(path) for path in OURS if loads.search(path.read_text())] == []


def test_nothing_is_written_inline() -> None:
    inline = re.compile(r"""<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=["']|\son[a-z]+=["']""")
    # Mails, and the error page of an exported site, which any folder may show, carry their looks with them.
    alone = {"emails", "export"}
    pages = [path for path in ROOT.glob("templates/**/*.html") if alone.isdisjoint(path.parts)]

    assert [str(path) for path in pages if inline.search(path.read_text())] == []


def test_every_component_names_its_parameters_in_its_first_line() -> None:
    components = sorted(ROOT.glob("templates/components/*.html"))

    assert components
    assert [path.name for path in components if not re.match(r"\{# \w.+ #\}", path.read_text())] == []
