"""What several pages of the shop share."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect


class NearestPage:
    """Makes a ListView answer a page number that makes no sense with the nearest page."""

    request: HttpRequest
    page_kwarg: str
    get_paginator: Any

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator[Any], Page[Any], Any, bool]:
        paginator: Paginator[Any] = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()


class PostOnly:
    """Leads whoever opens the address of a form to `page`, where the form is."""

    page: str
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect(self.page)
