"""Hears of each fact in the table of letters, and puts them in the queue."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from messaging.outside import LETTERS, Letter
from messaging.services import mails


def _writer(letter: Letter) -> Callable[..., None]:
    def write(**facts: Any) -> None:
        for each in letter.about(facts):
            mails.queue_letter(
                letter=letter.slug, source_id=each.row.pk, occasion=each.occasion, at=timezone.now()
            )

    write.__qualname__ = f"write_{letter.slug}"
    return write


for _letter in LETTERS:
    _letter.signal.connect(_writer(_letter), weak=False, dispatch_uid=f"messaging.write_{_letter.slug}")
