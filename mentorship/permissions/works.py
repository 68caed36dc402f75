"""Who sees works and pairings, and who may do what with them."""

from typing import Any

from django.db.models import Q, QuerySet

from mentorship.models import Commission, LevelConfirmation, Pairing, Project, ProjectFile, Upload, sharing
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import (
    accepts_contact_from,
    accompanies,
    can_approve_publishing,
    can_run_chapter,
    companion,
    needs_approval_to_publish,
)
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy


@policy.register(Project)
class ProjectPolicy(Policy[Project]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return sharing.seen_by(
            person, of_people=lambda people: Q(owner__in=people), opened=sharing.works_opened_by(key)
        )

    def may_create(self, person: User) -> bool:
        return person.has_role(roles.PARTICIPANT) or person.has_role(roles.MENTOR)

    def may_feature(self, person: User) -> bool:
        """Whether `person` chooses works that newcomers are shown first."""
        return can_run_chapter(person)

    def may_change(self, person: User, project: Project) -> bool:
        return project.owner_id == person.pk

    def may_show(self, person: User, project: Project) -> bool:
        """Whether `person` decides with the owner who sees it, because the owner needs an approval."""
        return needs_approval_to_publish(project.owner) and can_approve_publishing(person, project.owner)


@policy.register(ProjectFile)
class ProjectFilePolicy(Policy[ProjectFile]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(project__in=Project.objects.visible_to(person, key))


@policy.register(Upload)
class UploadPolicy(Policy[Upload]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(project__owner=person) if person.is_authenticated and person.is_active else NOBODY_SEES


@policy.register(Commission)
class CommissionPolicy(Policy[Commission]):
    """Between whoever asks and the maker who was asked."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return Q(maker=person) | Q(asker=person)


@policy.register(Pairing)
class PairingPolicy(Policy[Pairing]):
    """Lasting pairings: a mentor's own, and all for who runs the chapter."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        lasting = Q(ended_at=None)
        return lasting if can_run_chapter(person) else lasting & Q(mentor=person)

    def may_create(self, person: User) -> bool:
        return can_run_chapter(person)

    def may_end(self, person: User, pairing: Pairing) -> bool:
        return can_run_chapter(person) or person.pk == pairing.mentor_id


@companion
def participants_of(by: Any) -> QuerySet[Any, Any]:
    return Pairing.objects.participants_of(by)


def can_confirm_levels(by: User, user: User) -> bool:
    """Whether `by` vouches for what `user` can do: while they accompany them. One query."""
    return by != user and accompanies(by, user)


def can_take_back(by: User, confirmation: LevelConfirmation) -> bool:
    return by.is_active and (by.pk == confirmation.confirmed_by_id or can_run_chapter(by))


def can_ask_for(by: Any, project: Project) -> bool:
    """Whether `by`, perhaps a visitor, may ask the maker for something like `project`; visitors no minors."""
    if not project.takes_commissions or by == project.owner:
        return False
    if not by.is_authenticated:
        return project.owner.is_active and not project.owner.is_minor
    return accepts_contact_from(project.owner, by)
