from typing import Any

from django.urls import path, re_path
from django.views.generic import RedirectView
from oscar.apps.catalogue import apps


class ToMarket(RedirectView):
    """Oscar's addresses that we do not use but its dashboard links to."""

    pattern_name = "catalogue:index"

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str | None:
        return super().get_redirect_url()


class CatalogueConfig(apps.CatalogueConfig):
    name = "shop.forks.catalogue"

    def ready(self) -> None:
        """Connect Oscar's receivers; leave its views alone: ours replace them all."""
        from oscar.apps.catalogue import receivers  # noqa: F401  connects them

    def get_urls(self) -> list[Any]:
        from shop.views import market

        return [
            path("", market.MarketView.as_view(), name="index"),
            path("crafts/<slug:craft>/", market.MarketView.as_view(), name="craft"),
            path("pieces/<str:public_id>/", market.ShortAddressView.as_view(), name="short"),
            path("pieces/<str:public_id>/<slug:slug>/", market.PieceView.as_view(), name="detail"),
            # What Oscar's dashboard reverses.
            re_path(r"^(?P<product_slug>[\w-]*)_(?P<pk>\d+)/$", market.OldAddressView.as_view(), name="old"),
            path("categories/<path:category_slug>_<int:pk>/", ToMarket.as_view(), name="category"),
            path("ranges/<slug:slug>/", ToMarket.as_view(), name="range"),
            path(
                "reviews/<slug:product_slug>_<int:product_pk>/<int:pk>/", ToMarket.as_view(), name="reviews-detail"
            ),
        ]
