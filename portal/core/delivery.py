"""Answering with a private file after the view has asked for permission.

`PRIVATE_FILES` says who sends the bytes: this application ("app"), the proxy after our internal redirect
("nginx"), or the object store by an address that lasts a minute ("signed").
"""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header

from portal.core import ranges, stores

#: Nothing in a file that somebody uploaded may run, whatever it turns out to be.
SANDBOX = "default-src 'none'; sandbox"
INTERNAL = "/_private/"
#: In a request of our own making, which no proxy stands before: the bytes are wanted here. No header can say so.
READ_HERE = "portal.read_here"
NO_STORE = "private, no-store"


def send(
    request: HttpRequest,
    path: str,
    *,
    content_type: str,
    filename: str = "",
    attachment: bool = False,
    etag: str = "",
    cache_control: str = NO_STORE,
) -> HttpResponseBase:
    """Answer with the private file `path`; `etag` must say nothing about its content. Raises Http404."""
    sender = "app" if request.META.get(READ_HERE) else settings.PRIVATE_FILES
    if etag and request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponse(status=304, headers={"ETag": etag})
    elif sender == "nginx":
        response = HttpResponse(
            content_type=content_type, headers={"X-Accel-Redirect": iri_to_uri(INTERNAL + path)}
        )
    elif sender == "signed":
        response = _signed(path, content_type, filename, attachment=attachment)
    else:
        response = _stored(request, stores.private(), path, content_type, etag)
    return dress(response, filename=filename, attachment=attachment, cache_control=cache_control)


def dress(
    response: HttpResponseBase, *, cache_control: str, filename: str = "", attachment: bool = False
) -> HttpResponseBase:
    """Put on `response` what every answer with somebody's file wears."""
    response.headers["Cache-Control"] = cache_control
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    if disposition := content_disposition_header(attachment, filename):
        response.headers["Content-Disposition"] = disposition
    return response


def public(request: HttpRequest, path: str, *, content_type: str, cache_control: str) -> HttpResponseBase:
    """Answer with the public file `path`, where neither proxy nor object store does. Raises Http404."""
    response = _stored(request, stores.public(), path, content_type, etag="")
    return dress(response, cache_control=cache_control)


def _stored(request: HttpRequest, storage: Storage, path: str, content_type: str, etag: str) -> HttpResponseBase:
    try:
        stored = storage.open(path)
        size = stored.size
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise Http404 from error
    return ranges.answer(request, stored, size=size, content_type=content_type, etag=etag)


def _signed(path: str, content_type: str, filename: str, *, attachment: bool) -> HttpResponseBase:
    storage = stores.private()
    parameters = {
        "ResponseContentType": content_type,
        "ResponseCacheControl": NO_STORE,
        "ResponseContentDisposition": content_disposition_header(attachment, filename) or "inline",
    }
    return HttpResponseRedirect(storage.url(path, parameters=parameters))  # type: ignore[call-arg]  # S3Storage's
