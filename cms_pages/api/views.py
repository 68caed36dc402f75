"""Doors of the REST API to pages; the rules are the services'."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from cms_pages.api.serializers import ExportSerializer, NewExportSerializer
from cms_pages.models import Export
from cms_pages.models.exports import ExportQuerySet
from cms_pages.services import exports
from portal.core.api_rows import RowsApi
from portal.core.limits import limited
from portal.core.once import OnceApi


@method_decorator(limited("export"), name="dispatch")
class ExportViewSet(OnceApi, RowsApi):
    """The sites that one has had built, newest first; posting asks for a new one."""

    serializer_class = ExportSerializer
    changed = ""

    def get_queryset(self) -> ExportQuerySet:
        return Export.objects.of(self.request.user)

    @extend_schema(request=NewExportSerializer, responses={202: ExportSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        wanted = NewExportSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        person = request.user
        export = exports.request(person=person, by=person, now=timezone.now(), **wanted.validated_data)
        return Response(self.get_serializer(export).data, status=status.HTTP_202_ACCEPTED)
