"""Reference data in the Wagtail admin: what can be learnt. Coordinators edit it, others never see it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel

from mentorship.models import Discipline, Skill
from portal.core.viewsets import PolicyModelViewSet


class DisciplineViewSet(PolicyModelViewSet):
    model = Discipline
    name = url_prefix = "mentorship_discipline"
    icon = "folder-open-inverse"
    list_display = ["name", "description"]
    ordering = ["name"]
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]


class SkillViewSet(PolicyModelViewSet):
    model = Skill
    name = url_prefix = "mentorship_skill"
    icon = "pick"
    list_display = ["name", "discipline"]
    list_filter = ["discipline"]
    ordering = ["discipline__name", "name"]
    search_fields = ["name", "description"]
    panels = [
        FieldPanel("discipline"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("tags"),
        InlinePanel("levels", heading=_("Levels"), label=_("Level")),
    ]
