"""Oscar's basket of each request, without its offers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from oscar.apps.basket import middleware


class BasketMiddleware(middleware.BasketMiddleware):
    def apply_offers_to_basket(self, request: HttpRequest, basket: Any) -> None:
        """Apply nothing: makers set their prices, there are no discounts to look for in each request."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Let other sites' requests come without the basket; Oscar leaves that to the browser."""
        response = super().process_response(request, response)
        name = self.get_cookie_key(request)
        if name in response.cookies:
            response.cookies[name]["samesite"] = settings.SESSION_COOKIE_SAMESITE
        return response
