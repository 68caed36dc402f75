"""Rubrics in versions: by what somebody was assessed, no word of it changes afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Criterion, CriterionLevel, Discipline, Rubric, Skill
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class InUse(DomainError):
    message = gettext_lazy("Somebody was assessed by this rubric, so it stays as it is. Make a new version of it.")


@transaction.atomic
def use(*, rubric: Rubric, now: datetime) -> Rubric:
    """Note that something is assessed by `rubric`: from now on it never changes. Again changes nothing.

    Whoever points to a rubric from a task or feedback calls this in the same transaction.
    """
    rubric = Rubric.objects.select_for_update().get(pk=rubric.pk)
    if rubric.used_at is None:
        rubric.used_at = now
        rubric.save(update_fields=["used_at"])
    return rubric


def require_changeable(*, rubric: Rubric, by: User) -> None:
    """Lock `rubric` for whoever is about to change it, inside their transaction. Raises NotAllowed, InUse."""
    standing = Rubric.objects.select_for_update().get(pk=rubric.pk)
    require(can(by, "change", standing), _("Only a coordinator changes rubrics."))
    if standing.is_used:
        raise InUse


@transaction.atomic
def begin_version(*, rubric: Rubric, by: User) -> Rubric:
    """Copy the newest version of `rubric` into one that may be changed; tasks to give use that one from now on.

    A newest version that nobody used is returned as it is. Raises NotAllowed.
    """
    versions = Rubric.objects.select_for_update().filter(discipline=rubric.discipline_id, slug=rubric.slug)
    newest = versions.order_by("-version")[0]
    require(can(by, "change", newest), _("Only a coordinator changes rubrics."))
    if not newest.is_used:
        return newest
    told = content(newest)
    return replace(
        standing=newest,
        discipline=newest.discipline,
        skill=newest.skill,
        slug=newest.slug,
        name=told["name"],
        criteria=told["criteria"],
    )


def content(rubric: Rubric) -> dict[str, Any]:
    """Return what `rubric` says, as a pack says it. Two queries, and one for the skill."""
    criteria = rubric.criteria.prefetch_related("levels").order_by("position", "pk")
    return {
        "name": rubric.name,
        "skill": rubric.skill.slug if rubric.skill else "",
        "criteria": [
            {
                "name": each.name,
                "description": each.description,
                "levels": [
                    {"number": level.number, "description": level.description} for level in each.levels.all()
                ],
            }
            for each in criteria
        ],
    }


def replace(
    *,
    standing: Rubric | None,
    discipline: Discipline,
    skill: Skill | None,
    slug: str,
    name: str,
    criteria: list[dict[str, Any]],
) -> Rubric:
    """Let the rubric `slug` say this: a new version if `standing`, its newest, was used. Tasks to give follow."""
    rubric = standing
    if rubric is None or rubric.is_used:
        version = rubric.version + 1 if rubric else 1
        rubric = Rubric(discipline=discipline, slug=slug, version=version)
    rubric.name, rubric.skill, rubric.retired_at = name, skill, None
    rubric.save()
    Criterion.objects.filter(rubric=rubric).delete()
    for position, row in enumerate(criteria):
        criterion = Criterion.objects.create(
            rubric=rubric, position=position, name=row["name"], description=row["description"]
        )
        CriterionLevel.objects.bulk_create(CriterionLevel(criterion=criterion, **level) for level in row["levels"])
    if standing is not None and standing.pk != rubric.pk:
        standing.task_templates.update(rubric=rubric)
    return rubric
