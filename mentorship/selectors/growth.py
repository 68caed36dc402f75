"""How somebody has come along: what was confirmed when, and the way through each craft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from mentorship.models import Discipline, LevelConfirmation, Skill, SkillLevel, UserSkill

#: A life of learning fits; a chart of more is a smear.
MOST = 200


@dataclass(frozen=True)
class Step:
    level: SkillLevel
    #: Who vouches for it; without, whether the person says that they are there.
    said: LevelConfirmation | None
    is_named: bool

    @property
    def is_reached(self) -> bool:
        return self.said is not None or self.is_named


@dataclass(frozen=True)
class Branch:
    """A skill with its steps, the lowest first, and the skills that one does well to know before."""

    skill: Skill
    steps: list[Step]
    needs: list[Skill] = field(default_factory=list)

    @property
    def is_begun(self) -> bool:
        return any(step.is_reached for step in self.steps)


def history(person: Any) -> QuerySet[LevelConfirmation]:
    """What mentors confirmed of `person`, and took back, the newest first, with `level_name`. One query."""
    step = SkillLevel.objects.filter(skill=OuterRef("skill"), number=OuterRef("level"))
    return (
        LevelConfirmation.objects.filter(user=person)
        .select_related("skill", "confirmed_by")
        .annotate(level_name=Subquery(step.values("name")))
        .order_by("-confirmed_at", "-pk")[:MOST]
    )


def as_chart(said: Sequence[LevelConfirmation]) -> dict[str, Any]:
    """Return for `charts.js` the highest standing level of each skill after each day on which one changed."""
    days = sorted({day for each in said for day in (_begun(each), _ended(each)) if day})
    names = {each.skill_id: each.skill.name for each in reversed(said)}
    series = []
    for skill, name in names.items():
        own = [each for each in said if each.skill_id == skill]
        series.append({"name": name, "values": [_highest(own, on=day) for day in days]})
    return {"kind": "line", "labels": [date_format(day) for day in days], "series": series, "unit": ""}


def _begun(said: LevelConfirmation) -> date:
    return timezone.localdate(said.confirmed_at)


def _ended(said: LevelConfirmation) -> date | None:
    return timezone.localdate(said.taken_back_at) if said.taken_back_at else None


def _highest(said: Iterable[LevelConfirmation], *, on: date) -> int:
    def stands(each: LevelConfirmation) -> bool:
        ended = _ended(each)
        return _begun(each) <= on and (ended is None or ended > on)

    return max((each.level for each in said if stands(each)), default=0)


def tree(person: Any) -> list[tuple[Discipline, list[Branch]]]:
    """Return the crafts that `person` has begun, each with all its skills, those begun before the rest.

    Among both, what others need comes first. Five queries, whatever the number of skills.
    """
    held = {row.skill_id: row.level for row in UserSkill.objects.filter(user=person)}
    said = {
        (each.skill_id, each.level): each
        for each in LevelConfirmation.objects.standing().filter(user=person).select_related("confirmed_by")
    }
    begun = {*held, *(skill for skill, _level in said)}
    crafts = Discipline.objects.filter(skills__in=begun).distinct().order_by("name")
    skills = Skill.objects.order_by("name").prefetch_related(
        Prefetch("levels", SkillLevel.objects.order_by("number")),
        Prefetch("needs", Skill.objects.order_by("name")),
    )
    return [
        (craft, sorted((_branch(skill, held, said) for skill in _in_order(craft.skills.all())), key=_is_to_come))
        for craft in crafts.prefetch_related(Prefetch("skills", skills))
    ]


def _is_to_come(branch: Branch) -> bool:
    return not branch.is_begun


def _branch(skill: Skill, held: dict[int, int], said: dict[tuple[int, int], LevelConfirmation]) -> Branch:
    steps = [
        Step(level, said.get((skill.pk, level.number)), level.number <= held.get(skill.pk, 0))
        for level in skill.levels.all()
    ]
    return Branch(skill, steps, list(skill.needs.all()))


def _in_order(skills: Iterable[Skill]) -> list[Skill]:
    """Return `skills` by name, but each after those that it needs. A circle, which packs refuse, ends nothing."""
    waiting, ordered = list(skills), list[Skill]()
    while waiting:
        free = (each for each in waiting if not set(each.needs.all()) & set(waiting) - {each})
        following = next(free, waiting[0])
        waiting.remove(following)
        ordered.append(following)
    return ordered
