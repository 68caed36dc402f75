"""What people say they can do."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Skill, UserSkill
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import require

MAX_SKILLS = 60


class UnknownLevel(DomainError):
    message = gettext_lazy("This skill has no such level.")


class TooManySkills(DomainError):
    message = gettext_lazy("These are more skills than one person can name. Remove one first.")


@transaction.atomic
def set_own_level(*, user: User, skill: Skill, level: int, by: User) -> UserSkill:
    """Store that `user` reached `level` (0: just started). Raises UnknownLevel, NotAllowed, TooManySkills."""
    _require_own(user, by)
    if level != 0 and not skill.levels.filter(number=level).exists():
        raise UnknownLevel
    held = UserSkill.objects.select_for_update().filter(user=user)
    if not held.filter(skill=skill).exists() and held.count() >= MAX_SKILLS:
        raise TooManySkills
    return UserSkill.objects.update_or_create(user=user, skill=skill, defaults={"level": level})[0]


@transaction.atomic
def remove_own(*, user: User, skill: Skill, by: User) -> None:
    """Forget that `user` named `skill`. Raises NotAllowed."""
    _require_own(user, by)
    UserSkill.objects.filter(user=user, skill=skill).delete()


def _require_own(user: User, by: User) -> None:
    require(by.is_active and by == user, _("Everybody names their own skills."))
