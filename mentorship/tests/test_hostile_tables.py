"""Tables that are damaged, locked, or not what they say: refused in words, and nothing is kept."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import Workbook

from mentorship.importing import Hours
from mentorship.models import ImportBatch
from mentorship.services import imports


def workbook() -> bytes:
    book, stored = Workbook(), io.BytesIO()
    for row in (["Name", "Consent"], ["Ines", "spoken"]):
        book.active.append(row)
    book.save(stored)
    return stored.getvalue()


def with_bytes(data: bytes, mark: bytes, at: int, value: int) -> bytes:
    """Set the byte `at` after each `mark` to `value`."""
    changed, found = bytearray(data), data.find(mark)
    while found >= 0:
        changed[found + at] = value
        found = data.find(mark, found + 1)
    return bytes(changed)


def other_zip() -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as packed:
        packed.writestr("notes.txt", "no table")
    return stored.getvalue()


LOCKED = with_bytes(with_bytes(workbook(), b"PK\x01\x02", 8, 1), b"PK\x03\x04", 6, 1)
BROKEN = {
    "locked by a password": LOCKED,
    "packed in an unknown way": with_bytes(workbook(), b"PK\x01\x02", 10, 99),
    "made by a later version": with_bytes(workbook(), b"PK\x01\x02", 6, 185),
    "a zip of other things": other_zip(),
    "cut in the middle": workbook()[: len(workbook()) // 2],
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_a_workbook_that_cannot_be_read_is_refused_in_words(mentor, name):
    with pytest.raises(imports.Unreadable):
        imports.upload(by=mentor, filename="people.xlsx", file=ContentFile(BROKEN[name]), now=timezone.now())

    assert not ImportBatch.objects.exists()


def test_a_workbook_damaged_anywhere_is_read_or_refused():
    chance, good = random.Random(4), workbook()
    refused = 0
    for _ in range(300):
        damaged = bytearray(good)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            imports._workbook(bytes(damaged))
        except (imports.Unreadable, imports.TooLarge):
            refused += 1

    assert refused > 100


@pytest.mark.parametrize("said", ["00809999", "81", "0", "-3", "²", "8 0"])
def test_hours_that_no_week_has_are_refused(said):
    with pytest.raises(ValueError, match="1 to 80"):
        Hours().clean(said)


def test_hours_may_be_written_like_a_spreadsheet_writes_them():
    assert [Hours().clean(said) for said in ("8", "8.0", " 080 ", "")] == [8, 8, 80, None]
