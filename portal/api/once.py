"""Letting what is sent twice with one Idempotency-Key happen once, and answering it the same both times."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api import OwnApi

HEADER = "Idempotency-Key"
REMEMBERED = 24 * 3600
#: Whoever died over it lets others try again after so many seconds.
RUNNING = 120
LONGEST = 200


class StillRunning(APIException):
    status_code, default_code = 409, "still_running"
    default_detail = gettext_lazy("The first request with this key is not answered yet. Try again soon.")


class KeyUsed(APIException):
    status_code, default_code = 422, "key_used"
    default_detail = gettext_lazy("This key was used for another request. Choose a new one.")


class Answered(APIException):
    """It was answered before, like this."""

    def __init__(self, status: int, data: Any) -> None:
        super().__init__()
        self.answer = Response(data, status=status, headers={"Idempotent-Replayed": "true"})


class OnceApi(OwnApi):
    """Of a view that writes. Keys are each person's own; what was refused may be sent again."""

    claimed = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # the framework's, mixed in behind us
        given = request.headers.get(HEADER, "")
        if request.method != "POST" or not given:
            return
        if len(given) > LONGEST:
            raise ValidationError({HEADER: [_("This is too long.")]})
        place, sent = f"once:{_hash(f'{request.user.pk} {given}')}", _sent(self, request)
        if cache.add(place, (sent, None, None), RUNNING):
            self.claimed, self.sent = place, sent
            return
        former, status, data = cache.get(place) or (sent, None, None)
        if former != sent:
            raise KeyUsed
        if status is None:
            raise StillRunning
        raise Answered(status, data)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if self.claimed and response.status_code < 300:
            cache.set(self.claimed, (self.sent, response.status_code, response.data), REMEMBERED)
        elif self.claimed:
            cache.delete(self.claimed)
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]  # as above

    def get_exception_handler(self) -> Callable[..., Response | None]:
        usual = super().get_exception_handler()
        return lambda error, context: error.answer if isinstance(error, Answered) else usual(error, context)


def _sent(view: Any, request: Request) -> str:
    """Return what tells one request from another. Files are not read for it: they may be large."""
    has_files = MultiPartParser in view.parser_classes
    body = b"" if has_files else request._request.body
    return _hash(f"{request.path} {request.headers.get('Content-Length')} {hashlib.sha256(body).hexdigest()}")


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
