"""The one address of each file: asked for permission each time."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from mentorship import selectors
from mentorship.models import KeptFile
from portal.core import captions, delivery
from portal.core.images import CONTENT_TYPES

#: A browser may keep what is public, and asks again whether it still is; no cache in between keeps it.
SHORTLY = "private, no-cache"
INLINE = {KeptFile.Kind.IMAGE, KeptFile.Kind.AUDIO, KeptFile.Kind.VIDEO}


@require_safe
def show(request: HttpRequest, public_id: UUID, variant: str) -> HttpResponseBase:
    """Answer with one variant of a file. One query for public works."""
    token = request.GET.get("key", "")
    public = selectors.visible_file(AnonymousUser(), public_id).first()
    file = public or selectors.visible_file(request.user, public_id, token).first()
    if file is None:
        raise Http404
    return answer(request, file, variant, is_public=public is not None)


def answer(request: HttpRequest, file: KeptFile, variant: str, *, is_public: bool) -> HttpResponseBase:
    """Answer with one variant of `file`, which whoever asks may see. Raises Http404."""
    path, content_type = _find(file, variant)
    return delivery.send(
        request,
        path,
        content_type=content_type,
        filename=file.filename,
        attachment=file.kind not in INLINE,
        etag=f'"{file.public_id.hex}-{file.revision}-{variant}"',
        cache_control=SHORTLY if is_public else delivery.NO_STORE,
    )


def _find(file: KeptFile, variant: str) -> tuple[str, str]:
    """Return the stored path and the content type of `variant`. Raises Http404."""
    if variant == "original":
        return file.original.name, file.content_type
    if variant == "captions.vtt" and file.captions_path:
        return file.captions_path, captions.CONTENT_TYPE
    each = _rendition(file, variant)
    if each is None:
        raise Http404
    return each["path"], CONTENT_TYPES[each["format"]]


def _rendition(file: KeptFile, variant: str) -> dict[str, Any] | None:
    """Return the rendition of that name; of a file that was replaced, the nearest that it has now."""
    named = re.fullmatch(r"w(\d{1,5})\.(\w{1,5})", variant)
    alike = [each for each in file.renditions if named and each["format"] == named[2]]
    nearest = min(alike, key=lambda each: abs(each["width"] - int(named[1])), default=None) if named else None
    return nearest if nearest and (file.revision or nearest["width"] == int(named[1])) else None
