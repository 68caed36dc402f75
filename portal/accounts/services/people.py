"""People and their roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from portal.accounts import roles, signals
from portal.accounts.models import AuditEvent, Profile, User
from portal.accounts.permissions import can_give_role, can_set_age_band
from portal.accounts.services import audit
from portal.core import copies, images, stores, uploads
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require

EDITABLE = frozenset({"display_name", "bio", "city", "country", "experience"})


class UnknownRole(DomainError):
    message = "There is no such role."


class UnknownAge(DomainError):
    message = gettext_lazy("Choose one of the ages.")


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
    audit.record(action=AuditEvent.Action.ROLE_GIVEN, by=by, subject=user, detail={"role": role})
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
    audit.record(action=AuditEvent.Action.ROLE_TAKEN, by=by, subject=user, detail={"role": role})
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


def own_profile(*, by: User) -> Profile:
    """Return the profile of `by`, a new one where there is none, as of who came in by a command."""
    return Profile.objects.select_related("user").get_or_create(user=by)[0]


def update_profile(
    *, profile: Profile, by: User, avatar: Any = None, remove_avatar: bool = False, **values: str
) -> Profile:
    """Store `values` (names in EDITABLE), and an uploaded `avatar` or none. Raises NotAllowed, BadUpload."""
    require(by == profile.user, "This is somebody else's profile.")
    unknown = values.keys() - EDITABLE
    if unknown:
        raise TypeError(f"Not a value of a profile: {', '.join(sorted(unknown))}")
    picture = images.square(images.clean(avatar)) if avatar else None
    with _new_avatar(picture) as name, transaction.atomic():
        profile = Profile.objects.select_for_update().select_related("user").get(pk=profile.pk)
        if "display_name" in values:
            profile.user.display_name = values.pop("display_name")
            profile.user.save(update_fields=["display_name"])
            announce(signals.renamed, User, user=profile.user)
        for field, value in values.items():
            setattr(profile, field, value)
        if name or remove_avatar:
            copies.end(profile)
            _forget(profile.avatar.name)
            profile.avatar = name
        profile.save()
        return profile


@contextmanager
def _new_avatar(picture: images.CleanImage | None) -> Iterator[str]:
    """Store `picture` under a name that nobody guesses; take it away again when the block fails."""
    storage = stores.private()
    path = uploads.stored_folder("avatars")
    name = storage.save(f"{path}.{picture.extension}", ContentFile(picture.data)) if picture else ""
    try:
        yield name
    except BaseException:
        if name:
            storage.delete(name)
        raise


def _forget(avatar: str | None) -> None:
    storage = stores.private()
    if avatar:
        transaction.on_commit(lambda: storage.delete(avatar))


@transaction.atomic
def set_age_band(*, user: User, age_band: str, by: User) -> User:
    """Store how old `user` is. Raises UnknownAge, NotAllowed."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if age_band not in User.AgeBand.values:
        raise UnknownAge
    require(
        can_set_age_band(by, user, age_band),
        _("Only a coordinator or the safeguarding lead makes somebody older; ask them."),
    )
    if user.age_band == age_band:
        return user
    detail = {"from": user.age_band, "to": age_band}
    user.age_band = age_band
    user.save(update_fields=["age_band"])
    audit.record(action=AuditEvent.Action.AGE_SET, by=by, subject=user, detail=detail)
    announce(signals.age_band_set, User, user=user, by=by)
    return user


def _group(role: str) -> Group:
    if role not in roles.ROLE_BY_SLUG:
        raise UnknownRole
    return Group.objects.get(name=role)
