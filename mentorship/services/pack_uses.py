"""Who uses what a pack made: asked of every relation there is, so that a later table is not forgotten."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from mentorship.models import Skill, SkillLevel, TaskTemplate, UserSkill

#: Goes with the skill; what is bound to nobody.
PARTS = {"mentorship.SkillLevel", "mentorship.Criterion", "taggit.TaggedItem"}
MOST_NAMES = 5


class Use(NamedTuple):
    model: type[Model]
    number: int
    #: Of some people who use it.
    names: list[str]


def of(row: Model) -> list[Use]:
    """Return by what `row` is used, its own parts aside. A query for each relation."""
    return _uses(row, {})


def of_level(skill: Skill, number: int) -> list[Use]:
    """Return by what the level `number` of `skill` is used."""
    return _uses(skill, {"level": number})


def in_words(uses: list[Use]) -> str:
    """Return such as "2 skills of people (Amina, Bruno), 1 work"."""
    return ", ".join(_use_in_words(use) for use in uses)


def _use_in_words(use: Use) -> str:
    meta = use.model._meta
    noun = meta.verbose_name if use.number == 1 else meta.verbose_name_plural
    names = f" ({', '.join(use.names)}{', …' if use.number > len(use.names) else ''})" if use.names else ""
    return f"{use.number} {noun}{names}"


def _uses(row: Model, narrowed: dict[str, Any]) -> list[Use]:
    found = []
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if model._meta.label in PARTS or (relation.many_to_many and model is type(row)):
            continue
        names = {field.name for field in model._meta.get_fields()}
        if not set(narrowed) <= names:
            continue
        rows = model._base_manager.filter(**{relation.field.name: row}, **narrowed)
        if model is TaskTemplate and narrowed:
            rows = rows.filter(retired_at=None)
        if count := rows.count():
            found.append(Use(model, count, _names(model, rows)))
    return found


def _names(model: type[Model], rows: QuerySet[Any]) -> list[str]:
    if model is not UserSkill:
        return []
    return list(rows.order_by("user__display_name").values_list("user__display_name", flat=True)[:MOST_NAMES])


assert SkillLevel._meta.label in PARTS  # noqa: S101  a name that was changed must not make it a use
