"""The form by which pictures of pages are uploaded."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms_pages.models.media import clean_file
from portal.core import quota
from portal.core.images import BadUpload


class CleanImageField(WagtailImageField):
    """Draws the picture anew before anything of Wagtail reads it, which a damaged one would make fail."""

    def to_python(self, data: Any) -> Any:
        upload = FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        try:
            return clean_file(upload, name=upload.name)
        except BadUpload as refusal:
            raise ValidationError(refusal.message) from refusal


class CleanImageForm(BaseImageForm):
    """Says beside the field why a picture cannot be taken; what is taken has lost its metadata."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.by = kwargs.get("user")
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            words = {"label": field.label, "help_text": field.help_text}
            self.fields["file"] = CleanImageField(required=field.required, widget=field.widget, **words)

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload and "file" in self.changed_data:
            try:
                more = upload.size - (self.instance.file_size or 0)
                quota.check(self.instance.uploaded_by_user or self.by, more)
            except BadUpload as refusal:
                raise ValidationError(refusal.message) from refusal
        return upload
