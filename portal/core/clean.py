"""Requests that no database could answer are turned away before one is asked."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


class NoNullBytesMiddleware:
    """An address with a null byte does not exist: PostgreSQL cannot even look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        values = (value for values in request.GET.lists() for value in (values[0], *values[1]))
        if "\0" in request.path_info or any("\0" in value for value in values):
            raise Http404
