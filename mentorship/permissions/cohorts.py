"""Who sees cohorts, who looks after them, and who may be in one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import Cohort, CohortMember
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def can_lead_cohorts(person: User) -> bool:
    """Whether `person` may look after a cohort: mentors, and who runs the chapter."""
    return person.is_active and (person.has_role(roles.MENTOR) or can_run_chapter(person))


@policy.register(Cohort)
class CohortPolicy(Policy[Cohort]):
    """Who leads it, who is in it now, and who runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        if can_run_chapter(person):
            return EVERYBODY_SEES
        own = CohortMember.objects.current().filter(person=person).values("cohort")
        return Q(led_by=person) | Q(pk__in=own)

    def may_create(self, person: User) -> bool:
        return can_lead_cohorts(person)

    def may_appoint(self, person: User) -> bool:
        """Whether `person` lets somebody else lead a cohort."""
        return can_run_chapter(person)

    def may_change(self, person: User, cohort: Cohort) -> bool:
        return can_run_chapter(person) or (cohort.led_by_id == person.pk and can_lead_cohorts(person))
