"""Letting what is sent twice with one Idempotency-Key happen once, and answering it the same both times.

What the request does and its answer are written in one transaction: there is never the one without the other.
Whoever comes meanwhile with the same key waits at the unique index for the first, and then gets its answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api import OwnApi
from portal.core.models import OnceAnswer

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
#: For so many seconds one waits for the first with the same key.
PATIENCE = 10
LONGEST = 200
WRITES = ("POST", "PUT", "PATCH", "DELETE")


class StillRunning(APIException):  # type: ignore[misc]  # the framework has no types
    status_code, default_code = 409, "still_running"
    default_detail = gettext_lazy("The first request with this key is not answered yet. Try again soon.")


class KeyUsed(APIException):  # type: ignore[misc]  # the framework has no types
    status_code, default_code = 422, "key_used"
    default_detail = gettext_lazy("This key was used for another request. Choose a new one.")


class Answered(APIException):  # type: ignore[misc]  # the framework has no types
    """It was answered before, like this."""

    def __init__(self, former: OnceAnswer) -> None:
        super().__init__()
        headers = {"Idempotent-Replayed": "true"}
        kind = "application/json"
        self.answer = HttpResponse(former.body, status=former.status, content_type=kind, headers=headers)


class OnceApi(OwnApi):
    """Of a view that writes. Keys are each person's own, and each token's; what was refused may be sent again."""

    claim: OnceAnswer | None = None

    def permit(self, by: Any) -> None:
        """Refuse `by` if they may not write here, whatever they send: nothing of it is read. Raises NotAllowed."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method not in WRITES or not request.headers.get(HEADER):
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the framework's, behind us
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # as above
            if response.status_code >= 300:
                transaction.set_rollback(True)
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]  # as above
        if request.method not in WRITES or not hasattr(self, request.method.lower()):
            return
        self.permit(request.user)
        given = request.headers.get(HEADER, "")
        if not given:
            return
        if len(given) > LONGEST:
            raise ValidationError({HEADER: [_("This is too long.")]})
        token = getattr(request.auth, "public_id", "")
        self.claim = _claim(
            place=_hash(f"{request.user.pk} {token} {given}"),
            sent=_sent(self, request),
            person_number=request.user.pk,
            begun_at=timezone.now(),
        )

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if self.claim and response.status_code < 300:
            self.claim.status = response.status_code
            self.claim.body = JSONRenderer().render(response.data).decode()  # "" of nothing
            self.claim.save(update_fields=["status", "body"])
        return super().finalize_response(request, response, *args, **kwargs)

    def get_exception_handler(self) -> Callable[..., Response | HttpResponse | None]:
        usual = super().get_exception_handler()
        return lambda error, context: error.answer if isinstance(error, Answered) else usual(error, context)


def forget_old(*, now: datetime) -> int:
    """Forget answers whose time is over, and return how many."""
    return OnceAnswer.objects.filter(begun_at__lte=now - KEPT).delete()[0]


def _claim(*, place: str, begun_at: datetime, **more: Any) -> OnceAnswer:
    """Return a row that others with the same key wait for. Raises Answered, KeyUsed, StillRunning."""
    OnceAnswer.objects.filter(place=place, begun_at__lte=begun_at - KEPT).delete()
    try:
        with transaction.atomic(), _patience():
            return OnceAnswer.objects.create(place=place, begun_at=begun_at, **more)
    except IntegrityError:
        former = OnceAnswer.objects.get(place=place)
    except OperationalError as error:  # the first is still at it
        raise StillRunning from error
    if former.sent != more["sent"]:
        raise KeyUsed
    raise Answered(former)


class _patience:
    """Lets one wait for a lock for PATIENCE seconds only. SQLite has one writer, and a time of its own."""

    def __enter__(self) -> None:
        self._set(f"{PATIENCE}s")

    def __exit__(self, kind: object, *_error: object) -> None:
        if kind is None:  # else the savepoint takes it back
            self._set("0")

    def _set(self, time: str) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [time])


def _sent(view: Any, request: Request) -> str:
    """Return what tells one request from another. Files are not read for it: they may be large."""
    has_files = MultiPartParser in view.parser_classes
    body = b"" if has_files else request._request.body
    length = request.headers.get("Content-Length")
    return _hash(f"{request.method} {request.path} {length} {hashlib.sha256(body).hexdigest()}")


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
