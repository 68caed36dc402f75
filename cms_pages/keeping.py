"""How much room the pictures and documents of a person take."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from cms_pages.models import PortalDocument, PortalImage
from portal.core import quota


@quota.counter
def picture_bytes(person: Any) -> int:
    return _sum(PortalImage, person)


@quota.counter
def document_bytes(person: Any) -> int:
    return _sum(PortalDocument, person)


def _sum(model: type[Any], person: Any) -> int:
    found = model._default_manager.filter(uploaded_by_user=person).aggregate(sum=Sum("file_size"))
    return int(found["sum"] or 0)
