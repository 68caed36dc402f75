"""Public media where no object store or proxy serves it. Originals and documents have no address here."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

#: Renditions that Wagtail made of editorial pictures, people's pictures, and thumbnails of Oscar's dashboard.
PUBLIC_FOLDERS = frozenset({"images", "avatars", "cache"})


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file of a public folder; anything else does not exist."""
    path = posixpath.normpath(path)
    if path.split("/")[0] not in PUBLIC_FOLDERS:
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
