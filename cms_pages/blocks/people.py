"""Blocks about the person whose portfolio it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ABOUT_ME = _("About me")


class SkillsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), default="What I learn", max_length=120)

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        dyeing = {"name": "Dyeing", "level": 1, "level_name": "First vat", "top": 4}
        word = {"confirmed_by": "Maria", "confirmed_at": date(2026, 5, 2), "evidence": "A belt of forty rows."}
        weaving = {"name": "Band weaving", "level": 2, "level_name": "Own patterns", "top": 4, **word}
        return {**(parent_context or {}), "skills": [weaving, dyeing]}

    class Meta:
        icon = "success"
        label = _("My skills")
        group = ABOUT_ME
        template = "cms_pages/blocks/skills.html"
        description = _("What you learn, how far you are, and what your mentor has confirmed, as it stands today.")
        help_text = _("The skills themselves are kept under “My skills” on the site.")
        preview_value = {"title": "What I learn"}


class ContactBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), default="Write to me", max_length=120)
    invitation = blocks.TextBlock(
        label=_("invitation"),
        required=False,
        rows=3,
        max_length=500,
        help_text=_("What you like to be asked about, and how soon you answer."),
    )

    class Meta:
        icon = "mail"
        label = _("Contact form")
        group = ABOUT_ME
        template = "cms_pages/blocks/contact.html"
        description = _("People write to you here; nobody sees your address.")
        help_text = _("If you are under 18, whoever accompanies you reads first what strangers write.")
        preview_value = {"title": "Write to me", "invitation": "I like questions about patterns and yarn."}
