"""One form of days and times for each language, named by what it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
#: What programs read, a week's day beside a date, and seconds that the language does not change.
FIXED = {"c", "Y-m-d", "l", "H:i:s"}
MOMENT = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)


def test_no_template_has_a_form_of_its_own():
    found = {
        (path.name, form)
        for path in TEMPLATES.rglob("*")
        if path.is_file() and path.suffix in {".html", ".txt"}
        for form in re.findall(r'\|(?:date|time)\b(?::"([^"]*)")?', path.read_text())
        if form not in FIXED and not form.endswith("_FORMAT")
    }

    assert not found


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "28 November 2026", "28 November 2026, 14:05"),
        ("es", "28 de noviembre de 2026", "28 de noviembre de 2026 a las 14:05"),
        ("fr", "28 novembre 2026", "28 novembre 2026 14:05"),
        ("ar", "28 نوفمبر، 2026", "28 نوفمبر، 2026، 2:05 م"),
    ],
)
def test_a_day_is_written_as_the_language_does(language: str, day: str, moment: str):
    with translation.override(language):
        assert date_format(date(2026, 11, 28), "DATE_FORMAT") == day
        assert date_format(MOMENT, "DATETIME_FORMAT") == moment


def test_a_short_day_is_short():
    with translation.override("en"):
        assert date_format(date(2026, 11, 28), "SHORT_DATE_FORMAT") == "28 Nov 2026"
