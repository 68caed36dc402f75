"""Who sees people that may join, and what passed between us and others."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from mentorship.models import Assessment, ImportBatch, Interaction, Pairing, Prospect, StageChange
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def can_keep_prospects(person: Any) -> bool:
    """Whether `person` notes people who may join. One query the first time."""
    if not (person.is_authenticated and person.is_active):
        return False
    return can_run_chapter(person) or person.has_role(roles.MENTOR)


def can_log_about(by: User, subject: Prospect | User) -> bool:
    """Whether `by` notes what passed with `subject`: their own prospect or participant; coordinators everybody."""
    if isinstance(subject, Prospect):
        return policy.can(by, "change", subject)
    return by != subject and subject.is_active and (can_run_chapter(by) or accompanies(by, subject))


@policy.register(Prospect)
class ProspectPolicy(Policy[Prospect]):
    """The mentor who found them, the mentor who accompanies them by now, and who runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not can_keep_prospects(person):
            return NOBODY_SEES
        if can_run_chapter(person):
            return EVERYBODY_SEES
        return Q(mentor=person) | Q(onboarded_user__in=Pairing.objects.participants_of(person))

    def may_create(self, person: User) -> bool:
        return can_keep_prospects(person)

    def may_change(self, person: User, prospect: Prospect) -> bool:
        return can_keep_prospects(person) and (prospect.mentor_id == person.pk or can_run_chapter(person))

    def may_hand_over(self, person: User, prospect: Prospect) -> bool:
        return can_run_chapter(person)


class OfProspect(Policy[Any]):
    """What belongs to a prospect is seen by those who see the prospect."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not can_keep_prospects(person):
            return NOBODY_SEES
        return Q(prospect__in=policy.visible_to(person, Prospect.objects.all()))


@policy.register(Assessment)
class AssessmentPolicy(OfProspect):
    pass


@policy.register(StageChange)
class StageChangePolicy(OfProspect):
    pass


@policy.register(Interaction)
class InteractionPolicy(Policy[Interaction]):
    """Those who look after the person; the person themselves what was shared with them."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        about_me = Q(person=person) | Q(prospect__onboarded_user=person)
        shared = Q(visibility=Interaction.Visibility.SHARED) & about_me
        if not can_keep_prospects(person):
            return shared
        if can_run_chapter(person):
            return shared | ~(Q(person__isnull=False) & Q(person=person)) & ~(
                Q(prospect__onboarded_user__isnull=False) & Q(prospect__onboarded_user=person)
            )
        seen = policy.visible_to(person, Prospect.objects.exclude(onboarded_user=person))
        return shared | Q(prospect__in=seen) | Q(person__in=Pairing.objects.participants_of(person))

    def may_change(self, person: User, interaction: Interaction) -> bool:
        """Whether `person` minds its next step: whoever looks after them, and never the person themselves."""
        return (
            can_keep_prospects(person)
            and not self.is_about(person, interaction)
            and (policy.can(person, "see", interaction))
        )

    def may_correct(self, person: User, interaction: Interaction) -> bool:
        """Whether `person` changes the words: who wrote them and still looks after them, or runs the chapter."""
        is_theirs = person.pk == interaction.by_id or can_run_chapter(person)
        return is_theirs and self.may_change(person, interaction)

    @staticmethod
    def is_about(person: User, interaction: Interaction) -> bool:
        prospect = interaction.prospect
        return person.pk in (interaction.person_id, prospect.onboarded_user_id if prospect else None)


@policy.register(ImportBatch)
class ImportBatchPolicy(Policy[ImportBatch]):
    """Whoever brought the table, and who runs the chapter once it is taken in."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not can_keep_prospects(person):
            return NOBODY_SEES
        own = Q(by=person)
        return own | Q(committed_at__isnull=False) if can_run_chapter(person) else own

    def may_create(self, person: User) -> bool:
        return can_keep_prospects(person)

    def may_undo(self, person: User, batch: ImportBatch) -> bool:
        return can_keep_prospects(person) and (batch.by_id == person.pk or can_run_chapter(person))
