"""Who comes with `Authorization: Bearer …` is known by it before the gate asks who may enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from portal.api import tokens
from portal.core import problems
from portal.core.gate import address_name

#: Here a token is got or given back; an old one may still be sent along.
DOORS_OF_TOKENS = frozenset({"api:token", "api:token_refresh", "api:token_revoke"})


class BearerMiddleware:
    """Below /api/ only. A token goes before a session; one that is worth nothing is refused, not passed over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if hasattr(request, "bearer"):
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Authorization"])
        return response

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        given = _given(request)
        if given is None:
            return None
        user = tokens.person_of(given)
        if user is None:
            return problems.nobody("token_not_valid", _("This token is worth nothing any more. Log in again."))
        request.user, request.bearer = user, given  # type: ignore[attr-defined]  # portal.core.api.Bearer reads it
        return None


def _given(request: HttpRequest) -> str | None:
    match = request.resolver_match
    if not problems.is_for_programs(request) or (match and address_name(match) in DOORS_OF_TOKENS):
        return None
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
