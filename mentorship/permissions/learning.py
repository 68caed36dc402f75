"""Who sees rubrics, tasks to give and questions to write about, and who brings a craft here."""

from typing import Any

from django.db.models import Q

from mentorship.models import JournalPrompt, Program, Rubric, SkillPack, TaskTemplate
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core import policy
from portal.core.policy import EVERYBODY_SEES, NOBODY_SEES, Policy


def _teaches(person: Any) -> bool:
    return bool(
        person.is_authenticated and person.is_active and (can_run_chapter(person) or person.has_role(roles.MENTOR))
    )


class _OfTeachers:
    """For mentors, who work with them, and coordinators, who write them."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        return EVERYBODY_SEES if _teaches(person) else NOBODY_SEES

    def may_create(self, person: User) -> bool:
        return can_run_chapter(person)

    def may_change(self, person: User, row: Any) -> bool:
        return can_run_chapter(person)


@policy.register(Rubric)
class RubricPolicy(_OfTeachers, Policy[Rubric]):
    pass


@policy.register(TaskTemplate)
class TaskTemplatePolicy(_OfTeachers, Policy[TaskTemplate]):
    pass


@policy.register(Program)
class ProgramPolicy(_OfTeachers, Policy[Program]):
    pass


@policy.register(JournalPrompt)
class JournalPromptPolicy(_OfTeachers, Policy[JournalPrompt]):
    pass


@policy.register(SkillPack)
class SkillPackPolicy(Policy[SkillPack]):
    def seen_by(self, person: Any, key: str = "") -> Q:
        runs = person.is_authenticated and can_run_chapter(person)
        return EVERYBODY_SEES if runs else NOBODY_SEES

    def may_load(self, person: User) -> bool:
        """Whether `person` brings crafts here, and takes them along as files."""
        return can_run_chapter(person)
