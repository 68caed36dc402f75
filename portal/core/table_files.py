"""A table with its notes as CSV, as a workbook and as a PDF; pages draw the same table as HTML."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from portal.core import tables

FONT, EAST_ASIAN = "DejaVuSans", "STSong-Light"
FONTS = Path(__file__).parent / "fonts"
#: From here on DejaVu has no letters: the writings of East Asia, for which readers bring a font.
FIRST_EAST_ASIAN, LAST_EAST_ASIAN = "\u2e80", "\uffef"
PDF = "pdf"
FORMATS = (*tables.KINDS, PDF)


@dataclass(frozen=True, kw_only=True)
class Table:
    """`rows` under `headers`; `numeric` are the numbers of columns with figures; `notes` belong to it always."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    numeric: frozenset[int] = frozenset()
    notes: Sequence[str] = field(default_factory=tuple)


def respond(table: Table, *, fmt: str, filename: str) -> HttpResponse:
    """Return `table` as a download in one of FORMATS; the notes stand below the rows."""
    if fmt != PDF:
        rows = [*table.rows, *([note] for note in table.notes)]
        return tables.answer(name=filename, headers=table.headers, rows=map(_figures, rows), kind=fmt)
    headers = {"Content-Disposition": f'attachment; filename="{filename}.pdf"'}
    return HttpResponse(as_pdf(table), content_type="application/pdf", headers=headers)


def _figures(row: Sequence[Any]) -> list[Any]:
    """Workbooks know no Decimal: without this an amount would be text."""
    return [float(cell) if isinstance(cell, Decimal) else cell for cell in row]


def style(*, size: float, centred: bool = False) -> ParagraphStyle:
    """Return the style of words of `size` points. Needs `register_fonts()`."""
    return ParagraphStyle("body", fontName=FONT, fontSize=size, leading=size * 1.3, alignment=1 if centred else 0)


def as_pdf(table: Table) -> bytes:
    register_fonts()
    body = style(size=8)
    figures = ParagraphStyle("figures", parent=body, alignment=2)
    title = ParagraphStyle("title", parent=body, fontSize=15, leading=19)
    styles = [figures if number in table.numeric else body for number in range(len(table.headers))]
    cells = [
        [Paragraph(marked(_shown(cell)), style) for cell, style in zip(row, styles, strict=True)]
        for row in (table.headers, *table.rows)
    ]
    page = landscape(A4)
    grid = LongTable(cells, repeatRows=1, colWidths=_widths(table, page[0] - 30 * mm))
    grid.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 1, colors.HexColor("#7a4b2a")),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.HexColor("#cbbba6")),
            ]
        )
    )
    notes = [Paragraph(marked(note), body) for note in table.notes]
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=page,
        title=table.title,
        lang=get_language() or "en",
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 15 * mm),
    )
    story = [Paragraph(marked(table.title), title), Spacer(1, 5 * mm), grid, Spacer(1, 5 * mm), *notes]
    document.build(story, onFirstPage=_number, onLaterPages=_number)
    return out.getvalue()


def unbroken(words: str) -> str:
    """Return `words` with spaces at which no line ends, for the narrow columns of a page."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _shown(cell: Any) -> str:
    if isinstance(cell, date):
        return date_format(cell)
    return "" if cell is None else str(cell)


def _widths(table: Table, whole: float) -> list[float]:
    """Give columns with words more room than those with figures."""
    shares = [1.0 if number in table.numeric else 2.0 for number in range(len(table.headers))]
    return [whole * share / sum(shares) for share in shares]


def marked(text: str) -> str:
    """Return `text` for a Paragraph, with the letters of East Asia in a font that has them."""
    parts: list[str] = []
    for letter in text:
        is_east_asian = FIRST_EAST_ASIAN <= letter <= LAST_EAST_ASIAN
        parts.append(f'<font name="{EAST_ASIAN}">{escape(letter)}</font>' if is_east_asian else escape(letter))
    return "".join(parts)


def _number(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 7)
    canvas.drawRightString(document.pagesize[0] - 15 * mm, 8 * mm, str(document.page))


@cache
def register_fonts() -> None:
    """Make the fonts of this project known to reportlab, once."""
    pdfmetrics.registerFont(TTFont(FONT, FONTS / "DejaVuSans.ttf"))
    pdfmetrics.registerFont(UnicodeCIDFont(EAST_ASIAN))
