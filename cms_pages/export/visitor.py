"""Asking the site for its pages and files, in this process, as somebody without an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase

from portal.core import delivery


class Visitor(BaseHandler):
    """Goes through every middleware and view, without a cookie; sends no signal that ends connections."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()
        self._address = urlsplit(settings.SITE_URL)

    @contextmanager
    def open(self, url: str) -> Iterator[HttpResponseBase]:
        """Give the answer to GET `url` (a path, perhaps with a query).

        Redirects are not followed: where something is refused they lead to the log-in, which is nobody's page.
        """
        response = self.get_response(self._request(url))
        try:
            yield response
        finally:
            _close(response)

    def _request(self, url: str) -> WSGIRequest:
        path, _question, query = url.partition("?")
        scheme, host = self._address.scheme or "http", self._address.netloc
        return WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": "",
                "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
                "QUERY_STRING": query,
                "SERVER_NAME": self._address.hostname or "localhost",
                "SERVER_PORT": str(self._address.port or (443 if scheme == "https" else 80)),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": host,
                "HTTP_X_FORWARDED_PROTO": scheme,
                "HTTP_USER_AGENT": "portal-export",
                "wsgi.url_scheme": scheme,
                delivery.READ_HERE: True,
                "wsgi.input": BytesIO(),
            }
        )


def blocks(response: HttpResponseBase) -> Iterator[bytes]:
    """Yield the body of `response` piece by piece."""
    if response.streaming:
        yield from response.streaming_content  # type: ignore[attr-defined]  # of streaming responses only
    else:
        yield response.content  # type: ignore[attr-defined]  # of the others


def _close(response: HttpResponseBase) -> None:
    """Close files; `response.close()` would also tell the database that a request has ended."""
    for closer in response._resource_closers:
        closer()
    response._resource_closers.clear()
