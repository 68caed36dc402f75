"""Pictures and documents that pages use."""

from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.core import images


class CleanFile(ContentFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A picture that has been drawn anew."""


def clean_file(upload: Any, *, name: str) -> CleanFile:
    """Return the picture in `upload` without its metadata. Raises BadUpload."""
    cleaned = images.clean(upload)
    return CleanFile(cleaned.data, name=f"{PurePath(name).stem}.{cleaned.extension}")


class PortalImage(AbstractImage):
    """A picture on a page. What is stored was drawn anew: no place, no camera, no name travels with it."""

    admin_form_fields = Image.admin_form_fields

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed and not isinstance(self.file.file, CleanFile):
            self.file = clean_file(self.file.file, name=self.file.name)
        super().save(*args, **kwargs)


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="cms_pages_rendition_once"
            )
        ]


class PortalDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields
