"""Valid rows for the tests of pages, made through services where there are any."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection

from cms_pages.models import BlogPage, BlogPostPage, GalleryPage, PortalDocument, PortalImage
from cms_pages.permissions import PARTICIPANTS_COLLECTION
from cms_pages.services import posts
from mentorship.models import Project
from mentorship.services import projects

_number = count(1)


def picture_bytes(*, size: tuple[int, int] = (64, 48), exif: Image.Exif | None = None) -> bytes:
    stored = BytesIO()
    Image.new("RGB", size, (170, 70, 40)).save(stored, "JPEG", exif=exif or Image.Exif())
    return stored.getvalue()


def image(owner: Any, title: str = "A bowl") -> PortalImage:
    return PortalImage.objects.create(
        title=title,
        file=ContentFile(picture_bytes(), name=f"bowl-{next(_number)}.jpg"),
        uploaded_by_user=owner,
        collection=Collection.objects.get(name=PARTICIPANTS_COLLECTION),
        description="A clay bowl",
    )


def document(owner: Any, title: str = "Notes") -> PortalDocument:
    return PortalDocument.objects.create(
        title=title,
        file=ContentFile(b"notes", name=f"notes-{next(_number)}.txt"),
        uploaded_by_user=owner,
        collection=Collection.objects.get(name=PARTICIPANTS_COLLECTION),
    )


def work(owner: Any, title: str = "", *, visibility: str = "public") -> Project:
    title = title or f"Work {next(_number)}"
    file = ContentFile(picture_bytes(), name="work.jpg")
    return projects.create(
        owner=owner, by=owner, title=title, media_type="object", visibility=visibility, files=[file]
    )


def journal(owner: Any) -> BlogPage:
    return BlogPage.objects.child_of(owner.portfolio).get()


def gallery(owner: Any) -> GalleryPage:
    return GalleryPage.objects.child_of(owner.portfolio).get()


def post(owner: Any, title: str = "", **values: Any) -> BlogPostPage:
    title = title or f"Story {next(_number)}"
    values = {"body": "<p>It went well.</p>", "intro": "In short.", **values}
    return posts.publish_post(blog=journal(owner), title=title, by=owner, now=timezone.now(), **values)
