"""Who sees what is kept about people, and who may change it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from portal.accounts import roles, showing
from portal.accounts.models import (
    AuditEvent,
    Consent,
    Guardian,
    Invitation,
    InvitationLink,
    PersonalToken,
    Profile,
    User,
)
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy

#: Which roles somebody with a given role may hand out.
GIVES = {
    roles.COORDINATOR: frozenset({roles.PARTICIPANT, roles.MENTOR, roles.BUYER}),
    roles.MENTOR: frozenset({roles.PARTICIPANT, roles.BUYER}),
}
#: How far an age protects.
PROTECTION = {User.AgeBand.UNDER_16: 2, User.AgeBand.FROM_16_TO_17: 1}

Companions = Callable[[Any], QuerySet[Any, Any]]
_companions: list[Companions] = []
_apart: list[Companions] = []


def companion(people_of: Companions) -> Companions:
    """Register `people_of(by)`: the ids of those whom `by` accompanies. Apps above us know that."""
    _companions.append(people_of)
    return people_of


def accompanied_by(by: Any) -> Q:
    """Which people `by` accompanies at present, as their mentor."""
    accompanied = NOBODY_SEES
    for people_of in _companions:
        accompanied |= Q(pk__in=people_of(by))
    return accompanied


def accompanies(by: User, user: User) -> bool:
    """Whether `by` accompanies `user` at present, as their mentor. One query."""
    return by.is_active and User.objects.filter(accompanied_by(by), pk=user.pk).exists()


def keeps_apart(blocked_with: Companions) -> Companions:
    """Register `blocked_with(person)`: the ids of those whom a block keeps away. Apps above us know that."""
    _apart.append(blocked_with)
    return blocked_with


def apart_from(person: Any) -> QuerySet[Any]:
    """Those whom a block keeps from `person`, whoever of the two began, for use in a subquery."""
    blocked = NOBODY_SEES
    for blocked_with in _apart:
        blocked |= Q(pk__in=blocked_with(person))
    return User.objects.filter(blocked).values("pk")


def are_apart(one: User, other: User) -> bool:
    """Whether one of the two has blocked the other. One query."""
    return apart_from(one).filter(pk=other.pk).exists()


def can_run_chapter(by: User) -> bool:
    """Whether `by` sees everybody's roles and address in order to give roles."""
    return by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR))


def can_give_role(by: User, role: str) -> bool:
    """Whether `by` may give or take the role named `role`."""
    if not by.is_active:
        return False
    return by.is_superuser or any(role in GIVES.get(own, ()) for own in by.role_slugs)


def watches_over_people(by: User) -> bool:
    """Whether `by` is responsible for the safety of everybody here."""
    return by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR) or by.has_role(roles.SAFEGUARDING))


@policy.register(User)
class UserPolicy(Policy[User]):
    """The records of people: their age, guardians and consents. Profiles and pages are public elsewhere."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        if watches_over_people(person):
            return Q(is_active=True)
        return Q(pk=person.pk) | (Q(is_active=True) & accompanied_by(person))

    def may_safeguard(self, person: User, user: User) -> bool:
        """Whether `person` keeps the age, the guardians and the consents of `user`, somebody else."""
        return person != user and (watches_over_people(person) or accompanies(person, user))

    def may_withdraw_consent(self, person: User, user: User) -> bool:
        return person == user or self.may_safeguard(person, user)


@policy.register(Profile)
class ProfilePolicy(Policy[Profile]):
    """The pictures of people; the words of a profile stand on pages that ask for themselves."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        seen = Q(user__in=showing.shown_to_all())
        if not (person.is_authenticated and person.is_active):
            return seen
        if watches_over_people(person):
            return seen | Q(user__is_active=True)
        near = ~Q(age_band__in=User.MINOR) | accompanied_by(person)
        return seen | Q(user=person) | Q(user__in=showing.shown_to_members().filter(near))


@policy.register(Guardian)
class GuardianPolicy(Policy[Guardian]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(person__in=policy.visible_to(person, User.objects.all()))


@policy.register(Consent)
class ConsentPolicy(Policy[Consent]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(person__in=policy.visible_to(person, User.objects.all()))


@policy.register(AuditEvent)
class AuditEventPolicy(Policy[AuditEvent]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        return EVERYBODY_SEES if person.is_authenticated and watches_over_people(person) else NOBODY_SEES


class _OfInviters:
    """What somebody sends to let others join: theirs, and for who runs the chapter everybody's."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        return EVERYBODY_SEES if can_run_chapter(person) else Q(invited_by=person)

    def may_create(self, person: User) -> bool:
        return bool(roles_to_give(person))

    def may_change(self, person: User, row: Invitation | InvitationLink) -> bool:
        return can_run_chapter(person) or row.invited_by_id == person.pk


@policy.register(Invitation)
class InvitationPolicy(_OfInviters, Policy[Invitation]):
    pass


@policy.register(InvitationLink)
class InvitationLinkPolicy(_OfInviters, Policy[InvitationLink]):
    pass


@policy.register(PersonalToken)
class PersonalTokenPolicy(Policy[PersonalToken]):
    """One's own only: not even who runs the installation ends somebody else's; closing the account does."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return Q(person=person) if person.is_authenticated and person.is_active else NOBODY_SEES

    def may_create(self, person: User) -> bool:
        return True

    def may_change(self, person: User, token: PersonalToken) -> bool:
        return token.person_id == person.pk


def roles_to_give(by: User) -> list[str]:
    """The roles that `by` may hand out, in the order of the role table."""
    return [role.slug for role in roles.ROLES if can_give_role(by, role.slug)]


def can_set_age_band(by: User, user: User, age_band: str) -> bool:
    """Whether `by` may say that `user` is of `age_band`; less protection needs more responsibility."""
    if not by.is_active:
        return False
    if PROTECTION.get(User.AgeBand(age_band), 0) < PROTECTION.get(User.AgeBand(user.age_band), 0):
        return by != user and watches_over_people(by)
    if by == user:
        return user.age_band == User.AgeBand.UNKNOWN
    return policy.can(by, "safeguard", user)


def can_consent_alone(user: User) -> bool:
    """Whether the consent of `user` needs no guardian."""
    return user.age_band != User.AgeBand.UNDER_16


def needs_approval_to_publish(user: User) -> bool:
    """Whether somebody looks at what `user` publishes first: always for minors, for others if the site says so."""
    return user.is_minor or bool(settings.PUBLISHING_APPROVAL and user.has_role(roles.PARTICIPANT))


def needing_approval() -> Q:
    """What `needs_approval_to_publish` says, as a condition on people."""
    minors = Q(age_band__in=User.MINOR)
    if not settings.PUBLISHING_APPROVAL:
        return minors
    return minors | Q(pk__in=User.groups.through.objects.filter(group__name=roles.PARTICIPANT).values("user"))


def can_approve_publishing(by: User, user: User) -> bool:
    """Whether `by` may publish for `user`, whose works are looked at first."""
    return by != user and (
        accompanies(by, user) or (by.is_active and (by.is_superuser or by.has_role(roles.COORDINATOR)))
    )


def may_overrule(person: User, decided_by: User | None) -> bool:
    """Whether `person` decides anew after `decided_by`: after who watches over people, only another who does."""
    if decided_by is None or decided_by.pk == person.pk or watches_over_people(person):
        return True
    return not watches_over_people(decided_by)


def accepts_contact_from(user: User, other: User) -> bool:
    """Whether `other` may write to `user`: nobody whom a block keeps away.

    A minor and who accompanies or watches over them, nobody else.
    """
    if not other.is_active or not user.is_active:
        return False
    if user.is_minor and not (accompanies(other, user) or watches_over_people(other)):
        return False
    if other.is_minor and not (accompanies(user, other) or watches_over_people(user)):
        return False
    return not are_apart(user, other)
