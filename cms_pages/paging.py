"""Lists in pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(rows: QuerySet[Any], request: HttpRequest, size: int, *, count: int | None = None) -> Page[Any]:
    """Return the page of `rows` that the address asks for; a number that makes no sense gives the nearest.

    Who knows how many `rows` there are saves a query with `count`.
    """
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))
