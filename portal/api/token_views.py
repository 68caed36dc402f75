"""Doors where programs get their tokens, renew them and give them back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api import tokens
from portal.core.api import Asked, Bearer, OwnApi

LONGEST = 4096


class Credentials(Asked):
    """`totp` is asked for where the account has a second step."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
    totp = serializers.CharField(max_length=40, required=False, allow_blank=True)


class Refresh(Asked):
    refresh = serializers.CharField(max_length=LONGEST)


class TokenPair(serializers.Serializer[tokens.Pair]):
    access = serializers.CharField(read_only=True)
    refresh = serializers.CharField(read_only=True)


class TokensApi(OwnApi):
    """Open to everybody: what is sent says who it is."""

    authentication_classes = (Bearer,)
    permission_classes = (AllowAny,)


class TokenView(TokensApi, APIView):
    also = {"POST": (401, 403, 429)}

    @extend_schema(request=Credentials, responses={200: TokenPair})
    def post(self, request: Request) -> Response:
        values = _asked(Credentials, request)
        return _kept_nowhere(TokenPair(tokens.begin(request=request._request, **values)).data)


class RefreshView(TokensApi, APIView):
    also = {"POST": (401,)}

    @extend_schema(request=Refresh, responses={200: TokenPair})
    def post(self, request: Request) -> Response:
        return _kept_nowhere(TokenPair(tokens.renew(**_asked(Refresh, request))).data)


class RevokeView(TokensApi, APIView):
    @extend_schema(request=Refresh, responses={204: None})
    def post(self, request: Request) -> Response:
        tokens.end(**_asked(Refresh, request))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _asked(shape: type, request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


def _kept_nowhere(data: Any) -> Response:
    return Response(data, headers={"Cache-Control": "no-store"})
