"""Who announces things to whom, and who reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import Cohort
from messaging.models import Addressee, Announcement
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter, watches_over_people
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy, can


@policy.register(Announcement)
class AnnouncementPolicy(Policy[Announcement]):
    """Whom it went to while it stands; who wrote it; and all of them for who watches over people."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        if watches_over_people(person):
            return EVERYBODY_SEES
        heard = Addressee.objects.filter(person=person).values("announcement")
        return Q(written_by=person) | Q(pk__in=heard, sent_at__isnull=False, withdrawn_at=None)

    def may_change(self, person: User, announcement: Announcement) -> bool:
        """Whether `person` corrects it before it goes out, takes it back, and is told how many read it."""
        return announcement.written_by_id == person.pk or watches_over_people(person)


def may_announce(person: User, cohort: Cohort | None = None) -> bool:
    """Whether `person` announces something to `cohort`, or (None) to the chapter and to roles."""
    if cohort is None:
        return can_run_chapter(person)
    return not person.is_minor and not cohort.is_ended and can(person, "change", cohort)
