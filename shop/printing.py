"""Receipts and packing slips on paper."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import segno
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from portal.core import table_files
from portal.core.templatetags.ui import money
from shop.models import Parcel
from shop.selectors import provenance
from shop.selectors.provenance import Origin
from shop.selectors.receipts import Part, Receipt, Row, Slip

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
LINE, RULE = colors.HexColor("#7a4b2a"), colors.HexColor("#cbbba6")


def receipt_pdf(receipt: Receipt) -> bytes:
    """Draw `receipt` on A4."""
    table_files.register_fonts()
    title = _("Receipt for order %(number)s") % {"number": receipt.number}
    story = [_heading(title), _words(_paid(receipt)), Spacer(1, 3 * mm)]
    story += [_words(part) for part in (receipt.buyer, *receipt.address, receipt.email) if part]
    for part in receipt.parts:
        story += _part(part, receipt.currency)
    story += [Spacer(1, 5 * mm), _sums(_totals(receipt))]
    return _document(title, story)


def slip_pdf(slip: Slip) -> bytes:
    """Draw `slip` on A4."""
    table_files.register_fonts()
    title = _("Packing slip for order %(number)s") % {"number": slip.number}
    story = [_heading(title), _words(_("From: %(maker)s") % {"maker": slip.maker}), Spacer(1, 4 * mm)]
    story += [_words(line, size=13) for line in (slip.address or [slip.name]) if line]
    if slip.pickup:
        story.append(_words(_("Picked up: %(place)s") % {"place": slip.pickup}))
    story += [Spacer(1, 5 * mm), _goods(slip.rows)]
    if slip.note:
        story += [Spacer(1, 4 * mm), _words(_("Note of the buyer"), size=11), _words(slip.note)]
    return _document(title, story)


def origin_pdf(origin: Origin) -> bytes:
    """Draw the sheet that goes along with a piece: who made it of what, and the code of its page."""
    project, address = origin.listing.project, provenance.address(origin.listing)
    table_files.register_fonts()
    made_by = _("Made by %(maker)s") % {"maker": project.owner.display_name}
    story = [_heading(project.title), _words(made_by, size=13)]
    for label, values in (
        (_("Made of"), origin.materials),
        (_("Skills in it"), [skill.name for skill in origin.skills]),
        (_("How it was made"), [origin.method] if origin.method else []),
    ):
        if values:
            story += [Spacer(1, 4 * mm), _words(label, size=11), *(_words(value) for value in values)]
    story += [Spacer(1, 8 * mm), Code(address), Spacer(1, 2 * mm), _words(address)]
    return _document(project.title, story)


class Code(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A square code that leads to `address`."""

    def __init__(self, address: str, side: float = 34 * mm) -> None:
        super().__init__()
        self.rows = list(segno.make(address, error="m", micro=False).matrix)
        self.width = self.height = side

    def draw(self) -> None:
        dot = self.width / len(self.rows)
        for down, row in enumerate(self.rows):
            for right, is_dark in enumerate(row):
                if is_dark:
                    top = self.height - (down + 1) * dot
                    self.canv.rect(right * dot, top, dot, dot, stroke=0, fill=1)


def _paid(receipt: Receipt) -> str:
    return _("Ordered on %(placed)s, paid on %(paid)s at %(site)s.") % {
        "placed": _day(receipt.placed_at),
        "paid": _day(receipt.paid_at),
        "site": settings.SITE_NAME,
    }


def _day(moment: Any) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def _totals(receipt: Receipt) -> list[tuple[str, Decimal, str]]:
    rows = [(_("Total"), receipt.total, receipt.currency)]
    if receipt.returned:
        rows.append((_("Went back to you since"), receipt.returned, receipt.currency))
    return rows


def _part(part: Part, currency: str) -> list[Any]:
    story = [Spacer(1, 6 * mm), _words(part.maker, size=12), _priced(part.rows, currency)]
    story += _origins(part.rows)
    others = [(_sending(part), part.shipping, currency)] if part.way == Parcel.Way.POST else []
    if part.taken_off:
        others.append((_("Taken off by a voucher"), -part.taken_off, currency))
    if part.tip:
        others.append((_("Tip"), part.tip, currency))
    if others:
        story.append(_sums(others))
    if part.pickup:
        story.append(_words(_("Picked up: %(place)s") % {"place": part.pickup}))
    if part.policy:
        story += [_words(_("Returns and refunds, as promised that day:")), _words(part.policy)]
    return story


def _origins(rows: Sequence[Row]) -> list[Any]:
    told = [
        _("%(piece)s, where it comes from: %(address)s") % {"piece": row.title, "address": row.origin}
        for row in rows
        if row.origin
    ]
    return [_words(line, size=8) for line in told]


def _sending(part: Part) -> str:
    return _("Sending") if part.shipping else _("Sending, included in the price")


def _priced(rows: Sequence[Row], currency: str) -> Table:
    heads = [_("Piece"), _("Number"), _("Each"), _("Together")]
    cells = [[row.name, row.quantity, money(row.unit_price, currency), money(row.price, currency)] for row in rows]
    return _grid([heads, *cells], (0.5, 0.12, 0.19, 0.19), figures=(1, 2, 3))


def _goods(rows: Sequence[Row]) -> Table:
    return _grid(
        [[_("Piece"), _("Number")], *([row.name, row.quantity] for row in rows)], (0.8, 0.2), figures=(1,)
    )


def _sums(rows: Iterable[tuple[str, Decimal, str]]) -> Table:
    return _grid(
        [[label, money(amount, currency)] for label, amount, currency in rows], (0.81, 0.19), figures=(1,)
    )


def _grid(rows: Sequence[Sequence[Any]], shares: Sequence[float], *, figures: Sequence[int]) -> Table:
    cells = [[_cell(cell, number in figures) for number, cell in enumerate(row)] for row in rows]
    grid = Table(cells, colWidths=[WIDTH * share for share in shares], hAlign="LEFT")
    grid.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.25, RULE)]))
    return grid


def _cell(cell: Any, is_figure: bool) -> Paragraph:
    usual = table_files.style(size=9)
    style = ParagraphStyle("figure", parent=usual, alignment=2) if is_figure else usual
    return Paragraph(table_files.marked(str(cell)), style)


def _heading(words: str) -> Paragraph:
    return Paragraph(table_files.marked(words), table_files.style(size=17))


def _words(words: str, *, size: float = 9) -> Paragraph:
    text = table_files.marked(words).replace("\n", "<br/>")
    return Paragraph(text, table_files.style(size=size))


def _document(title: str, story: list[Any]) -> bytes:
    out = io.BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        title=title,
        author=str(settings.SITE_NAME),
        lang=get_language() or "en",
        invariant=1,
        **margins,
    )
    document.build(story)
    return out.getvalue()
