"""Pictures and documents that pages use: private files, which `cms_pages.showing` says who may see."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    WagtailImageField,
    WagtailImageFieldFile,
    get_rendition_upload_to,
    get_upload_to,
)

from portal.core import copies, documents, images, quota, stores, uploads
from portal.core.copies import Copied
from portal.core.documents import CleanDocument


class CleanFile(ContentFile):  # type: ignore[type-arg]  # generic in the stubs only
    """A picture that has been drawn anew."""


def clean_file(upload: Any, *, name: str) -> CleanFile:
    """Return the picture in `upload` without its metadata. Raises BadUpload."""
    cleaned = images.clean(upload)
    return CleanFile(cleaned.data, name=f"{PurePath(name).stem}.{cleaned.extension}")


@contextmanager
def room_for(item: Any) -> Iterator[None]:
    """Store a picture or document whose file is new only if its owner has room for it. Raises Full."""
    if not item.file or item.file._committed:
        yield
        return
    item.file_size = item.file.size
    with transaction.atomic():
        before = type(item)._base_manager.filter(pk=item.pk).values_list("file_size", flat=True).first()
        quota.claim(item.uploaded_by_user, item.file_size - (before or 0))
        yield


class CheckedFile(WagtailImageFieldFile):  # type: ignore[misc]  # Wagtail has no types
    """A stored picture whose only address is that of the view that asks for permission."""

    @property
    def url(self) -> str:
        return str(self.instance.checked_url(self.name))


class CheckedImageField(WagtailImageField):  # type: ignore[misc]  # Wagtail has no types
    attr_class = CheckedFile


class PortalImage(Copied, AbstractImage):
    """A picture on a page. What is stored was drawn anew: no place, no camera, no name travels with it.

    `picture(image)` (cms_pages.pictures) or `rendition.url` give its addresses: public ones while a public page
    shows it, else those of the checked view.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    file = CheckedImageField(
        _("file"),
        storage=stores.private,
        upload_to=get_upload_to,
        max_length=200,
        width_field="width",
        height_field="height",
    )

    admin_form_fields = Image.admin_form_fields

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            if not isinstance(self.file.file, CleanFile):
                self.file = clean_file(self.file.file, name=self.file.name)
            if not self._state.adding:
                copies.end(self)
        with room_for(self):
            super().save(*args, **kwargs)

    def get_upload_to(self, filename: str) -> str:
        """Return a path that says nothing about the file's name at home, and that nobody guesses."""
        return f"{uploads.stored_folder('originals')}/picture{PurePath(filename).suffix.lower()}"

    @property
    def filename(self) -> str:
        """How lists name the file; the stored name says nothing."""
        return f"{slugify(self.title) or 'picture'}{PurePath(self.file.name).suffix}"

    def checked_url(self, path: str) -> str:
        return reverse("cms_pages:picture", args=[self.public_id, "original"])

    def create_rendition(self, filter: Any) -> Any:
        rendition = super().create_rendition(filter)
        self._copy([rendition])
        return rendition

    def create_renditions(self, *filters: Any) -> Any:
        made = super().create_renditions(*filters)
        if len(filters) > 1:
            self._copy(made.values())
        return made

    def _copy(self, renditions: Any) -> None:
        """A picture that is shown already has public addresses: what is made later needs its copy at once."""
        fresh = type(self)._base_manager.filter(pk=self.pk).values_list("public_token", flat=True).first()
        self.public_token = fresh or ""
        if self.public_token:
            shown = [rendition.copied_file for rendition in renditions if not rendition.is_original]
            copies.add(self.public_token, shown)


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")
    file = CheckedImageField(
        storage=stores.private,
        upload_to=get_rendition_upload_to,
        max_length=200,
        width_field="width",
        height_field="height",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="cms_pages_rendition_once"
            )
        ]

    @property
    def url(self) -> str:
        """The public address if anybody may see the picture, else the checked view's. No query."""
        name, path = self.copied_file
        token = "" if self.is_original else self.image.public_token
        return copies.address(token, name) if token else self.checked_url(path)

    @property
    def is_original(self) -> bool:
        """Whether it is as large as what was uploaded; that is for those who may edit it."""
        return str(self.filter_spec) == "original"

    @property
    def copied_file(self) -> tuple[str, str]:
        """Its name among the public copies, and where it lies in the private storage."""
        return PurePath(self.file.name).name, self.file.name

    def checked_url(self, path: str) -> str:
        return reverse("cms_pages:picture", args=[self.image.public_id, PurePath(path).name])

    def get_upload_to(self, filename: str) -> str:
        return f"renditions/{self.image.public_id.hex[:2]}/{self.image.public_id.hex}/{filename}"


def stored_document(instance: Any, filename: str) -> str:
    return f"{uploads.stored_folder('documents')}/document{PurePath(filename).suffix.lower()[:8]}"


class PortalDocument(AbstractDocument):
    """A file that pages link to; the checked view hands it out, always as a download."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    file = models.FileField(_("file"), storage=stores.private, upload_to=stored_document, max_length=200)

    admin_form_fields = Document.admin_form_fields

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed and not isinstance(self.file.file, CleanDocument):
            self.file = documents.clean(self.file)
        with room_for(self):
            super().save(*args, **kwargs)

    @property
    def filename(self) -> str:
        """The name of the download; the stored name says nothing."""
        return f"{slugify(self.title) or 'document'}{PurePath(self.file.name).suffix}"

    @property
    def url(self) -> str:
        return reverse("cms_pages:document", args=[self.public_id, self.filename])
