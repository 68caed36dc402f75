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
    actions.register_action("shop.savings.rules", _("Say how sales are saved"), _("Rules for saving changed"))
    actions.register_action("shop.payout.request", _("Ask for a payout"), _("Payout asked for"))
    actions.register_action("shop.payout.prepare", _("Prepare a payout"), _("Payout prepared"))
    actions.register_action("shop.payout.approve", _("Agree to a payout"), _("Payout agreed to"))
    actions.register_action("shop.payout.pay", _("Pay out"), _("Paid out"))
    actions.register_action("shop.payout.send", _("Send a payout"), _("Payout sent"))
    actions.register_action("shop.payout.cancel", _("Call a payout off"), _("Payout called off"))
    actions.register_action("shop.seller.terms", _("Change a shop"), _("Shop changed"))
    actions.register_action("shop.order.claim", _("Take an order"), _("Order taken into an account"))
    actions.register_action("shop.question.hide", _("Hide words about a piece"), _("Words about a piece hidden"))
    actions.register_action(
        "shop.question.show", _("Show words about a piece"), _("Words about a piece shown again")
    )
    actions.register_action("shop.review.decide", _("Look at a review"), _("Review looked at"))
    actions.register_action("shop.voucher.make", _("Make a voucher"), _("Voucher made"))
    actions.register_action("shop.listing.decide", _("Look at an offer"), _("Offer looked at"))
    actions.register_action("shop.commission.offer", _("Offer to make something"), _("Commission offered"))
    actions.register_action("shop.commission.move", _("Go on with a commission"), _("Commission went on"))
