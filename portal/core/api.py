"""What every part of the REST API shares: who is heard, how refusals look, how long lists are cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import http_date
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as usual

from portal.core import problems
from portal.core.exceptions import DomainError, NotAllowed

#: No list is that long, and databases count no further.
FARTHEST = 2**31


class Pages(LimitOffsetPagination):  # type: ignore[misc]  # the framework has no types
    """Cuts lists by `limit` and `offset`; more than a page holds is refused and never cut in silence."""

    default_limit = 24
    max_limit = 100

    def get_limit(self, request: Request) -> int:
        return whole(request, "limit", self.default_limit, least=1, most=self.max_limit)

    def get_offset(self, request: Request) -> int:
        return whole(request, "offset", 0, least=0, most=FARTHEST)


def whole(request: Request, name: str, usual: int, *, least: int, most: int) -> int:
    """Return the parameter `name` as a number from `least` to `most`. Raises ValidationError."""
    given = request.query_params.get(name)
    if given is None:
        return usual
    if re.fullmatch(r"[0-9]{1,10}", given) and least <= int(given) <= most:
        return int(given)
    words = _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
    raise ValidationError({name: [words]})


class Json(JSONParser):  # type: ignore[misc]  # the framework has no types
    """Reads JSON, and refuses what would fail later: nested too deeply, more than we take, or no text at all."""

    def parse(self, stream: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(stream, HttpRequest):
            stream = BytesIO(stream.body)  # Django weighs it first; read as it comes, it could be of any size
        try:
            said = super().parse(stream, *args, **kwargs)
            if _has_half_letters(said):
                raise ParseError(_("This is not text: it has halves of letters."))
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error
        return said


def _has_half_letters(said: Any) -> bool:
    """Whether a word in `said` has a lone surrogate: JSON can say that, but nothing can keep or answer it."""
    if isinstance(said, str):
        return any("\ud800" <= letter <= "\udfff" for letter in said)
    if isinstance(said, Mapping):
        return any(_has_half_letters(each) for pair in said.items() for each in pair)
    return isinstance(said, list) and any(map(_has_half_letters, said))


#: Of which type of JSON the value of a field is. The framework would take 5 for "5", and "yes" for true.
TYPES: tuple[tuple[type, tuple[type, ...]], ...] = (
    (serializers.BooleanField, (bool,)),
    (serializers.IntegerField, (int, float)),
    (serializers.DecimalField, (str,)),
    (serializers.CharField, (str,)),
    (serializers.UUIDField, (str,)),
)


class Asked(serializers.Serializer[Any]):  # type: ignore[misc]  # the framework has no types
    """What is sent to us. A field that nobody knows, or of another type, is named and refused: a slip."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            wrong = {str(name): [_("There is no such field.")] for name in data if name not in self.fields}
            for name, field in self.fields.items():
                if name in data and _is_mistyped(field, data[name]):
                    wrong[name] = [_("This is of another type.")]
            if wrong:
                raise ValidationError(dict(sorted(wrong.items())))
        return super().to_internal_value(data)


def _is_mistyped(field: Any, value: Any) -> bool:
    if value is None:  # the field says whether there may be nothing
        return False
    if isinstance(field, serializers.RelatedField):  # which would take "" for nothing
        return bool(value == "")
    if isinstance(field, serializers.ListField):
        return isinstance(value, list) and any(_is_mistyped(field.child, each) for each in value)
    if isinstance(field, serializers.DictField):
        return isinstance(value, Mapping) and any(_is_mistyped(field.child, each) for each in value.values())
    types = next((types for kind, types in TYPES if isinstance(field, kind)), None)
    if types is None:
        return False
    return not isinstance(value, types) or (isinstance(value, bool) and bool not in types)


def refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer with {"code", "message"}, and with {"fields"} where single fields are wrong.

    A rule of the product is 403 for what one may not do and 400 for all others; the code is the name of its class
    in snake case, the message is worded for people. The framework's refusals keep their status and code.
    """
    if isinstance(error, DomainError):
        code = code_of(type(error))
        status_code = status.HTTP_403_FORBIDDEN if isinstance(error, NotAllowed) else status.HTTP_400_BAD_REQUEST
        said = {"code": code, "message": str(error.message)}
        return Response(said, status=status_code, content_type=problems.KIND)
    answer = usual(error, context)
    if answer is not None:
        answer.data = _said(error, answer.data)
        answer.content_type = problems.KIND
    return answer


def code_of(rule: type[DomainError]) -> str:
    """Return what programs know `rule` by: the name of its class in snake case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", rule.__name__).lower()


def _said(error: Exception, data: Any) -> dict[str, Any]:
    if isinstance(error, ValidationError):
        fields = data if isinstance(data, dict) else {"non_field_errors": data}
        return {"code": "invalid", "message": _("Some of what was sent cannot be used."), "fields": fields}
    if isinstance(error, Http404):
        return {"code": "not_found", "message": _("There is nothing here.")}
    code = error.detail.code if isinstance(error, APIException) and hasattr(error.detail, "code") else "refused"
    return {"code": code, "message": data.get("detail", "") if isinstance(data, dict) else ""}


class Bearer(BaseAuthentication):  # type: ignore[misc]  # the framework has no types
    """Who came with a token: the middleware has looked at it already and left `bearer` at the request."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        bearer = getattr(request._request, "bearer", None)
        return None if bearer is None else (request._request.user, bearer)

    def authenticate_header(self, request: Request) -> str:
        return problems.CHALLENGE


class OwnApi:
    """Mixed into our views, before the framework's. Not settings: those hold for the libraries' own APIs too."""

    authentication_classes: tuple[type, ...] = (Bearer, SessionAuthentication)
    permission_classes: tuple[type, ...] = (IsAuthenticated,)
    parser_classes: tuple[type, ...] = (Json,)
    renderer_classes = (JSONRenderer,)
    pagination_class = Pages
    #: Of a door that has to go: since when that is known, and when it goes. docs/api.md says how long that takes.
    going: tuple[datetime, datetime] | None = None

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(*args, **kwargs)  # type: ignore[misc]  # the framework's, behind us
        if self.going:
            known, gone = (int(moment.timestamp()) for moment in self.going)
            answer["Deprecation"], answer["Sunset"] = f"@{known}", http_date(gone)
        return answer

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return refusal
