"""Who comes with `Authorization: Bearer …` is known by it before the gate asks who may enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _

from portal.accounts.models import PersonalToken, User
from portal.accounts.services import personal_tokens
from portal.api import tokens
from portal.core import problems
from portal.core.gate import address_name
from portal.core.limits import sends

#: Here a token is got or given back; an old one may still be sent along.
DOORS_OF_TOKENS = frozenset({"api:token", "api:token_refresh", "api:token_revoke"})


#: What a personal token may change: what is the person's own. Whatever is not named here, it may not.
OWN_DOORS = frozenset(
    {
        "api:goals_one",
        "api:journals",
        "api:journals_one",
        "api:notification_read",
        "api:notifications_read",
        "api:project_files",
        "api:projects",
        "api:sell",
        "api_pages:exports",
    }
)


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
        personal = personal_tokens.find(key=given, now=timezone.now())
        user = personal.person if personal else tokens.person_of(given)
        if user is None:
            return problems.nobody("token_not_valid", _("This token is worth nothing any more. Log in again."))
        _come_in(request, user, personal or given)
        return _beyond(request, personal) if personal else None


def _come_in(request: HttpRequest, user: User, bearer: Any) -> None:
    request.user, request.bearer = user, bearer  # type: ignore[attr-defined]  # portal.core.api.Bearer reads it


def _beyond(request: HttpRequest, token: PersonalToken) -> HttpResponse | None:
    """Refuse what `token` does not allow."""
    match = request.resolver_match
    is_own = match is not None and address_name(match) in OWN_DOORS
    if not sends(request) or (token.scope == PersonalToken.Scope.OWN and is_own):
        return None
    challenge = f'{problems.CHALLENGE}, error="insufficient_scope"'
    words = _("This token does not allow that.")
    return problems.problem(403, "insufficient_scope", words, headers={"WWW-Authenticate": challenge})


def _given(request: HttpRequest) -> str | None:
    match = request.resolver_match
    if not problems.is_for_programs(request) or (match and address_name(match) in DOORS_OF_TOKENS):
        return None
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
