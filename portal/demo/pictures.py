"""Pictures of work that people could have made, drawn from a seed: the same seed, the same bytes."""

from collections.abc import Callable

from portal.demo.art import (
    carved,
    clay,
    cloth,
    heads,
    instruments,
    needle,
    posters,
    prints,
    quilts,
    records,
    screens,
    stones,
)
from portal.demo.art.canvas import Canvas
from portal.demo.art.faces import paint_portrait

_PAINTERS: dict[str, Callable[[Canvas], None]] = {
    "weaving": cloth.weaving,
    "basket": carved.basket,
    "pot": clay.pot,
    "bowls": clay.bowls,
    "quilt": quilts.quilt,
    "batik": cloth.batik,
    "linocut": prints.linocut,
    "watercolour": prints.watercolour,
    "mosaic": stones.mosaic,
    "poster": posters.poster,
    "portrait_study": heads.portrait_study,
    "knit": needle.knit,
    "embroidery": needle.embroidery,
    "spoon": carved.spoon,
    "generative": screens.generative,
    "app_screen": screens.app_screen,
    "terminal": screens.terminal,
    "waveform": records.waveform,
    "vinyl": records.vinyl,
    "instrument": instruments.instrument,
}
SUBJECTS: tuple[str, ...] = tuple(_PAINTERS)


def draw(*, subject: str, seed: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """Return a JPEG of `subject` (one of SUBJECTS), the same bytes for the same arguments."""
    canvas = Canvas(subject=subject, seed=seed, size=size)
    _PAINTERS[subject](canvas)
    return canvas.finish()


def portrait(*, seed: int, size: tuple[int, int] = (600, 600)) -> bytes:
    """Return a JPEG that can stand for a person: a cut-paper face, a plant, a sun or a bird."""
    canvas = Canvas(subject="portrait", seed=seed, size=size)
    paint_portrait(canvas)
    return canvas.finish(texture=5)
