"""Refusals to programs: problem details (RFC 9457) in place of pages, for everything below /api/."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

BELOW = "/api/"
KIND = "application/problem+json"
#: What tells a program how it may say who it is.
CHALLENGE = 'Bearer realm="api"'
#: Code and words of what the framework or a middleware refused, by status.
KNOWN = {
    400: ("bad_request", gettext_lazy("This cannot be read.")),
    401: ("not_authenticated", gettext_lazy("Say who you are: send a token.")),
    403: ("forbidden", gettext_lazy("You may not do this.")),
    404: ("not_found", gettext_lazy("There is nothing here.")),
    405: ("method_not_allowed", gettext_lazy("This cannot be done here.")),
    413: ("too_large", gettext_lazy("This is too much at once.")),
    415: ("unsupported_media_type", gettext_lazy("This kind of content cannot be read here.")),
    429: ("throttled", gettext_lazy("That was too often. Try again later.")),
    503: ("unavailable", gettext_lazy("Something that we need is out of reach. Try again in a moment.")),
}
FAILED = ("failed", gettext_lazy("Something went wrong with us. Try again later."))


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(BELOW)


def problem(
    status: int,
    code: str = "",
    message: str = "",
    *,
    fields: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with {"code", "message"}, and {"fields"} if there are any; without words, those of the status."""
    usual_code, usual_words = KNOWN.get(status, FAILED)
    said: dict[str, Any] = {"code": code or usual_code, "message": str(message or usual_words)}
    if fields:
        said["fields"] = fields
    response = HttpResponse(json.dumps(said), status=status, content_type=KIND, headers=headers)
    response["Cache-Control"] = "private, no-store"
    return response


def nobody(code: str = "", message: str = "") -> HttpResponse:
    """Answer a program that did not say who it is (401), or, with a `code`, whose token is worth nothing."""
    challenge = f'{CHALLENGE}, error="invalid_token"' if code else CHALLENGE
    return problem(401, code, message, headers={"WWW-Authenticate": challenge})


class ProblemMiddleware:
    """Puts problem details in the place of every page that would tell a program of a refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_for_programs(request) or response.status_code < 400:
            return response
        if "json" in response.get("Content-Type", ""):
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
        return problem(response.status_code, headers=kept)
