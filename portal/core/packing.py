"""Texts packed for the way, as the servers in front of a real site pack them."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")


class PackingMiddleware(GZipMiddleware):
    """Django's would also pack pictures, in vain, and parts of films, which players cannot use then."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 200 or not response.get("Content-Type", "").startswith(PACKED):
            return response
        return super().process_response(request, response)
