"""Facts after which somebody may have earned points, or lost their ground, or stands on boards no more."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

from django.dispatch import Signal, receiver
from django.utils import timezone

from leaderboard.rules import BY_NAME
from leaderboard.services import boards, points
from mentorship import signals
from portal.accounts import signals as people
from portal.accounts.models import User


class Fact(NamedTuple):
    """After `signal` the points of `rule` are asked for again: of whom, and of which month."""

    signal: Signal
    rule: str
    #: What the signal tells about, and in it the number of the earner and the moment.
    told: str
    earner: str
    #: "": what earned points is gone, and nobody knows since when.
    at: str = ""


FACTS = (
    Fact(signals.work_submitted, "work_submitted", "submission", "task.participant_id", "submitted_at"),
    Fact(signals.submission_taken_back, "work_submitted", "task", "participant_id"),
    Fact(signals.task_approved, "task_approved", "task", "participant_id", "approved_at"),
    Fact(signals.level_confirmed, "level_confirmed", "confirmation", "user_id", "confirmed_at"),
    Fact(signals.level_taken_back, "level_confirmed", "confirmation", "user_id", "confirmed_at"),
    Fact(signals.project_published, "project_published", "project", "owner_id", "published_at"),
    Fact(signals.project_hidden, "project_published", "project", "owner_id"),
    Fact(signals.peer_review_rated, "peer_review", "review", "reviewer_id", "given_at"),
    Fact(signals.peer_review_decided, "peer_review", "review", "reviewer_id", "given_at"),
    Fact(signals.work_note_rated, "work_note", "note", "author_id", "created_at"),
    Fact(signals.preference_given, "preference", "preference", "rater_id", "answered_at"),
    Fact(signals.journal_entry_shared, "diary_shared", "entry", "owner_id", "created_at"),
)


def _listener(fact: Fact) -> Callable[..., None]:
    def settle_points(**told: Any) -> None:
        about = told[fact.told]
        at = getattr(about, fact.at) if fact.at else None
        month = timezone.localtime(at).date() if at else None
        earner = attrgetter(fact.earner)(about)
        points.settle(rule=BY_NAME[fact.rule], user_id=earner, month=month, now=timezone.now())

    return settle_points


for _fact in FACTS:
    _fact.signal.connect(_listener(_fact), weak=False, dispatch_uid=f"leaderboard.points_of.{_fact.rule}")


@receiver(
    [
        *(people.role_given, people.role_taken, people.age_band_set),
        *(people.consent_given, people.consent_withdrawn, people.account_closing, people.account_reopened),
        people.renamed,
    ],
    dispatch_uid="leaderboard.who_is_shown",
)
def who_is_shown(user: User, **_: Any) -> None:
    boards.show_again(user_id=user.pk)
