"""Answering a table as CSV or as a workbook, with no cell that a spreadsheet program would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from portal.core.spreadsheets import safe

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Control characters that no workbook may hold.
_CONTROLS = dict.fromkeys(each for each in range(32) if chr(each) not in "\t\n\r")


def answer(*, name: str, headers: Sequence[Any], rows: Iterable[Sequence[Any]], kind: str) -> HttpResponse:
    """Return the table as a download called `name`, of `kind` CSV or XLSX."""
    content = xlsx(headers, rows, title=name) if kind == XLSX else csv_text(headers, rows).encode("utf-8-sig")
    response = HttpResponse(content, content_type=XLSX_TYPE if kind == XLSX else "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def csv_text(headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """Return the table as CSV; the middleware makes cells safe, so does this for what is written elsewhere."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(str(each)) for each in headers])
    writer.writerows([safe(_plain(cell)) for cell in row] for row in rows)
    return out.getvalue()


def xlsx(headers: Sequence[Any], rows: Iterable[Sequence[Any]], *, title: str) -> bytes:
    """Return the table as a workbook of one sheet: text is text, numbers and days are numbers and days."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for number in range(1, len(headers) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22
    sheet.append([_cell(str(each)) for each in headers])
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    value = _plain(value)
    if not isinstance(value, str):
        return value
    return safe(value.translate(_CONTROLS))


def _plain(value: Any) -> Any:
    """Return what a spreadsheet understands."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if timezone.is_aware(value) else value
    if value is None:
        return ""
    return value if isinstance(value, (int, float, date)) else str(value)
