"""How the facts about people read in Wagtail's history."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.role.give", _("Give a role"), _("Role given"))
    actions.register_action("accounts.role.take", _("Take a role away"), _("Role taken away"))
    actions.register_action("accounts.invitation.send", _("Invite somebody"), _("Invitation sent"))
    actions.register_action("accounts.invitation.revoke", _("Withdraw an invitation"), _("Invitation withdrawn"))
    actions.register_action("accounts.invitation.accept", _("Accept an invitation"), _("Invitation accepted"))
