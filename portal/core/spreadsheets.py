"""Tables for spreadsheet programs, which take a cell that begins like a formula for one and run it.

Every table that is answered as CSV passes here, whoever wrote it: Wagtail's lists, Oscar's dashboard and ours.
A file of rows that is made in the background, and XLSX of our own, asks `safe` for each cell.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

#: With which a formula begins, also in the wide letters of East Asian keyboards, after blanks of any kind.
FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
BOM = "\ufeff"
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def safe(value: Any) -> Any:
    """Return `value` as a cell that shows it and never runs it: numbers stay, the rest is marked as text."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if FORMULA.match(value) and not NUMBER.fullmatch(value) else value


class _Line:
    """What `csv` writes to: keeps the last line."""

    def write(self, line: str) -> str:
        return line


def safe_csv(lines: Iterable[str]) -> Iterator[str]:
    """Rewrite a table line by line, each cell safe and in quotes: a stray separator opens no new cell."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    whole = _whole(lines)
    first = next(whole, "")
    if first.startswith(BOM):  # says how the file is encoded, so it stays in front of the first cell
        yield BOM
    if not first.removeprefix(BOM):
        return
    for row in csv.reader(itertools.chain([first.removeprefix(BOM)], whole)):
        yield writer.writerow([safe(cell) for cell in row])


def _whole(parts: Iterable[str]) -> Iterator[str]:
    """Yield the lines that `parts` of a text make up, however it was cut."""
    rest = ""
    for part in parts:
        *lines, rest = re.split(r"(?<=\n)", rest + part)
        yield from lines
    if rest:
        yield rest


class SpreadsheetMiddleware:
    """Makes every answered table safe. Stored files that somebody uploaded are theirs, and left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_table = response.get("Content-Type", "").startswith("text/csv")
        if is_table and not isinstance(response, FileResponse) and "Content-Encoding" not in response:
            self._rewrite(response)
        return response

    def _rewrite(self, response: HttpResponseBase) -> None:
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = safe_csv(_decoded(iter(response)))
        elif isinstance(response, HttpResponse):
            response.content = "".join(safe_csv(_decoded([response.content])))


def _decoded(parts: Iterable[bytes]) -> Iterator[str]:
    """Read `parts` as the text they are together: a letter may lie in two of them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    yield from (decoder.decode(part) for part in parts)
