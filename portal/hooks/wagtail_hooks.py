"""Registers the pages of webhooks in the CMS."""

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.permissions import can_run_chapter


class WebhooksItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return can_run_chapter(request.user)  # type: ignore[arg-type]  # nobody is here without a log-in


@hooks.register("register_admin_urls")
def register_webhooks() -> list[object]:
    return [path("webhooks/", include("portal.hooks.urls"))]


@hooks.register("register_settings_menu_item")
def webhooks() -> MenuItem:
    return WebhooksItem(_("Webhooks"), reverse_lazy("webhooks:index"), name="webhooks", icon_name="redirect")
