"""Who sees what of learning and works, and who may do what: one module per noun."""

from mentorship.permissions import cohorts, comparisons, journals, learning, notes, peers
from mentorship.permissions.matching import can_ask_mentor
from mentorship.permissions.prospects import can_keep_prospects, can_log_about
from mentorship.permissions.resources import can_hand_out, keeps_supplies
from mentorship.permissions.tasks import can_assign, can_assign_to, can_review_for, can_set_goal_for
from mentorship.permissions.works import can_ask_for, can_confirm_levels, can_take_back, participants_of

__all__ = [
    "can_ask_for",
    "can_ask_mentor",
    "can_assign",
    "can_assign_to",
    "can_confirm_levels",
    "can_hand_out",
    "can_keep_prospects",
    "can_log_about",
    "can_review_for",
    "can_set_goal_for",
    "can_take_back",
    "cohorts",
    "comparisons",
    "journals",
    "keeps_supplies",
    "learning",
    "notes",
    "participants_of",
    "peers",
]
