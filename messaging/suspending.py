"""Who is suspended reads everything and changes nothing, whichever page they send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from messaging.selectors import desk
from portal.core import problems
from portal.core.limits import sends

#: What everybody may always do: go, keep their account safe, say what happens to their own data, ask for help,
#: object.
ALWAYS = (
    *("account_", "mfa_", "language", "messaging:decision", "messaging:report", "messaging:block"),
    *("accounts:age_set", "accounts:consent_", "accounts:data", "accounts:close", "accounts:token_revoke"),
)


class SuspensionMiddleware:
    """Asks one question for each request that changes something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not sends(request) or not request.user.is_authenticated or match is None:
            return None
        if match.view_name.startswith(ALWAYS):
            return None
        found = desk.suspension_of(request.user, timezone.now())
        if found is None:
            return None
        if problems.is_for_programs(request):
            return problems.problem(403, "suspended", told(found.until))
        return render(request, "refused.html", {"message": told(found.until)}, status=403)


def told(until: Any) -> str:
    """Return what a suspended person reads."""
    more = _("What was decided, and how to object, is among what is new.")
    if until is None:
        return f"{_('You are banned: you may read here, but not write.')} {more}"
    day = date_format(timezone.localtime(until), "DATETIME_FORMAT")
    return f"{_('You may read here, but not write before %(day)s.') % {'day': day}} {more}"
