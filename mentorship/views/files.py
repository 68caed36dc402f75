"""The one address of a work's files: asked for permission each time."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mentorship import selectors
from mentorship.models import ProjectFile
from portal.core import captions, ranges
from portal.core.images import CONTENT_TYPES

INLINE = {ProjectFile.Kind.IMAGE, ProjectFile.Kind.AUDIO, ProjectFile.Kind.VIDEO}


@require_safe
def show(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    """Answer with one variant of a file. One query for public works, whose answers any cache may keep."""
    token = request.GET.get("key", "")
    public = selectors.visible_file(AnonymousUser(), public_id).first()
    file = public or selectors.visible_file(request.user, public_id, token).first()
    if file is None:
        raise Http404
    response = _answer(request, file, variant)
    response.headers["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = (
        content_disposition_header(file.kind not in INLINE, file.filename) or ""
    )
    return response


def _answer(request: HttpRequest, file: ProjectFile, variant: str) -> HttpResponseBase:
    path, content_type = _find(file, variant)
    etag = f'"{file.public_id.hex}-{file.revision}-{variant}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    storage: Storage = file.original.storage
    try:
        stored = storage.open(path)
    except FileNotFoundError as error:
        raise Http404 from error
    return ranges.answer(request, stored, size=stored.size, content_type=content_type, etag=etag)


def _find(file: ProjectFile, variant: str) -> tuple[str, str]:
    """Return the stored path and the content type of `variant`. Raises Http404."""
    if variant == "original":
        return file.original.name, file.content_type
    if variant == "captions.vtt" and file.captions:
        return file.captions.name, captions.CONTENT_TYPE
    each = _rendition(file, variant)
    if each is None:
        raise Http404
    return each["path"], CONTENT_TYPES[each["format"]]


def _rendition(file: ProjectFile, variant: str) -> dict[str, Any] | None:
    """Return the rendition of that name; of a file that was replaced, the nearest that it has now."""
    named = re.fullmatch(r"w(\d{1,5})\.(\w{1,5})", variant)
    alike = [each for each in file.renditions if named and each["format"] == named[2]]
    nearest = min(alike, key=lambda each: abs(each["width"] - int(named[1])), default=None) if named else None
    return nearest if nearest and (file.revision or nearest["width"] == int(named[1])) else None
