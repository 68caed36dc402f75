"""What each answer tells the browser: which policy holds for it, and that personal pages are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control


class PolicyMiddleware(CSPMiddleware):
    """The strict policy for the site, the laxer one for the tools; previews of pages may stand in our frames."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.config is not None:
            return parts
        if getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        elif request.path_info.startswith(settings.TOOL_PATHS):
            parts.config = settings.CONTENT_SECURITY_POLICY_OF_TOOLS
        return parts


class PersonalPagesMiddleware:
    """What somebody sees while logged in, no cache keeps: not a shared one, not the browser's own.

    Files that are the same for everybody say `public` themselves and are left alone. Costs no query of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_public = "public" in response.get("Cache-Control", "")
        if not is_public and SESSION_KEY in request.session:
            patch_cache_control(response, private=True, no_store=True)
        return response
