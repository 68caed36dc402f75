"""The form by which pictures of pages are uploaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm

from cms_pages.models.media import clean_file
from portal.core.images import BadUpload


class CleanImageForm(BaseImageForm):
    """Says beside the field why a picture cannot be taken; what is taken has lost its metadata."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if not upload or "file" not in self.changed_data:
            return upload
        try:
            return clean_file(upload, name=upload.name)
        except BadUpload as refusal:
            raise ValidationError(refusal.message) from refusal
