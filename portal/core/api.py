"""What every part of the REST API shares: who is heard, how refusals look, how long lists are cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler as usual

from portal.core.exceptions import DomainError, NotAllowed


class Pages(LimitOffsetPagination):  # type: ignore[misc]  # the framework has no types
    default_limit = 24
    max_limit = 100


def refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a rule of the product with {"code", "message"}: 403 for what one may not do, 400 for all others.

    The code is the name of the rule's class in snake case; the message is worded for people. Everything else
    is answered as the framework does.
    """
    if isinstance(error, DomainError):
        code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
        status_code = status.HTTP_403_FORBIDDEN if isinstance(error, NotAllowed) else status.HTTP_400_BAD_REQUEST
        return Response({"code": code, "message": str(error.message)}, status=status_code)
    return usual(error, context)


class OwnApi:
    """Mixed into our views, before the framework's. Not settings: those hold for the libraries' own APIs too."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)
    pagination_class = Pages

    def get_exception_handler(self) -> Callable[..., Response | None]:
        return refusal
