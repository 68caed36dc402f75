"""Lists in pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(rows: QuerySet[Any], request: HttpRequest, size: int) -> Page[Any]:
    """Return the page of `rows` that the address asks for; a number that makes no sense gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
