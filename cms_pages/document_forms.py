"""The form by which documents are uploaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

from portal.core import documents, quota
from portal.core.images import BadUpload


class CleanDocumentForm(BaseDocumentForm):  # type: ignore[misc]  # Wagtail has no types
    """Says beside the field why a document cannot be taken, and what of it others will read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.by = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].help_text = _(
                "Author, place and date are removed from Word, OpenDocument, Excel and PowerPoint files, names"
                " beside comments and changes are not. A PDF and a ZIP are kept as they are: look first whether"
                " your name stands in their properties."
            )

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        try:
            cleaned = documents.clean(upload)
            quota.check(self.instance.uploaded_by_user or self.by, cleaned.size - (self.instance.file_size or 0))
        except BadUpload as refusal:
            raise ValidationError(refusal.message) from refusal
        return cleaned
