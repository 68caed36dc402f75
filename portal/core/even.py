"""Some answers take as long for somebody who is known here as for who is not (T72 of the threat table)."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class EvenAnswerMiddleware:
    """Lets what is posted to settings.EVEN_VIEWS take settings.EVEN_SECONDS at least.

    With an account there are two questions more to the database and another letter to write: who measures a few
    hundred answers would learn who has one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name in settings.EVEN_VIEWS:
            time.sleep(max(0.0, settings.EVEN_SECONDS - (time.monotonic() - begun)))
        return response
