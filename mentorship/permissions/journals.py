"""Who reads diaries, and who talks with their owners. Operators and coordinators read no more than anybody."""

from typing import Any

from django.db.models import Q

from mentorship.models import JournalEntry, JournalFile, JournalReply, Pairing, Visibility
from mentorship.models.cohorts import fellows_of
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, needs_approval_to_publish
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy


def entries_seen_by(person: Any) -> Q:
    """Which entries `person`, perhaps a visitor, reads."""
    seen = Q(visibility=Visibility.PUBLIC)
    if not (person.is_authenticated and person.is_active):
        return seen
    shared = Q(visibility__in=[Visibility.MENTOR, Visibility.COHORT])
    accompanied = shared & Q(owner__in=Pairing.objects.participants_of(person))
    among_fellows = Q(visibility=Visibility.COHORT, owner__in=fellows_of(person))
    return seen | Q(visibility=Visibility.MEMBERS) | Q(owner=person) | accompanied | among_fellows


@policy.register(JournalEntry)
class JournalEntryPolicy(Policy[JournalEntry]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return entries_seen_by(person)

    def may_create(self, person: User) -> bool:
        return person.has_role(roles.PARTICIPANT) or person.has_role(roles.MENTOR)

    def may_change(self, person: User, entry: JournalEntry) -> bool:
        return entry.owner_id == person.pk

    def may_reply(self, person: User, entry: JournalEntry) -> bool:
        """Whether `person` is of the two sides of a shared entry. One query for who does not own it."""
        return not entry.is_private and (entry.owner_id == person.pk or accompanies(person, entry.owner))

    def may_show(self, person: User, entry: JournalEntry) -> bool:
        """Whether `person`, a mentor, shows it to others together with an owner who needs an approval."""
        return (
            person.pk != entry.owner_id
            and not entry.is_private
            and needs_approval_to_publish(entry.owner)
            and accompanies(person, entry.owner)
        )


@policy.register(JournalFile)
class JournalFilePolicy(Policy[JournalFile]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(entry__in=JournalEntry.objects.filter(entries_seen_by(person)))


@policy.register(JournalReply)
class JournalReplyPolicy(Policy[JournalReply]):
    """The two sides; a mentor as long as they accompany the owner and the entry is shared, and nobody besides."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        accompanied = Q(entry__owner__in=Pairing.objects.participants_of(person))
        return Q(entry__owner=person) | accompanied & ~Q(entry__visibility=Visibility.PRIVATE)
