"""Requests that no database could answer are turned away before one is asked."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from portal.core import problems


class NoNullBytesMiddleware:
    """An address with a null byte does not exist: PostgreSQL cannot even look for it.

    A program hears of a parameter with one that it cannot be read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if "\0" in request.path_info:
            raise Http404
        values = (value for values in request.GET.lists() for value in (values[0], *values[1]))
        if not any("\0" in value for value in values):
            return None
        if problems.is_for_programs(request):
            return problems.problem(400)
        raise Http404
