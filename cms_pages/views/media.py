"""The addresses of pictures and documents that ask for permission each time."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from cms_pages import showing
from cms_pages.models import PortalDocument, PortalImage, PortalRendition
from portal.core import delivery


@require_safe
def picture(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    """Answer with a rendition of a picture, by its stored name, or with the original for those who may edit it."""
    image = PortalImage.objects.select_related("uploaded_by_user").filter(public_id=public_id).first()
    if image is None:
        raise Http404
    path, is_original = _find(image, variant)
    if not (showing.can_edit(request.user, image) if is_original else showing.can_see(request, image)):
        raise Http404
    return delivery.send(
        request,
        path,
        content_type=_content_type(path),
        filename=PurePath(image.filename).stem + PurePath(path).suffix,
    )


@require_safe
def document(request: HttpRequest, public_id: UUID, filename: str) -> HttpResponseBase:
    """Hand out a document as a download; its name in the address is decoration.

    No ETag: whoever knows a file could ask with its hash whether it is the same.
    """
    found = PortalDocument.objects.select_related("uploaded_by_user").filter(public_id=public_id).first()
    if found is None or not showing.can_see(request, found):
        raise Http404
    return delivery.send(
        request, found.file.name, content_type=found.content_type, filename=found.filename, attachment=True
    )


def _find(image: PortalImage, variant: str) -> tuple[str, bool]:
    """Return where `variant` lies, and whether it is the original. Raises Http404."""
    if variant == "original":
        return image.file.name, True
    path = PortalRendition(image=image).get_upload_to(variant)
    rendition = PortalRendition.objects.filter(image=image, file=path).first()
    if rendition is None:
        raise Http404
    return rendition.file.name, rendition.is_original


def _content_type(path: str) -> str:
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
