"""Questions about mentors, requests to them, tasks and goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorship.models import Goal, MentorProfile, MentorRequest, Pairing, Skill, Task
from mentorship.models.goals import GoalQuerySet
from mentorship.models.matching import MentorProfileQuerySet, MentorRequestQuerySet
from mentorship.models.tasks import TaskQuerySet
from mentorship.permissions.matching import mentors_seen
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.selectors import living_in
from portal.core import waiting

#: Which answers tell how long the next one takes.
RECENT, MOST = timedelta(days=180), 10


def find_mentors(
    viewer: Any,
    *,
    text: str = "",
    skill: Skill | None = None,
    language: str = "",
    place: str = "",
    is_free: bool = False,
) -> MentorProfileQuerySet:
    """Mentors whom `viewer` may see, those with a free place first, with their places and skills. Two queries."""
    mentors: Any = MentorProfile.objects.visible_to(viewer).filter(mentors_seen()).with_places()
    for word in text.split()[:6]:
        mentors = mentors.filter(Q(user__display_name__icontains=word) | Q(about__icontains=word))
    if skill:
        mentors = mentors.filter(
            pk__in=MentorProfile.skills.through.objects.filter(skill=skill).values("mentorprofile")
        )
    if language:
        mentors = mentors.filter(languages__icontains=language)
    if place:
        mentors = mentors.filter(user__in=living_in(place).values("pk"))
    if is_free:
        mentors = mentors.filter(free_count__gt=F("waiting_count"), takes_requests=True)
    found: MentorProfileQuerySet = (
        mentors.select_related("user__profile")
        .prefetch_related("skills")
        .order_by("-free_count", "user__display_name", "pk")
    )
    return found


def expected_waits(mentors: Iterable[int], *, now: datetime) -> dict[int, str]:
    """How long each of `mentors` takes to answer, in words: the median of recent answers. One query."""
    answered = [MentorRequest.Status.ACCEPTED, MentorRequest.Status.DECLINED]
    rows = (
        MentorRequest.objects.filter(mentor__in=list(mentors), status__in=answered, answered_at__gt=now - RECENT)
        .order_by("-answered_at")
        .values_list("mentor", "created_at", "answered_at")
    )
    days: dict[int, list[float]] = defaultdict(list)
    for mentor, asked_at, answered_at in rows:
        if answered_at and len(days[mentor]) < MOST:
            days[mentor].append((answered_at - asked_at) / timedelta(days=1))
    return {mentor: wait_words(days.get(mentor, [])) for mentor in mentors}


def wait_words(days: list[float]) -> str:
    """What waits of so many `days` let one expect."""
    if not days:
        return _("not known yet")
    middle = round(median(days))
    if middle < 1:
        return _("within a day")
    return ngettext("about %(n)s day", "about %(n)s days", middle) % {"n": middle}


def mentor_requests(viewer: Any) -> MentorRequestQuerySet:
    """What `viewer` asked or was asked, the open ones first, with places in line. One query."""
    mine = MentorRequest.objects.filter(Q(mentor=viewer) | Q(participant=viewer))
    is_open = Q(status__in=MentorRequest.OPEN)
    return (
        mine.with_place()
        .select_related("mentor", "participant")
        .annotate(is_open_now=is_open)
        .order_by("-is_open_now", "-created_at", "-pk")
    )


@waiting.counted_as("alone", at="mentorship:pairings")
def without_mentor(by: Any) -> QuerySet[User]:
    """Participants whom nobody accompanies, for who runs the chapter."""
    paired = Pairing.objects.current().filter(participant=OuterRef("pk"))
    return User.objects.filter(~Exists(paired), groups__name=roles.PARTICIPANT, is_active=True)


def pairing_history(handle: str = "") -> Any:
    """Every pairing there was, the newest first, perhaps of one person; for who runs the chapter. One query."""
    rows = Pairing.objects.select_related("mentor", "participant")
    if handle:
        rows = rows.filter(Q(mentor__handle=handle) | Q(participant__handle=handle))
    return rows.order_by("-started_at", "-pk")


def own_tasks(person: Any, *, is_open: bool) -> TaskQuerySet:
    """The tasks of `person`: the open ones by when they are due, or the others, newest first. One query."""
    tasks = Task.objects.filter(participant=person).select_related("assigned_by", "skill")
    return tasks.open().soonest_first() if is_open else tasks.exclude(status__in=Task.OPEN).newest_first()


def own_goals(person: Any) -> GoalQuerySet:
    """The goals of `person`, the open ones first. One query."""
    goals = Goal.objects.filter(owner=person).select_related("skill", "set_by")
    return goals.annotate(is_open_now=Q(status=Goal.Status.OPEN)).order_by("-is_open_now", "-created_at", "-pk")
