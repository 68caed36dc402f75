"""What the form that onboards somebody proposes, so that nothing is typed twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mentorship.models import Assessment, Kit, Location, Prospect, SkillLevel, Stage, TaskTemplate
from mentorship.models.prospects import ProspectQuerySet


@dataclass(frozen=True)
class Proposal:
    """A first task and goal that fit what was assessed, and the kit of that skill."""

    display_name: str
    template: TaskTemplate | None = None
    level: SkillLevel | None = None
    kit: Kit | None = None

    @property
    def goal_title(self) -> str:
        if self.level is None:
            return ""
        words = _("%(skill)s, level %(number)s: %(name)s")
        return words % {"skill": self.level.skill.name, "number": self.level.number, "name": self.level.name}

    def task(self, *, now: datetime) -> dict[str, Any]:
        """What `tasks.assign` takes for the proposed task."""
        if self.template is None:
            return {}
        due_at = now + timedelta(days=self.template.due_days)
        words = {"title": self.template.title, "brief": self.template.brief}
        return {**words, "skill": self.template.skill, "due_at": due_at}

    @property
    def goal(self) -> dict[str, Any]:
        """What `goals.set_goal` takes for the proposed goal."""
        if self.level is None:
            return {}
        return {"title": self.goal_title, "skill": self.level.skill, "level": self.level.number}


def newest_assessments(prospect: Prospect) -> dict[int, Assessment]:
    """Of each skill the assessment that holds: {number of the skill: assessment}, best level first. One query."""
    rows = prospect.assessments.select_related("skill", "by").order_by("assessed_at", "pk")
    newest = {row.skill_id: row for row in rows}
    return dict(sorted(newest.items(), key=lambda pair: -pair[1].level))


def propose(prospect: Prospect) -> Proposal:
    """What fits `prospect`: the next level of their best skill, a task that leads there, its kit. Four queries."""
    assessed = next(iter(newest_assessments(prospect).values()), None)
    name = prospect.name.split()[0] if prospect.is_minor else prospect.name
    if assessed is None:
        return Proposal(name[:60])
    following = assessed.level + 1
    template = TaskTemplate.objects.offered().filter(skill=assessed.skill, level__lte=following)
    kit = Kit.objects.filter(skill=assessed.skill, is_active=True).order_by("name").first()
    return Proposal(
        display_name=name[:60],
        template=template.select_related("skill").order_by("-level", "position", "pk").first(),
        level=SkillLevel.objects.select_related("skill").filter(skill=assessed.skill, number=following).first(),
        kit=kit,
    )


def stores() -> Any:
    """Where kits are handed out from."""
    return Location.objects.filter(is_active=True).order_by("name")


def offered(viewer: Any) -> ProspectQuerySet:
    """Whom `viewer` has offered a place, who waits longest first. One query."""
    rows = Prospect.objects.visible_to(viewer).standing().filter(stage=Stage.OFFERED)
    return rows.select_related("mentor").order_by("stage_changed_at", "pk")
