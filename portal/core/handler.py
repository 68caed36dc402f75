"""Answers a request of HTTP in one thread, from the first middleware to the last."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ThreadHandler(ASGIHandler):
    """Django's, for a site whose middleware and views are all synchronous.

    Django's own goes from the middleware's thread back to the loop to find the view, and from there to the thread
    again to call it: a fifth of a page's time, while the loop, which serves everybody, waits for its turn.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
