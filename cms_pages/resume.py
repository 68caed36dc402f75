"""The résumé of a portfolio: what somebody learnt, did and showed, each with its years."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

FIRST_YEAR, LAST_YEAR = 1920, 2100


class EntryBlock(blocks.StructBlock):
    """One line of a résumé."""

    what = blocks.CharBlock(label=_("what"), max_length=120)
    where = blocks.CharBlock(label=_("where"), max_length=120, required=False)
    begin = blocks.IntegerBlock(label=_("from (year)"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    end = blocks.IntegerBlock(
        label=_("until (year)"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        help_text=_("Leave it empty while it lasts."),
    )
    words = blocks.TextBlock(label=_("in a few words"), max_length=400, required=False)
    link = blocks.URLBlock(label=_("link"), required=False)

    class Meta:
        icon = "list-ul"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["end"] and cleaned["begin"] and cleaned["end"] < cleaned["begin"]:
            refusal = ValidationError(_("This year lies before the first one."))
            raise StructBlockValidationError(block_errors={"end": refusal})
        return cleaned


class ResumeBlock(blocks.StreamBlock):
    education = EntryBlock(label=_("Education"))
    experience = EntryBlock(label=_("Experience"))
    exhibition = EntryBlock(label=_("Exhibition or performance"))
    award = EntryBlock(label=_("Award"))

    class Meta:
        max_num = 60


HEADINGS = {
    "education": _("Education"),
    "experience": _("Experience"),
    "exhibition": _("Exhibitions and performances"),
    "award": _("Awards"),
}


def grouped(resume: Any) -> list[tuple[Any, list[Any]]]:
    """Return [(heading, entries)] in the order of HEADINGS, latest entries first, without empty groups."""
    found = []
    for kind, heading in HEADINGS.items():
        entries = [block.value for block in resume or () if block.block_type == kind]
        entries.sort(key=lambda entry: (entry["end"] or LAST_YEAR, entry["begin"] or LAST_YEAR), reverse=True)
        if entries:
            found.append((heading, entries))
    return found
