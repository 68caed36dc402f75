"""A certificate on one sheet of paper, with a code that leads to the page where it is checked."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from leaderboard.models import Certificate
from portal.core import table_files
from portal.core.addresses import absolute

INK, THREAD = colors.HexColor("#33261d"), colors.HexColor("#7a4b2a")
MARGIN, CODE = 18 * mm, 34 * mm


def as_pdf(certificate: Certificate) -> bytes:
    """Draw `certificate` on A4. Needs `with_grounds()`."""
    table_files.register_fonts()
    out = io.BytesIO()
    width, height = landscape(A4)
    page = Canvas(out, pagesize=(width, height), lang=get_language() or "en", invariant=True)
    page.setTitle(f"{certificate.name}: {certificate.level_name}")
    page.setAuthor(str(settings.SITE_NAME))
    _frame(page, width, height)
    top = height - 42 * mm
    for words, size, gap in _lines(certificate):
        top = _centred(page, words, size, top, width) - gap
    _code(page, absolute(certificate.get_absolute_url()), width)
    page.showPage()
    page.save()
    return out.getvalue()


def _lines(certificate: Certificate) -> list[tuple[str, int, float]]:
    """Return each line with its size and the space below it, in points."""
    said = certificate.confirmation
    day = formats.date_format(timezone.localtime(said.confirmed_at), "DATE_FORMAT")
    vouched = _("%(mentor)s, mentor, confirmed it on %(day)s.") % {
        "mentor": said.confirmed_by.display_name,
        "day": day,
    }
    return [
        (str(settings.SITE_NAME), 13, 8 * mm),
        (certificate.name, 30, 5 * mm),
        (_("has reached"), 13, 4 * mm),
        (f"{said.skill.name}: {certificate.level_name}", 21, 9 * mm),
        (vouched, 12, 2 * mm),
        (_("What shows it: %(evidence)s") % {"evidence": said.evidence}, 11, 0),
    ]


def _centred(page: Canvas, words: str, size: int, top: float, width: float) -> float:
    """Write `words` below `top`, on as many lines as they need; return where they end."""
    room = width - 2 * (MARGIN + CODE + 8 * mm)
    text = Paragraph(table_files.marked(words), table_files.style(size=size, centred=True))
    _width, tall = text.wrap(room, top)
    text.drawOn(page, (width - room) / 2, top - tall)
    return float(top - tall)


def _frame(page: Any, width: float, height: float) -> None:
    page.setStrokeColor(THREAD)
    page.setLineWidth(1.5)
    page.rect(12 * mm, 12 * mm, width - 24 * mm, height - 24 * mm)
    page.setDash(4, 3)
    page.setLineWidth(0.8)
    page.rect(15 * mm, 15 * mm, width - 30 * mm, height - 30 * mm)
    page.setDash()


def _code(page: Any, address: str, width: float) -> None:
    """Draw the code at the lower right, and its address beside it for who has no camera."""
    rows = list(segno.make(address, error="m", micro=False).matrix)
    dot = CODE / len(rows)
    left, top = width - MARGIN - CODE - 4 * mm, MARGIN + CODE + 4 * mm
    page.setFillColor(INK)
    for down, row in enumerate(rows):
        for right, is_dark in enumerate(row):
            if is_dark:
                page.rect(left + right * dot, top - (down + 1) * dot, dot, dot, stroke=0, fill=1)
    page.setFont(table_files.FONT, 8)
    page.drawRightString(left - 5 * mm, MARGIN + 10 * mm, _("Is it real, and does it still count?"))
    page.drawRightString(left - 5 * mm, MARGIN + 5 * mm, address)
