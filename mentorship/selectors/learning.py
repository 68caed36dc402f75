"""Questions about the tasks that a craft proposes."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from mentorship.models import Pairing, TaskTemplate, UserSkill
from mentorship.models.learning import TaskTemplateQuerySet
from portal.accounts.models import User


def tasks_to_give(by: Any, person: Any) -> TaskTemplateQuerySet:
    """What `by` may propose to `person`: tasks of the skills that they name, up to the next level of each.

    The most advanced first. One query; `title`, `level`, `estimated_hours` and the name of the skill are loaded.
    """
    held = UserSkill.objects.filter(user=person, skill=OuterRef("skill")).values("level")
    seen = TaskTemplate.objects.offered().visible_to(by).select_related("skill")
    of_theirs = seen.annotate(reached=Subquery(held)).filter(reached__isnull=False, level__lte=F("reached") + 1)
    return of_theirs.order_by("-level", "skill__name", "position", "pk")


def others_to_give(by: Any, person: Any) -> QuerySet[User]:
    """Whom `by` accompanies beside `person`, by name: they may get the same task at once. One query."""
    own = User.objects.filter(pk__in=Pairing.objects.participants_of(by), is_active=True)
    return own.exclude(pk=person.pk).order_by("display_name", "pk")
