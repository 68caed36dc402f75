"""From somebody who may join to somebody who has: account, mentor, levels, kit, task and goal in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Kit, Location, Pairing, Prospect, Skill, Stage, UserSkill
from mentorship.selectors import onboarding as asking
from mentorship.services import confirmations, goals, pairings, prospects, resources, tasks
from portal.accounts import roles
from portal.accounts.models import Consent, Guardian, Invitation, User
from portal.accounts.permissions import accompanies, can_run_chapter
from portal.accounts.selectors import consent_holds, guardians_of
from portal.accounts.services import consents, invitations, people
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: From where somebody is onboarded: first we look what they can do.
READY = (Stage.ASSESSED, Stage.OFFERED)


class NotReady(DomainError):
    message = gettext_lazy("Assess them first: their first levels come from there.")


class AlreadyOnboarded(DomainError):
    message = gettext_lazy("They have joined already.")


class NoAddress(DomainError):
    message = gettext_lazy("Their account needs an e-mail address of their own.")


class AddressTaken(DomainError):
    message = gettext_lazy(
        "This address cannot be used for a new account. Choose another, or ask a coordinator to join the two."
    )


class MayLink(AddressTaken):
    """The address belongs to somebody whom the asker looks after: the two may be joined on purpose."""

    message = gettext_lazy(
        "Somebody with this address is here already. If it is the same person, tick “same person”."
    )


class GuardianHasToAgree(DomainError):
    message = gettext_lazy("Under 16 a guardian agrees first. Ask them, then tick it.")


class NoMentor(DomainError):
    message = gettext_lazy("Choose who accompanies them.")


@dataclass(frozen=True)
class Start:
    """What somebody begins with; whatever is left out is not given."""

    kit: Kit | None = None
    location: Location | None = None
    #: Hand out what there is of the kit, if not all is there.
    is_partial: bool = False
    #: What `tasks.assign` and `goals.set_goal` take, without for whom and by whom.
    task: dict[str, Any] = field(default_factory=dict)
    goal: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def onboard(
    *,
    prospect: Prospect,
    email: str,
    display_name: str,
    by: User,
    now: datetime,
    mentor: User | None = None,
    start: Start = Start(),
    confirms_levels: bool = True,
    guardian_relation: str = Guardian.Relation.PARENT,
    guardian_agrees: bool = False,
    same_person: bool = False,
    over_capacity: bool = False,
) -> User:
    """Make `prospect` a participant whom `mentor` accompanies, and invite them by mail: all of it or nothing.

    `same_person`: whoever has the address already, if `by` looks after them, is this prospect. Raises NotReady,
    AlreadyOnboarded, NoAddress, AddressTaken, MayLink, GuardianHasToAgree, NoMentor, NotAllowed, and what the
    services of places, stores, tasks and goals raise.
    """
    prospect = Prospect.objects.select_for_update(of=("self",)).select_related("mentor").get(pk=prospect.pk)
    require(can(by, "change", prospect), _("Only the mentor who looks after them, or a coordinator, onboards."))
    mentor = _mentor(mentor or prospect.mentor, by, over_capacity)
    _check_stage(prospect)
    if prospect.age_band == User.AgeBand.UNDER_16 and not guardian_agrees:
        raise GuardianHasToAgree
    user = _account(email, display_name, by, same_person)
    people.give_role(user=user, role=roles.PARTICIPANT, by=by)
    _pair(mentor, user, by, now, over_capacity)
    _carry_over(prospect, user, by, now, guardian_relation, guardian_agrees)
    _invite(user, by, now)
    _first_levels(prospect, user, confirms_levels, now)
    if start.kit and start.location:
        resources.issue_kit(
            kit=start.kit, to=user, location=start.location, by=by, now=now, partial=start.is_partial
        )
    if start.task:
        tasks.assign(participant=user, by=by, now=now, **start.task)
    if start.goal:
        goals.set_goal(owner=user, by=by if accompanies(by, user) else mentor, now=now, **start.goal)
    prospects.mark_onboarded(prospect=prospect, user=user, by=by, now=now)
    return user


def onboard_several(
    *, those: Iterable[Prospect], by: User, now: datetime, kit: Kit | None = None, location: Location | None = None
) -> list[tuple[Prospect, User | None, str]]:
    """Onboard each of `those` with what is proposed for them, or say why not: [(prospect, account, refusal)].

    Each is whole or not at all; one refusal does not stop the others.
    """
    done: list[tuple[Prospect, User | None, str]] = []
    for prospect in those:
        try:
            with transaction.atomic():
                proposal = asking.propose(prospect)
                start = Start(kit=kit, location=location, task=proposal.task(now=now), goal=proposal.goal)
                user = onboard(
                    prospect=prospect,
                    email=prospect.email,
                    display_name=proposal.display_name,
                    by=by,
                    now=now,
                    start=start,
                )
        except DomainError as refusal:
            done.append((prospect, None, str(refusal.message)))
        else:
            done.append((prospect, user, ""))
    return done


def _check_stage(prospect: Prospect) -> None:
    if prospect.onboarded_user_id is not None:
        raise AlreadyOnboarded
    if prospect.stage not in READY:
        raise NotReady


def _mentor(mentor: User, by: User, over_capacity: bool) -> User:
    if mentor != by or over_capacity:
        require(can(by, "create", Pairing), _("Only a coordinator brings people together with other mentors."))
    if not mentor.has_role(roles.MENTOR):
        raise NoMentor
    return mentor


def _account(email: str, display_name: str, by: User, same_person: bool) -> User:
    """Make an account that waits for its password, or return the one that may be joined."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise NoAddress from error
    taken = User.objects.filter(email=email).first() or _proved(email)
    if taken is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, display_name=" ".join(display_name.split()))
                EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
        except IntegrityError as error:  # somebody signed up with it a moment ago
            raise AddressTaken from error
        return user
    if not can_link(by, taken):
        raise AddressTaken
    if not same_person:
        raise MayLink
    return taken


def can_link(by: User, taken: User) -> bool:
    """Whether `by` may say that a prospect is `taken`: they look after them anyway, and nobody's rights grow."""
    is_plain = not (taken.is_superuser or taken.is_staff or taken.role_slugs - {roles.PARTICIPANT, roles.BUYER})
    return taken != by and taken.is_active and is_plain and (can_run_chapter(by) or accompanies(by, taken))


def _proved(email: str) -> User | None:
    address = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return address.user if address else None


def _pair(mentor: User, user: User, by: User, now: datetime, over_capacity: bool) -> None:
    if not accompanies(mentor, user):
        pairings.bring_together(mentor=mentor, participant=user, by=by, now=now, over_capacity=over_capacity)


def _carry_over(
    prospect: Prospect, user: User, by: User, now: datetime, guardian_relation: str, guardian_agrees: bool
) -> None:
    """Let age, guardian and the guardian's word go with them; for themselves they agree when they join."""
    if user.age_band == User.AgeBand.UNKNOWN and prospect.age_band != User.AgeBand.UNKNOWN:
        people.set_age_band(user=user, age_band=prospect.age_band, by=by)
    if not prospect.guardian_name or guardians_of(user).filter(name=prospect.guardian_name).exists():
        return
    guardian = consents.record_guardian(
        user=user,
        name=prospect.guardian_name,
        contact=prospect.guardian_contact,
        relation=guardian_relation,
        by=by,
    )
    kind = Consent.Kind.TAKING_PART
    if guardian_agrees and not consent_holds(user, kind):
        consents.give_consent(user=user, kind=kind, by=by, now=now, guardian=guardian)


def _invite(user: User, by: User, now: datetime) -> None:
    """Send the mail that leads to the password; an earlier invitation of the same person ends."""
    if user.has_usable_password():
        return
    for former in Invitation.objects.waiting().filter(invited_by=by, email=user.email):
        invitations.revoke(invitation=former, by=by, now=now)
    invitations.invite(
        email=user.email, name=user.display_name, roles=[roles.PARTICIPANT], by=by, now=now, account=user
    )


def _first_levels(prospect: Prospect, user: User, confirms_levels: bool, now: datetime) -> None:
    """Turn what was assessed into levels; who assessed it vouches for it, if they accompany the person."""
    assessed = asking.newest_assessments(prospect)
    for each in assessed.values():
        held = _name(user, each.skill, each.level)
        if confirms_levels and each.level and held.level == each.level and accompanies(each.by, user):
            confirmations.confirm(
                user=user, skill=each.skill, level=each.level, evidence=each.evidence, by=each.by, now=now
            )
    for skill in prospect.skills.exclude(pk__in=assessed):
        _name(user, skill, 0)


def _name(user: User, skill: Skill, level: int) -> UserSkill:
    """Note a first level; one that they have named themselves stays."""
    return UserSkill.objects.get_or_create(user=user, skill=skill, defaults={"level": level})[0]
