"""Who looks at what was reported."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from messaging.models import Case, Decision
from portal.accounts.permissions import watches_over_people
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy


@policy.register(Case)
class CasePolicy(Policy[Case]):
    """Who watches over people; but nobody the case about themselves."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and watches_over_people(person)):
            return NOBODY_SEES
        return ~Q(person=person)

    def may_decide(self, person: Any, case: Case) -> bool:
        return watches_over_people(person) and case.person_id != person.pk


@policy.register(Decision)
class DecisionPolicy(Policy[Decision]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(person=person) if person.is_authenticated and person.is_active else NOBODY_SEES
