"""The description of the API for people: by Swagger UI, which tries doors too, and by Redoc, to read."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.core.api import OwnApi


class DocsView(OwnApi, APIView):
    """A page of ours around a viewer that our own server brings along. Refusals stay those of the API."""

    template_name = ""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), JSONRenderer.media_type

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return render(request._request, self.template_name)


#: Both draw their small signs as data: addresses; nothing that runs comes from there.
_draws_signs: Any = method_decorator(csp_update({"img-src": ["data:"]}), name="dispatch")


@_draws_signs
class SwaggerView(DocsView):
    template_name = "api/swagger.html"


@_draws_signs
class RedocView(DocsView):
    template_name = "api/redoc.html"
