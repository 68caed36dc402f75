"""Blocks about the person whose portfolio it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ABOUT_ME = _("About me")


class SkillsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), default="What I learn", max_length=120)

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        weaving = {"name": "Band weaving", "level": 2, "level_name": "Own patterns", "top": 4}
        return {**(parent_context or {}), "skills": [weaving, {**weaving, "name": "Dyeing", "level": 1}]}

    class Meta:
        icon = "success"
        label = _("My skills")
        group = ABOUT_ME
        template = "cms_pages/blocks/skills.html"
        description = _("What you learn and how far you are, always as it stands today.")
        help_text = _("The skills themselves are kept under “My skills” on the site.")
        preview_value = {"title": "What I learn"}
