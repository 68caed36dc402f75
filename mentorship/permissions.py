"""Who may do what with works and pairings."""

from typing import Any

from mentorship.models import LevelConfirmation, Pairing, Project
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import (
    accepts_contact_from,
    can_approve_publishing,
    companion,
    needs_approval_to_publish,
)


def can_create_project(by: User) -> bool:
    return by.is_active and (by.has_role(roles.PARTICIPANT) or by.has_role(roles.MENTOR))


def can_change_project(by: User, project: Project) -> bool:
    return by.is_active and project.owner_id == by.pk


def can_ask_for(by: Any, project: Project) -> bool:
    """Whether `by`, perhaps a visitor, may ask the maker for something like `project`; visitors no minors."""
    if not project.takes_commissions or by == project.owner:
        return False
    if not by.is_authenticated:
        return project.owner.is_active and not project.owner.is_minor
    return accepts_contact_from(project.owner, by)


def can_pair(by: User) -> bool:
    return by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR))


def can_feature(by: User) -> bool:
    """Whether `by` chooses works that newcomers are shown first."""
    return by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR))


def can_show_for_owner(by: User, project: Project) -> bool:
    """Whether `by` decides with the owner of `project` who sees it, because the owner needs an approval."""
    return needs_approval_to_publish(project.owner) and can_approve_publishing(by, project.owner)


@companion
def is_mentor_of(by: User, user: User) -> bool:
    """Whether `by` accompanies `user` now. One query."""
    return Pairing.objects.current().filter(mentor=by, participant=user).exists()


def can_confirm_levels(by: User, user: User) -> bool:
    """Whether `by` vouches for what `user` can do: while they accompany them. One query."""
    return by.is_active and by != user and is_mentor_of(by, user)


def can_take_back(by: User, confirmation: LevelConfirmation) -> bool:
    return by.is_active and (by.pk == confirmation.confirmed_by_id or can_pair(by))
