"""Questions about badges."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from leaderboard.models import Badge, BadgeAward, Certificate
from leaderboard.models.badges import BadgeAwardQuerySet
from mentorship.models import LevelConfirmation, SkillLevel, UserSkill


def shown_badges(person: Any) -> BadgeAwardQuerySet:
    """The awards of `person` that anybody may see, the newest first, with their grounds. One query."""
    return shown_with_grounds().filter(user=person)


def shown_with_grounds() -> BadgeAwardQuerySet:
    """All awards that anybody may see, the newest first, with their grounds. One query."""
    return with_grounds(BadgeAward.objects.shown().filter(user__is_active=True))


def own_badges(person: Any) -> BadgeAwardQuerySet:
    """The awards of `person` that stand, hidden ones too, the newest first, with their grounds. One query."""
    return with_grounds(BadgeAward.objects.standing().filter(user=person))


def with_grounds(awards: BadgeAwardQuerySet) -> BadgeAwardQuerySet:
    """Load what awards rest on, and put the newest first."""
    said = {"skill": OuterRef("confirmation__skill"), "number": OuterRef("confirmation__level")}
    level = SkillLevel.objects.filter(**said)
    return (
        awards.select_related("badge", "awarded_by", "confirmation__skill", "confirmation__confirmed_by")
        .annotate(level_name=Subquery(level.values("name")))
        .order_by("-awarded_at", "-pk")
    )


def confirmed_with_certificates(person: Any) -> QuerySet[LevelConfirmation]:
    """What mentors vouch for about `person`, the newest first, with `certificate_id` ("" for none). One query."""
    made = Certificate.objects.standing().filter(confirmation=OuterRef("pk")).values("public_id")
    steps = SkillLevel.objects.filter(skill=OuterRef("skill"), number=OuterRef("level"))
    return (
        LevelConfirmation.objects.standing()
        .filter(user=person)
        .select_related("skill", "confirmed_by")
        .annotate(certificate_id=Coalesce(Subquery(made), Value("")), level_name=Subquery(steps.values("name")))
        .order_by("-confirmed_at", "-pk")
    )


def within_reach(person: Any, count: int = 6) -> QuerySet[Badge]:
    """Up to `count` badges that `person` does not hold, of skills that they name, the nearest level first."""
    held = BadgeAward.objects.standing().filter(user=person).values("badge")
    named = UserSkill.objects.filter(user=person).values("skill")
    wanted = Badge.objects.filter(skill__in=named).exclude(pk__in=held)
    return wanted.select_related("skill").order_by("level", "name", "pk")[:count]
