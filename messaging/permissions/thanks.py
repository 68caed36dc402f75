"""Who thanks whom, who reads it, and who lets others read it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from messaging.models import Thanks
from portal.accounts.models import User
from portal.accounts.permissions import accepts_contact_from, apart_from, watches_over_people
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def can_thank(by: User, to: User) -> bool:
    """Whether `by` writes thanks to `to`: somebody else, whom neither age nor a block keeps away."""
    return by.is_active and by.pk != to.pk and accepts_contact_from(to, by)


@policy.register(Thanks)
class ThanksPolicy(Policy[Thanks]):
    """The two between whom it is, and who watches over everybody."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        if watches_over_people(person):
            return EVERYBODY_SEES
        return Q(by=person) | (Q(to=person, is_hidden=False) & ~Q(by__in=apart_from(person)))

    def may_decide(self, person: User, thanks: Thanks) -> bool:
        """Whether `person` lets others read it: who was thanked, if of age."""
        return person.is_active and thanks.to_id == person.pk and not person.is_minor

    def may_hide(self, person: User, thanks: Thanks) -> bool:
        """Whether `person` takes it away from everybody after a report; nobody decides about their own."""
        return watches_over_people(person) and person.pk not in (thanks.by_id, thanks.to_id)

    def may_delete(self, person: User, thanks: Thanks) -> bool:
        return person.is_active and (person.pk in (thanks.by_id, thanks.to_id) or watches_over_people(person))
