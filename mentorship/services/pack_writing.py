"""Writes what a pack says into the tables, and notes each change.

What people have is never touched: a level, a skill, a task or a rubric that somebody uses stays. Where the pack
wants it gone, loading is refused (levels, skills) or it is no longer offered (tasks, prompts, rubrics).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from mentorship.models import Discipline, JournalPrompt, Rubric, Skill, SkillLevel, SkillPack, TaskTemplate
from mentorship.packs.checking import Manifest, Pack
from mentorship.services import pack_uses, rubrics
from mentorship.services.pack_changes import Change, Diary, InTheWay, save
from mentorship.services.pack_supplies import SupplyWriter
from portal.core.uploads import stored_folder

__all__ = ["Change", "InTheWay", "Writer"]

M = TypeVar("M", bound=models.Model)
Row = dict[str, Any]


class Writer:
    """One loading. `before` is the manifest of the version that is here."""

    def __init__(self, pack: Pack, *, before: Manifest | None, now: datetime, keeps_files: bool) -> None:
        self.pack, self.new, self.before = pack, pack.manifest, before
        self.now, self.keeps_files = now, keeps_files
        self.diary = Diary()

    @property
    def changes(self) -> list[Change]:
        return self.diary.changes

    def write(self) -> Discipline:
        """Write everything. Raises InTheWay with all that stands against it."""
        self.discipline = self._discipline()
        self.skills = {row["slug"]: skill for row in self.new["skills"] if (skill := self._skill(row))}
        self.diary.refuse_if_any()
        self._needs()
        self.rubrics = {row["slug"]: self._rubric(row) for row in self.new["rubrics"]}
        tasks = [self._task(row, position) for position, row in enumerate(self.new["tasks"], start=1)]
        prompts = [self._prompt(row, position) for position, row in enumerate(self.new["prompts"], start=1)]
        self._take_away_tasks(tasks)
        self._take_away_prompts(prompts)
        self._take_away_rubrics()
        SupplyWriter(self.new, self.before, self.skills, self.diary).write()
        self._badges()
        self._take_away_levels()
        self._take_away_skills()
        self.diary.refuse_if_any()
        return self.discipline

    # What is there -----------------------------------------------------------------------------------------

    def _discipline(self) -> Discipline:
        row = self.new["discipline"]
        found = Discipline.objects.select_for_update().filter(slug=row["slug"]).first()
        self._require_free(row, found)
        return self._save(found or Discipline(slug=row["slug"]), _("Discipline"), _without(row, "slug"))

    def _require_free(self, row: Row, found: Discipline | None) -> None:
        other = SkillPack.objects.filter(discipline=found).exclude(slug=self.pack.slug).first() if found else None
        if other:
            words = {"name": row["slug"], "pack": other.name}
            self.diary.refuse(_("The discipline “%(name)s” belongs to the pack “%(pack)s”.") % words)
        if Discipline.objects.filter(name=row["name"]).exclude(slug=row["slug"]).exists():
            self.diary.refuse(_("Another discipline is called “%(name)s”.") % {"name": row["name"]})
        if self.before and self.before["discipline"]["slug"] != row["slug"]:
            words = {"name": self.before["discipline"]["slug"]}
            self.diary.refuse(_("This pack is about the discipline “%(name)s” and stays with it.") % words)
        self.diary.refuse_if_any()

    def _skill(self, row: Row) -> Skill | None:
        found = Skill.objects.select_for_update().filter(slug=row["slug"]).first()
        words = {"name": row["name"], "slug": row["slug"]}
        if found and found.discipline_id != self.discipline.pk:
            self.diary.refuse(_("The skill “%(slug)s” exists already, in another discipline.") % words)
            return None
        if self._is_named_by_the_chapter(row):
            self.diary.refuse(_("The chapter has another skill that is called “%(name)s” here.") % words)
            return None
        values = {"name": row["name"], "description": row["description"]}
        skill = self._save(found or Skill(slug=row["slug"], discipline=self.discipline), _("Skill"), values)
        self._tags(skill, row["tags"])
        for level in row["levels"]:
            self._level(skill, level)
        return skill

    def _is_named_by_the_chapter(self, row: Row) -> bool:
        own = [each["slug"] for each in self.new["skills"]]
        return self.discipline.skills.filter(name=row["name"]).exclude(slug__in=own).exists()

    def _tags(self, skill: Skill, tags: list[str]) -> None:
        held = sorted(skill.tags.names())
        if held != tags:
            skill.tags.set(tags)
            self.diary.changed(_("Skill"), skill.name, [(_("tags"), ", ".join(held), ", ".join(tags))])

    def _level(self, skill: Skill, row: Row) -> None:
        level = skill.levels.filter(number=row["number"]).first() or SkillLevel(skill=skill, number=row["number"])
        named = _("%(skill)s, level %(number)s") % {"skill": skill.name, "number": row["number"]}
        self._save(level, _("Level"), {"name": row["name"], "description": row["can"]}, called=named)

    def _needs(self) -> None:
        """Whom the pack names is set; what the chapter added beside it stays."""
        before = {row["slug"]: set(row["needs"]) for row in (self.before or {"skills": []})["skills"]}
        for row in self.new["skills"]:
            skill = self.skills[row["slug"]]
            held = {each.slug: each for each in skill.needs.all()}
            gone = [held[slug] for slug in before.get(row["slug"], set()) - set(row["needs"]) if slug in held]
            added = [self.skills[slug] for slug in row["needs"] if slug not in held]
            if added or gone:
                skill.needs.add(*added)
                skill.needs.remove(*gone)
                names = ", ".join(sorted(held)), ", ".join(row["needs"])
                self.diary.changed(_("Skill"), skill.name, [(_("needs"), *names)])

    def _rubric(self, row: Row) -> Rubric:
        held = Rubric.objects.select_for_update().filter(discipline=self.discipline, slug=row["slug"])
        newest = held.order_by("-version").first()
        skill = self.skills[row["skill"]] if row["skill"] else None
        if newest and newest.retired_at is None and rubrics.content(newest) == _rubric_content(row):
            return newest
        rubric = rubrics.replace(
            standing=newest,
            discipline=self.discipline,
            skill=skill,
            slug=row["slug"],
            name=row["name"],
            criteria=row["criteria"],
        )
        if newest is None:
            self.diary.made(_("Rubric"), rubric.name)
        else:
            versions = (_("version"), str(newest.version), str(rubric.version))
            self.diary.changed(_("Rubric"), rubric.name, [versions] if newest.pk != rubric.pk else [])
        return rubric

    def _task(self, row: Row, position: int) -> TaskTemplate:
        held = TaskTemplate.objects.filter(skill__discipline=self.discipline, slug=row["slug"])
        task = held.select_for_update(of=("self",)).order_by("retired_at", "pk").first()
        values = {
            "title": row["title"],
            "brief": row["brief"],
            "skill": self.skills[row["skill"]],
            "level": row["level"],
            "position": position,
            "rubric": self.rubrics[row["rubric"]] if row["rubric"] else None,
            "estimated_hours": row["hours"],
            "due_days": row["due_days"],
            "retired_at": None,
        }
        task = self._save(task or TaskTemplate(slug=row["slug"]), _("Task"), values)
        self._picture(task, row["picture"])
        return task

    def _picture(self, task: TaskTemplate, row: Row) -> None:
        data = self.pack.pictures[row["file"]] if row else b""
        held = _bytes_of(task)
        if data == held and task.picture_alt == row.get("alt", ""):
            return
        self.diary.changed(_("Task"), task.title, [(_("picture"), task.picture_alt, row.get("alt", ""))])
        if self.keeps_files:
            former = task.picture.name
            task.picture_alt = row.get("alt", "")
            if data:
                task.picture.save(f"{stored_folder('tasks')}/{row['file'].rpartition('/')[2]}", ContentFile(data))
            else:
                task.picture = ""
                task.save(update_fields=["picture", "picture_alt"])
            if former:
                _delete_file(task, former)

    def _prompt(self, row: Row, position: int) -> JournalPrompt:
        prompt = JournalPrompt.objects.filter(discipline=self.discipline, text=row["text"]).first()
        skill = self.skills[row["skill"]] if row["skill"] else None
        values = {"skill": skill, "position": position, "retired_at": None}
        prompt = prompt or JournalPrompt(discipline=self.discipline, text=row["text"])
        return self._save(prompt, _("Question"), values)

    def _badges(self) -> None:
        """Badges are made by whoever hears of the pack; here is only said what they will hear."""
        before = {row["slug"]: row for row in (self.before or {"badges": []})["badges"]}
        for row in self.new["badges"]:
            if row["slug"] not in before:
                self.diary.made(_("Badge"), row["name"])
            elif row != before[row["slug"]]:
                self.diary.changed(_("Badge"), row["name"], [])

    # What is there no longer -------------------------------------------------------------------------------

    def _gone(self, kind: str, key: str) -> list[str]:
        """What the version before made and this one does not name."""
        named = {row[key] for row in self.new[kind]}
        return [row[key] for row in (self.before or {kind: []})[kind] if row[key] not in named]

    def _take_away_tasks(self, kept: Iterable[TaskTemplate]) -> None:
        gone = TaskTemplate.objects.filter(skill__discipline=self.discipline, slug__in=self._gone("tasks", "slug"))
        for task in gone.exclude(pk__in=[each.pk for each in kept]).filter(retired_at=None):
            picture = task.picture.name
            if self._retire(task, _("Task")) and picture:
                _delete_file(task, picture)

    def _take_away_prompts(self, kept: Iterable[JournalPrompt]) -> None:
        gone = self.discipline.journal_prompts.filter(text__in=self._gone("prompts", "text"), retired_at=None)
        for prompt in gone.exclude(pk__in=[each.pk for each in kept]):
            self._retire(prompt, _("Question"))

    def _take_away_rubrics(self) -> None:
        gone = self.discipline.rubrics.filter(slug__in=self._gone("rubrics", "slug"), retired_at=None)
        for rubric in gone.select_for_update():
            self._retire(rubric, _("Rubric"), is_used=rubric.is_used)

    def _retire(self, row: Any, kind: str, *, is_used: bool = False) -> bool:
        """Delete `row` if nobody uses it, or else offer it no longer; return whether it was deleted."""
        name = str(row)
        if is_used or pack_uses.of(row):
            row.retired_at = self.now
            row.save(update_fields=["retired_at"])
            self.diary.retired(kind, name)
            return False
        row.delete()
        self.diary.removed(kind, name)
        return True

    def _take_away_levels(self) -> None:
        before = {row["slug"]: row["levels"] for row in (self.before or {"skills": []})["skills"]}
        for row in self.new["skills"]:
            named = {level["number"] for level in row["levels"]}
            for level in before.get(row["slug"], []):
                if level["number"] not in named:
                    self._take_away_level(self.skills[row["slug"]], level["number"])

    def _take_away_level(self, skill: Skill, number: int) -> None:
        words = {"skill": skill.name, "number": number}
        named = _("%(skill)s, level %(number)s") % words
        if uses := pack_uses.of_level(skill, number):
            said = {**words, "uses": pack_uses.in_words(uses)}
            self.diary.refuse(_("Level %(number)s of “%(skill)s” must stay; it is used by %(uses)s.") % said)
        elif skill.levels.filter(number=number).delete()[0]:
            self.diary.removed(_("Level"), named)

    def _take_away_skills(self) -> None:
        gone = self.discipline.skills.filter(slug__in=self._gone("skills", "slug"))
        for skill in gone.select_for_update():
            if uses := pack_uses.of(skill):
                words = {"skill": skill.name, "uses": pack_uses.in_words(uses)}
                self.diary.refuse(_("The skill “%(skill)s” must stay; it is used by %(uses)s.") % words)
            else:
                name = skill.name
                skill.delete()
                self.diary.removed(_("Skill"), name)

    def _save(self, row: M, kind: str, values: Row, *, called: str = "") -> M:
        return save(row, kind, values, self.diary, called=called)


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def _rubric_content(row: Row) -> Row:
    return {name: row[name] for name in ("name", "skill", "criteria")}


def _delete_file(task: TaskTemplate, name: str) -> None:
    storage = task.picture.storage
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def _bytes_of(task: TaskTemplate) -> bytes:
    if not task.picture:
        return b""
    with task.picture.open("rb") as file:
        return bytes(file.read())
