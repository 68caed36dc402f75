"""Learning in the Wagtail admin: one menu, a module a noun."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from mentorship.viewsets.learning import (
    JournalPromptViewSet,
    ProgramViewSet,
    RubricViewSet,
    TaskTemplateViewSet,
)
from mentorship.viewsets.packs import SkillPackViewSet
from mentorship.viewsets.skills import DisciplineViewSet, SkillViewSet

__all__ = ["LearningGroup"]


class LearningGroup(ViewSetGroup):  # type: ignore[misc]  # Wagtail has no types
    menu_label = _("Learning")
    menu_icon = "pick"
    menu_order = 300
    items = (
        SkillViewSet("mentorship_skill"),
        DisciplineViewSet("mentorship_discipline"),
        TaskTemplateViewSet("mentorship_task_template"),
        RubricViewSet("mentorship_rubric"),
        JournalPromptViewSet("mentorship_prompt"),
        ProgramViewSet("mentorship_program"),
        SkillPackViewSet("mentorship_pack"),
    )
