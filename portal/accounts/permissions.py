"""Who may change what about people."""

from portal.accounts import roles
from portal.accounts.models import User

#: Which roles somebody with a given role may hand out.
GIVES = {
    roles.COORDINATOR: frozenset({roles.PARTICIPANT, roles.MENTOR, roles.BUYER}),
    roles.MENTOR: frozenset({roles.PARTICIPANT, roles.BUYER}),
}


def can_run_chapter(by: User) -> bool:
    """Whether `by` sees everybody's roles and address in order to give roles."""
    return by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR))


def can_give_role(by: User, role: str) -> bool:
    """Whether `by` may give or take the role named `role`."""
    if not by.is_active:
        return False
    return by.is_superuser or any(role in GIVES.get(own, ()) for own in by.role_slugs)
