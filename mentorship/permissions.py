"""Who may do what with works and pairings."""

from mentorship.models import Project
from portal.accounts import roles
from portal.accounts.models import User


def can_create_project(by: User) -> bool:
    return by.is_active and (by.has_role(roles.PARTICIPANT) or by.has_role(roles.MENTOR))


def can_change_project(by: User, project: Project) -> bool:
    return by.is_active and project.owner_id == by.pk


def can_pair(by: User) -> bool:
    return by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR))
