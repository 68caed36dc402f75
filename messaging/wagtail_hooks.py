"""What Wagtail shows of reports: a way to the desk, for those who look at them."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.accounts.permissions import watches_over_people


class DeskItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(watches_over_people(request.user))


@hooks.register("register_admin_menu_item")
def desk() -> MenuItem:
    return DeskItem(_("Reports"), reverse_lazy("messaging:desk"), name="desk", icon_name="warning", order=119)


@hooks.register("register_log_actions")
def announcement_log(actions: LogActionRegistry) -> None:
    for name, doing, done in (
        ("write", _("Write an announcement"), _("Announcement written")),
        ("change", _("Change an announcement"), _("Announcement changed")),
        ("withdraw", _("Take an announcement back"), _("Announcement taken back")),
    ):
        actions.register_action(f"messaging.announcement.{name}", doing, done)
