"""Oscar's root under /shop/: the market, the basket, the checkout, orders, and the dashboard for staff."""

from typing import Any

from django.urls import path
from django.views.generic import RedirectView
from oscar import config


class Shop(config.Shop):
    def get_urls(self) -> list[Any]:
        from shop.forks.catalogue.apps import ToMarket

        to_reset = RedirectView.as_view(pattern_name="account_reset_password")
        offers = [
            path("", ToMarket.as_view(), name="list"),
            path("<slug:slug>/", ToMarket.as_view(), name="detail"),
        ]
        return [
            path("", self.catalogue_app.urls),
            path("basket/", self.basket_app.urls),
            path("checkout/", self.checkout_app.urls),
            path("accounts/", self.customer_app.urls),
            path("dashboard/", self.dashboard_app.urls),
            # Names that Oscar's templates reverse; what is behind them in Oscar is left out here.
            path("home/", RedirectView.as_view(url="/"), name="home"),
            path("offers/", (offers, "offer", "offer")),
            path("password-reset/", to_reset, name="password-reset"),
        ]
