"""Oscar's basket of each request, without its offers."""

from typing import Any

from django.http import HttpRequest
from oscar.apps.basket import middleware


class BasketMiddleware(middleware.BasketMiddleware):
    def apply_offers_to_basket(self, request: HttpRequest, basket: Any) -> None:
        """Apply nothing: makers set their prices, there are no discounts to look for in each request."""
