"""How much room the pictures and documents of a person take."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cms_pages.models import PortalDocument, PortalImage
from portal.core import quota


@quota.counter("file_size")
def pictures(person: Any) -> QuerySet[PortalImage]:
    return PortalImage.objects.filter(uploaded_by_user=person)


@quota.counter("file_size")
def documents(person: Any) -> QuerySet[PortalDocument]:
    return PortalDocument.objects.filter(uploaded_by_user=person)
