"""Who sees mentors, asks them, and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mentorship.models import MentorProfile, MentorRequest
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accepts_contact_from, can_run_chapter
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy


def mentors_seen() -> Q:
    """Which profiles are of somebody who is a mentor here at present."""
    holders = User.groups.through.objects.filter(group__name=roles.MENTOR).values("user")
    return Q(user__is_active=True, user__in=holders)


def can_ask_mentor(by: User, profile: MentorProfile, *, now: datetime) -> bool:
    """Whether `by` may ask: a participant who may write to the mentor. Minors are paired by a coordinator."""
    mentor = profile.user
    if not by.has_role(roles.PARTICIPANT) or by == mentor or not mentor.has_role(roles.MENTOR):
        return False
    if not profile.takes_requests or profile.is_paused(on=timezone.localdate(now)):
        return False
    if MentorRequest.objects.filter(mentor=mentor, participant=by, is_final=True).exists():
        return False
    return accepts_contact_from(mentor, by)


@policy.register(MentorProfile)
class MentorProfilePolicy(Policy[MentorProfile]):
    """Mentors are known to everybody with an account, and to nobody else."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return mentors_seen() | Q(user=person)


@policy.register(MentorRequest)
class MentorRequestPolicy(Policy[MentorRequest]):
    """Between who asks and who was asked; who runs the chapter helps when nobody answers."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return policy.EVERYBODY_SEES if can_run_chapter(person) else Q(mentor=person) | Q(participant=person)

    def may_answer(self, person: User, request: MentorRequest) -> bool:
        return request.mentor_id == person.pk and person.has_role(roles.MENTOR)

    def may_withdraw(self, person: User, request: MentorRequest) -> bool:
        return request.participant_id == person.pk
