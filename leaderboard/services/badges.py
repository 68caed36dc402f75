"""Badges are awarded for what mentors vouch for, by hand, and revoked when the ground is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leaderboard.models import Badge, BadgeAward, MilestoneReached
from leaderboard.permissions import can_award
from leaderboard.signals import badge_awarded, badge_revoked
from mentorship.models import LevelConfirmation, Skill, SkillLevel
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NoSuchCriteria(DomainError):
    message = gettext_lazy("A badge is earned by a level of a skill that there is.")


class NoGround(DomainError):
    message = gettext_lazy("Say in a few words why.")


class TooMany(DomainError):
    message = gettext_lazy("Choose at most 100 people at once.")


#: So many people get a badge at once.
AT_ONCE = 100


# What there is to earn ------------------------------------------------------------------------------------


@transaction.atomic
def define(
    *,
    slug: str,
    name: str,
    description: str,
    criteria: Mapping[str, Any],
    rarity: str = Badge.Rarity.COMMON,
    earned_by: str = "",
    **look: str,
) -> Badge:
    """Make the badge `slug`, or bring it up to date; whoever has earned it already is awarded it after the commit.

    `criteria` is {"skill": slug, "level": number}, or {} for a badge that people award; `look` is any of shape,
    motif, dye, and else follows from the slug. Raises NoSuchCriteria.
    """
    skill, level = _skill_and_level(criteria)
    values = {"name": name, "description": description, "skill": skill, "level": level, "rarity": rarity, **look}
    values["earned_by"] = earned_by or _in_words(skill, level)
    badge = Badge.objects.select_for_update().filter(slug=slug).first()
    if badge is None:
        badge = Badge(slug=slug, **{**_look_of(slug), **values})
    elif all(getattr(badge, field) == value for field, value in values.items()):
        return badge
    for field, value in values.items():
        setattr(badge, field, value)
    badge.full_clean(validate_unique=False)
    badge.save()
    return badge


def _skill_and_level(criteria: Mapping[str, Any]) -> tuple[Skill | None, int | None]:
    if not criteria:
        return None, None
    if set(criteria) != {"skill", "level"}:
        raise NoSuchCriteria
    found = SkillLevel.objects.select_related("skill").filter(
        skill__slug=criteria["skill"], number=criteria["level"]
    )
    step = found.first()
    if step is None:
        raise NoSuchCriteria
    return step.skill, step.number


def _in_words(skill: Skill | None, level: int | None) -> str:
    if skill is None:
        return _("Awarded by a mentor or a coordinator.")
    words = _("A mentor confirms level %(level)s in %(skill)s.") % {"level": level, "skill": skill.name}
    return Truncator(words).chars(200)


def _look_of(slug: str) -> dict[str, str]:
    """Choose shape, motif and colour; the same slug always gets the same."""
    number = sum(place * ord(letter) for place, letter in enumerate(slug, start=1))
    return {
        "shape": Badge.Shape.values[number % len(Badge.Shape.values)],
        "motif": Badge.Motif.STAR,
        "dye": Badge.Dye.values[number % len(Badge.Dye.values)],
    }


# Awarding ------------------------------------------------------------------------------------------------


@transaction.atomic
def award(*, badge: Badge, user: User, evidence: str, by: User, now: datetime) -> BadgeAward:
    """Give `user` the badge by hand. Again changes nothing. Raises NotAllowed, NoGround."""
    require(can_award(by, user), _("Only somebody's mentor or a coordinator gives them a badge."))
    evidence = " ".join(evidence.split())[:240]
    if not evidence:
        raise NoGround
    return _award(badge, user, now, awarded_by=by, evidence=evidence)


@transaction.atomic
def award_several(*, badge: Badge, people: Sequence[User], evidence: str, by: User, now: datetime) -> int:
    """Give all of `people` the badge by hand, or nobody; return how many did not hold it before.

    Raises NotAllowed, NoGround, TooMany.
    """
    if len(people) > AT_ONCE:
        raise TooMany
    held = set(BadgeAward.objects.standing().filter(badge=badge, user__in=people).values_list("user", flat=True))
    for each in sorted(people, key=lambda person: person.pk):
        award(badge=badge, user=each, evidence=evidence, by=by, now=now)
    return len({each.pk for each in people} - held)


def award_for_milestone(*, reached: MilestoneReached, now: datetime) -> BadgeAward:
    """Give the badge that a milestone unlocks. Hidden where it tells of savings: its holder may show it."""
    milestone = reached.milestone
    assert milestone.badge is not None  # noqa: S101  whoever calls has looked
    evidence = _("Reached the milestone “%(name)s”.") % {"name": milestone.name}
    award = _award(milestone.badge, reached.user, now, milestone=reached, evidence=evidence[:240])
    if milestone.saved_amount and award.milestone_id == reached.pk:
        award.is_hidden = True
        award.save(update_fields=["is_hidden"])
    return award


@transaction.atomic
def award_earned(*, user: User, now: datetime) -> list[BadgeAward]:
    """Give `user` every badge that confirmed levels earn and that they do not hold; return those."""
    standing = LevelConfirmation.objects.standing().filter(user=user)
    grounds = list(standing.select_for_update().order_by("level", "pk"))
    held = BadgeAward.objects.standing().filter(user=user).values("badge")
    earned = Badge.objects.filter(skill__in=[each.skill_id for each in grounds]).exclude(pk__in=held)
    new = []
    for badge in earned.order_by("pk"):
        ground = _ground(badge, grounds)
        if ground is not None:
            new.append(_award(badge, user, now, confirmation=ground))
    return new


def award_to_all(*, badge: Badge, now: datetime) -> int:
    """Give `badge` to everybody who has earned it and does not hold it; return to how many."""
    holds = BadgeAward.objects.standing().filter(badge=badge, user=OuterRef("pk"))
    reached = Q(skill=badge.skill_id, level__gte=badge.level or 0)
    grounds = LevelConfirmation.objects.standing().filter(reached, user=OuterRef("pk"))
    people = User.objects.filter(Exists(grounds), ~Exists(holds)).order_by("pk")
    if badge.skill_id is None:
        return 0
    return sum(badge.pk in [each.badge_id for each in award_earned(user=user, now=now)] for user in people)


def _ground(badge: Badge, grounds: list[LevelConfirmation]) -> LevelConfirmation | None:
    """Return the lowest of `grounds` (lowest first) that earns `badge`."""
    enough = (each for each in grounds if each.skill_id == badge.skill_id and each.level >= (badge.level or 0))
    return next(enough, None)


def _award(badge: Badge, user: User, now: datetime, **ground: Any) -> BadgeAward:
    """Write and tell; the constraint decides between two at one time. Who hid it before goes on hiding it."""
    last = BadgeAward.objects.filter(badge=badge, user=user).order_by("-pk").first()
    values = {"awarded_at": now, "is_hidden": bool(last and last.is_hidden), **ground}
    made, is_new = BadgeAward.objects.standing().get_or_create(badge=badge, user=user, defaults=values)
    if is_new:
        announce(badge_awarded, BadgeAward, award=made)
    return made


# Revoking ------------------------------------------------------------------------------------------------


@transaction.atomic
def revoke(*, award: BadgeAward, reason: str, by: User, now: datetime) -> BadgeAward:
    """Take a badge away for a `reason`. Again changes nothing. Raises NotAllowed, NoGround."""
    award = BadgeAward.objects.select_for_update().get(pk=award.pk)
    require(can(by, "revoke", award), _("Who gave it takes it away, or a coordinator."))
    reason = " ".join(reason.split())[:240]
    if not reason:
        raise NoGround
    return _revoke(award, reason, now)


@transaction.atomic
def revoke_unearned(*, user: User, now: datetime) -> list[BadgeAward]:
    """Take away what no confirmed level of `user` earns any more; return those. Other grounds take over."""
    awards = BadgeAward.objects.standing().filter(user=user, confirmation__taken_back_at__isnull=False)
    lost = list(awards.select_for_update(of=("self",)).select_related("badge").order_by("pk"))
    grounds = list(LevelConfirmation.objects.standing().filter(user=user).order_by("level", "pk"))
    gone = []
    for each in lost:
        each.confirmation = _ground(each.badge, grounds) or each.confirmation
        if each.confirmation and each.confirmation.taken_back_at is None:
            each.save(update_fields=["confirmation"])
        else:
            gone.append(_revoke(each, _("The level that it was awarded for is no longer confirmed."), now))
    return gone


def _revoke(award: BadgeAward, reason: str, now: datetime) -> BadgeAward:
    if award.revoked_at is None:
        award.revoked_at, award.revoked_because = now, reason
        award.save(update_fields=["revoked_at", "revoked_because"])
        announce(badge_revoked, BadgeAward, award=award)
    return award


# Showing -------------------------------------------------------------------------------------------------


@transaction.atomic
def show(*, award: BadgeAward, shown: bool, by: User) -> BadgeAward:
    """Show one's own badge to everybody, or hide it. Raises NotAllowed."""
    award = BadgeAward.objects.select_for_update().get(pk=award.pk)
    require(can(by, "hide", award), _("Only its holder decides whether a badge is shown."))
    award.is_hidden = not shown
    award.save(update_fields=["is_hidden"])
    return award
