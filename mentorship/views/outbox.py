"""What a phone kept while it had no network, and sends when it has one again (static/js/outbox.js)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse

HEADER = "X-Outbox"


def is_late(request: HttpRequest) -> bool:
    """Whether nobody looks at the answer: it was typed before, and no question can be asked back."""
    return request.headers.get(HEADER) == "late"


def is_fetched(request: HttpRequest) -> bool:
    """Whether a script has sent the form and goes where the answer says."""
    return HEADER in request.headers


def kept(url: str) -> JsonResponse:
    return JsonResponse({"url": url}, status=201)


def refused(form: forms.BaseForm) -> JsonResponse:
    """Say in words what to correct; the phone keeps what was typed."""
    words = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        words += [f"{label}: {error}" if label else str(error) for error in errors]
    return JsonResponse({"message": " ".join(words)}, status=422)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Return what was sent for a form to read, also when nothing stands in it; otherwise nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
