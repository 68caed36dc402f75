"""People and their roles."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.log_actions import log

from portal.accounts import roles, signals
from portal.accounts.models import Profile, User
from portal.accounts.permissions import can_give_role
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require


class UnknownRole(DomainError):
    message = "There is no such role."


@transaction.atomic
def give_role(*, user: User, role: str, by: User) -> User:
    """Make `user` a holder of `role` (a slug of the role table). Raises UnknownRole, NotAllowed."""
    group = _group(role)
    require(can_give_role(by, role), "Only a coordinator gives this role.")
    if user.groups.filter(pk=group.pk).exists():
        return user
    user.groups.add(group)
    user.forget_roles()
    log(user, "accounts.role.give", user=by, data={"role": role})
    announce(signals.role_given, User, user=user, role=role, by=by)
    return user


@transaction.atomic
def take_role(*, user: User, role: str, by: User) -> User:
    """End `user`'s role. Raises UnknownRole, NotAllowed."""
    group = _group(role)
    require(can_give_role(by, role), "Only a coordinator takes this role away.")
    user.groups.remove(group)
    user.forget_roles()
    log(user, "accounts.role.take", user=by, data={"role": role})
    announce(signals.role_taken, User, user=user, role=role, by=by)
    return user


@transaction.atomic
def welcome(*, user: User) -> User:
    """Give somebody who has just signed up a profile and the buyer's role, which everybody starts with."""
    Profile.objects.get_or_create(user=user)
    user.groups.add(_group(roles.BUYER))
    user.forget_roles()
    announce(signals.role_given, User, user=user, role=roles.BUYER, by=user)
    return user


@transaction.atomic
def update_profile(*, profile: Profile, by: User, **values: object) -> Profile:
    """Store cleaned `values` (field name to value) on `profile`. Raises NotAllowed."""
    require(by == profile.user, "This is somebody else's profile.")
    for name, value in values.items():
        setattr(profile, name, value)
    profile.save()
    return profile


def _group(role: str) -> Group:
    if role not in roles.ROLE_BY_SLUG:
        raise UnknownRole
    return Group.objects.get(name=role)
