from typing import Any

from django.urls import path
from django.views.generic import RedirectView
from oscar.apps.customer import apps


class CustomerConfig(apps.CustomerConfig):
    """Names that Oscar's code and dashboard reverse; behind them are allauth, /my/ and our order pages."""

    name = "shop.forks.customer"

    def get_urls(self) -> list[Any]:
        from portal.core.redirects import DoorView

        doors = {
            "": ("summary", "accounts:home"),
            "login/": ("login", "account_login"),
            "logout/": ("logout", "account_logout"),
            "register/": ("register", "account_signup"),
            "change-password/": ("change-password", "account_change_password"),
            "profile/": ("profile-view", "accounts:profile_edit"),
            "profile/edit/": ("profile-update", "accounts:profile_edit"),
            "orders/": ("order-list", "shop:orders"),
        }
        return [
            *(path(at, DoorView.as_view(pattern_name=to), name=name) for at, (name, to) in doors.items()),
            path("orders/<str:number>/", RedirectView.as_view(pattern_name="shop:order"), name="order"),
        ]
