"""The editor of rich text, as Wagtail has it, but for what no editor sends."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea


class RichTextArea(DraftailRichTextArea):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail believes that the hidden field holds the JSON of its editor."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
            raise BadRequest("This is not what the editor of rich text sends.") from error
