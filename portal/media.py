"""Public files where no proxy or object store serves them. Originals and documents have no address here."""

from __future__ import annotations

import mimetypes
import posixpath

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from portal.core import copies, delivery

#: A copy's name holds a secret that changes whenever its content may: caches keep it for good.
FOR_EVER = "public, max-age=31536000, immutable"
LONGEST = 255
FOR_A_DAY = "public, max-age=86400"
#: Public copies, and thumbnails of Oscar's dashboard.
PUBLIC_FOLDERS = {copies.FOLDER: FOR_EVER, "cache": FOR_A_DAY}


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file of a public folder; anything else does not exist."""
    folder, _slash, rest = path.partition("/")
    if folder not in PUBLIC_FOLDERS or not rest or posixpath.normpath(path) != path or len(path) > LONGEST:
        raise Http404
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return delivery.public(request, path, content_type=kind, cache_control=PUBLIC_FOLDERS[folder])
