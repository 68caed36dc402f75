"""A craft of this site as a pack that others can load."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.models import Discipline, JournalPrompt, Rubric, SkillPack, TaskTemplate
from mentorship.packs import checking
from mentorship.packs.checking import Manifest, Pack
from mentorship.services import pack_supplies, rubrics
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NoSuchCraft(DomainError):
    message = gettext_lazy("There is no pack and no discipline of that name.")


def export(*, slug: str, by: User | None, version: str = "") -> Pack:
    """Return the pack `slug`, or the discipline `slug` that came from none, as it is here now.

    What the chapter added or changed since is in it, under the next version. `by` None: from the console.
    Raises NotAllowed, NoSuchCraft, PackRefused.
    """
    require(by is None or can(by, "load", SkillPack), _("Only a coordinator takes a craft along."))
    row = SkillPack.objects.select_related("discipline").filter(slug=slug).first()
    discipline = row.discipline if row else Discipline.objects.filter(slug=slug).first()
    if discipline is None:
        raise NoSuchCraft
    row = row or SkillPack.objects.filter(discipline=discipline).first()
    loaded = row.versions.get(version=row.version).manifest if row else _unwritten(discipline)
    pictures: dict[str, bytes] = {}
    pack = checking.check_manifest({**loaded, **_told(discipline, loaded, pictures)}, pictures)
    is_as_loaded = row is not None and pack.checksum == row.checksum
    wanted = version or (row.version if is_as_loaded and row else _next(row.version) if row else "1.0.0")
    return Pack({**pack.manifest, "version": wanted}, pack.pictures)


def _next(version: str) -> str:
    *most, last = checking.order_of(version)
    return ".".join(map(str, [*most, last + 1]))


def _unwritten(discipline: Discipline) -> Manifest:
    """What a discipline that came from no pack says of itself; whoever passes it on completes it."""
    return {
        "format": 1,
        "slug": discipline.slug,
        "name": discipline.name,
        "description": discipline.description,
        "version": "1.0.0",
        "language": settings.LANGUAGE_CODE,
        "licence": _("not said"),
        "author": _("not said"),
        "badges": [],
    }


def _told(discipline: Discipline, loaded: Manifest, pictures: dict[str, bytes]) -> Manifest:
    """Return what the tables say of `discipline` now; badges live elsewhere and are told as they were loaded."""
    return {
        "discipline": {
            "slug": discipline.slug,
            "name": discipline.name,
            "description": discipline.description,
            "media_types": discipline.media_types,
        },
        "skills": _skills(discipline),
        "rubrics": _rubrics(discipline),
        "tasks": _tasks(discipline, loaded, pictures),
        "prompts": _prompts(discipline),
        **pack_supplies.told(discipline, loaded),
    }


def _skills(discipline: Discipline) -> list[dict[str, Any]]:
    skills = discipline.skills.prefetch_related("levels", "needs").order_by("slug")
    return [
        {
            "slug": skill.slug,
            "name": skill.name,
            "description": skill.description,
            "tags": sorted(skill.tags.names()),
            "needs": [each.slug for each in skill.needs.all() if each.discipline_id == discipline.pk],
            "levels": [
                {"number": level.number, "name": level.name, "can": level.description}
                for level in skill.levels.all()
            ],
        }
        for skill in skills
    ]


def _rubrics(discipline: Discipline) -> list[dict[str, Any]]:
    offered = Rubric.objects.offered().filter(discipline=discipline).select_related("skill").order_by("slug")
    return [{"slug": rubric.slug, **rubrics.content(rubric)} for rubric in offered]


def _tasks(discipline: Discipline, loaded: Manifest, pictures: dict[str, bytes]) -> list[dict[str, Any]]:
    names = {row["slug"]: row["picture"].get("file", "") for row in loaded.get("tasks", [])}
    offered = TaskTemplate.objects.offered().filter(skill__discipline=discipline)
    rows = offered.select_related("skill", "rubric").order_by("position", "pk")
    return [_task(task, names.get(task.slug, ""), pictures) for task in rows]


def _task(task: TaskTemplate, picture: str, pictures: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "slug": task.slug,
        "title": task.title,
        "brief": task.brief,
        "skill": task.skill.slug,
        "level": task.level,
        "rubric": task.rubric.slug if task.rubric and task.rubric.retired_at is None else "",
        "hours": float(task.estimated_hours),
        "due_days": task.due_days,
    }
    if task.picture:
        name = picture or f"{task.slug}.png"
        with task.picture.open("rb") as file:
            pictures[name] = file.read()
        told["picture"] = {"file": name, "alt": task.picture_alt}
    return told


def _prompts(discipline: Discipline) -> list[dict[str, Any]]:
    offered = JournalPrompt.objects.offered().filter(discipline=discipline).select_related("skill")
    rows = offered.order_by("position", "pk")
    return [{"text": prompt.text, "skill": prompt.skill.slug if prompt.skill else ""} for prompt in rows]
