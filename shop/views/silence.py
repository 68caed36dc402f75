"""A provider that has just kept a buyer waiting is not asked again by the very next page."""

import time

from django.http import HttpRequest

#: Seconds after which a page asks anew.
QUIET = 15


def note(request: HttpRequest) -> None:
    """Remember that this browser has waited in vain."""
    request.session["provider_silent_at"] = time.time()


def end(request: HttpRequest) -> None:
    """The provider answered: its next page asks at once."""
    request.session.pop("provider_silent_at", None)


def is_fresh(request: HttpRequest) -> bool:
    """Whether this browser has waited in vain a moment ago."""
    return time.time() - float(request.session.get("provider_silent_at", 0)) < QUIET
