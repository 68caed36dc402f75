"""What Wagtail shows of learning and works."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry

from mentorship import viewsets_talent
from mentorship.permissions import keeps_supplies
from mentorship.viewsets import LearningGroup
from mentorship.viewsets.supplies import SuppliesGroup
from portal.accounts.permissions import can_run_chapter


@hooks.register("register_admin_viewset")
def learning() -> LearningGroup:
    return LearningGroup()


@hooks.register("register_admin_viewset")
def talent_lists() -> list[Any]:
    return viewsets_talent.prospect_lists


@hooks.register("register_admin_menu_item")
def talent() -> SubmenuMenuItem:
    return viewsets_talent.menu()


@hooks.register("register_admin_viewset")
def supplies() -> SuppliesGroup:
    return SuppliesGroup()


class SuppliesItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(keeps_supplies(request.user))


@hooks.register("register_admin_menu_item")
def handing_out() -> MenuItem:
    url = reverse_lazy("mentorship:handouts")
    return SuppliesItem(_("Supplies"), url, name="supplies", icon_name="folder-inverse", order=118)


class ChapterItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(can_run_chapter(request.user))


@hooks.register("register_admin_menu_item")
def chapter() -> MenuItem:
    url = reverse_lazy("chapter:dashboard")
    return ChapterItem(_("The chapter in figures"), url, name="chapter", icon_name="table", order=119)


#: Each step that a task can take: its name, what somebody does, what was done.
TASK_ACTIONS = (
    ("assign", _("Give a task"), _("Task given")),
    ("start", _("Begin a task"), _("Task begun")),
    ("submit", _("Hand in a piece"), _("Piece handed in")),
    ("take_back", _("Take a piece back"), _("Piece taken back")),
    ("claim", _("Begin to look at a piece"), _("Somebody looks at the piece")),
    ("unclaim", _("Leave a piece to others"), _("Piece left to others")),
    ("release", _("Release feedback"), _("Feedback released")),
    ("ask_revision", _("Ask for a revision"), _("Revision asked for")),
    ("approve", _("Approve a task"), _("Task approved")),
    ("extend", _("Give more time"), _("More time given")),
    ("ask_peers", _("Ask peers about a piece"), _("Peers asked")),
    ("peer_review", _("Give a review as a peer"), _("A peer's review given")),
    ("appeal", _("Call a review unfair"), _("Review called unfair")),
    ("decide_appeal", _("Decide about an unfair review"), _("Decided about a review")),
    ("close_peers", _("Ask peers no more"), _("Peers asked no more")),
    ("withdraw", _("Take a task back"), _("Task taken back")),
    ("expire", _("Let a task expire"), _("Task expired")),
)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for action, label, message in TASK_ACTIONS:
        actions.register_action(f"mentorship.task.{action}", label, message)
    actions.register_action("mentorship.goal.set", _("Set a goal"), _("Goal set"))
    actions.register_action("mentorship.goal.reach", _("Reach a goal"), _("Goal reached"))
    actions.register_action("mentorship.goal.drop", _("Let go of a goal"), _("Goal let go of"))
    actions.register_action("mentorship.pairing.begin", _("Pair two people"), _("Pairing begun"))
    actions.register_action("mentorship.pairing.end", _("End a pairing"), _("Pairing ended"))
    actions.register_action("mentorship.project.create", _("Create a work"), _("Work created"))
    actions.register_action("mentorship.project.publish", _("Show a work to everybody"), _("Work made public"))
    actions.register_action("mentorship.project.hide", _("Hide a work"), _("Work no longer public"))
    actions.register_action("mentorship.project.feature", _("Show a work first"), _("Work shown first"))
    actions.register_action("mentorship.project.unfeature", _("Show a work first no longer"), _("Work not first"))
    actions.register_action("mentorship.issue.hand_out", _("Hand out supplies"), _("Supplies handed out"))
    actions.register_action("mentorship.issue.accept", _("Accept supplies"), _("Supplies accepted"))
    actions.register_action("mentorship.issue.decline", _("Decline supplies"), _("Supplies declined"))
    actions.register_action("mentorship.project.delete", _("Delete a work"), _("Work deleted"))
    actions.register_action("mentorship.pack.load", _("Load a skill pack"), _("Skill pack loaded"))
