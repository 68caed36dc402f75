from typing import Any

from django.urls import path
from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    name = "shop.forks.basket"

    def ready(self) -> None:
        """Leave Oscar's basket views alone: ours replace them all."""

    def get_urls(self) -> list[Any]:
        from shop.views import baskets

        return [
            path("", baskets.BasketView.as_view(), name="summary"),
            path("add/<str:public_id>/", baskets.AddView.as_view(), name="add"),
            path("lines/<str:line_id>/", baskets.ChangeView.as_view(), name="change"),
            path("lines/<str:line_id>/remove/", baskets.RemoveView.as_view(), name="remove"),
            path("clear/", baskets.ClearView.as_view(), name="clear"),
        ]
