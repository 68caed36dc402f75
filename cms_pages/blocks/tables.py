"""A table that can be read aloud."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError

from cms_pages.blocks.words import WORDS, named

MOST_ROWS = 100
MOST_COLUMNS = 12


class CellsBlock(TypedTableBlock):
    """Rows and columns, each column of words or of figures, with a caption and named columns."""

    def clean(self, table: Any) -> Any:
        table = super().clean(table)
        if not self.is_deferred_validation and (wrong := complaints_about(table)):
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(each) for each in wrong])
        return table


def complaints_about(table: Any) -> list[Any]:
    """Return what keeps somebody who hears `table` from understanding it."""
    wrong = []
    if not (table.caption or "").strip():
        wrong.append(_("Write a caption: what does the table tell?"))
    if not table.columns or not table.row_data:
        wrong.append(_("Add at least one column and one row."))
    if any(not (column["heading"] or "").strip() for column in table.columns):
        wrong.append(_("Name every column: screen readers say the name before each cell."))
    if len(table.columns) > MOST_COLUMNS or len(table.row_data) > MOST_ROWS:
        wrong.append(
            _("This table is too large for a page: at most %(columns)d columns and %(rows)d rows.")
            % {"columns": MOST_COLUMNS, "rows": MOST_ROWS}
        )
    return wrong


class TableBlock(blocks.StructBlock):
    table = CellsBlock(
        [
            ("words", named(blocks.CharBlock(label=_("Words"), required=False, max_length=300))),
            ("figures", named(blocks.CharBlock(label=_("Figures"), required=False, max_length=40))),
        ],
        label=_("table"),
    )
    names_rows = blocks.BooleanBlock(label=_("the first column names the rows"), required=False, default=True)

    class Meta:
        icon = "table"
        label = _("Table")
        group = WORDS
        template = "cms_pages/blocks/table.html"
        description = _("Figures or words in rows and columns, with a caption.")
        help_text = _(
            "The caption and the names of the columns are read aloud to people who cannot see the table."
        )

    def get_preview_value(self) -> Any:
        return self.to_python(
            {
                "table": {
                    "caption": "What a belt takes",
                    "columns": [{"type": "words", "heading": "Step"}, {"type": "figures", "heading": "Hours"}],
                    "rows": [{"values": ["Warping", "1.5"]}, {"values": ["Weaving", "6"]}],
                },
                "names_rows": True,
            }
        )
