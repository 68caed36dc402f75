"""How long nothing was heard between a mentor and a participant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from mentorship.models import (
    Feedback,
    Interaction,
    JournalEntry,
    JournalReply,
    MentorProfile,
    Pairing,
    Submission,
    Task,
)
from mentorship.models.pairings import PairingQuerySet
from portal.accounts.models import Closure, User
from portal.accounts.selectors import expected_people

#: Which diary entries count: what nobody else may see tells nobody that somebody was here.
SHARED = ("mentor", "cohort", "members", "public")


def with_last_sign(pairings: PairingQuerySet) -> PairingQuerySet:
    """`pairings` with `silent_since`: when either side last did something that the other could see. One query."""
    signs = [Coalesce(Subquery(each), F("started_at"), output_field=DateTimeField()) for each in _signs()]
    return pairings.annotate(silent_since=Greatest(F("started_at"), *signs))


def silent(*, days: int, now: datetime, among: PairingQuerySet | None = None) -> PairingQuerySet:
    """Current pairings of two people who are both here, perhaps only of `among`, silent for `days` days or longer.

    Nobody is called silent who has said that they pause, whose account closes, or who has not joined yet.
    """
    paused = MentorProfile.objects.filter(paused_until__gt=timezone.localdate(now)).values("user")
    here: Any = with_last_sign((Pairing.objects.all() if among is None else among).current())
    gone = User.objects.filter(is_active=False).values("pk")
    for away in (gone, Closure.objects.values("person"), expected_people()):
        here = here.exclude(mentor__in=away).exclude(participant__in=away)
    found: PairingQuerySet = here.exclude(mentor__in=paused).filter(silent_since__lte=now - timedelta(days=days))
    return found


def _signs() -> list[QuerySet[Any, Any]]:
    """Return, for each kind of sign, the query for its latest moment within a pairing."""
    learner, mentor = OuterRef("participant"), OuterRef("mentor")
    both = Q(author=learner) | Q(author=mentor)
    return [
        _latest(Submission, "submitted_at", Q(task__participant=learner)),
        _latest(Task, "started_at", Q(participant=learner)),
        _latest(Task, "created_at", Q(participant=learner, assigned_by=mentor)),
        _latest(Feedback, "released_at", Q(submission__task__participant=learner, reviewer=mentor)),
        _latest(JournalEntry, "created_at", Q(owner=learner, visibility__in=SHARED)),
        _latest(JournalReply, "created_at", Q(entry__owner=learner) & both),
        _latest(Interaction, "created_at", Q(person=learner, by=mentor)),
    ]


def _latest(model: type[Model], moment: str, condition: Q) -> QuerySet[Any, Any]:
    rows = model._default_manager.filter(condition, **{f"{moment}__isnull": False})
    return rows.order_by(f"-{moment}").values(moment)[:1]
