"""How the facts about the shop read in Wagtail's history."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_listing_actions(actions: LogActionRegistry) -> None:
    actions.register_action("shop.listing.offer", _("Offer a work"), _("Work offered in the shop"))
    actions.register_action("shop.listing.change", _("Change an offer"), _("Offer changed"))
    actions.register_action("shop.listing.withdraw", _("Withdraw an offer"), _("Offer withdrawn"))
    actions.register_action("shop.listing.relist", _("Offer again"), _("Offered again"))
