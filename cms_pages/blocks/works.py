"""Blocks that show a work, or the offer of one, to those who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms_pages.blocks import samples

WORKS = _("Works")


class WorkChooserBlock(blocks.ChooserBlock):
    """Names one of the author's works; the page's form refuses others."""

    target_model = "mentorship.Project"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": getattr(self._meta_class, "words", ""), **kwargs})

    @cached_property
    def widget(self) -> Any:
        from cms_pages.choosers import project_chooser

        return project_chooser.widget_class()

    def fetch(self) -> Any:
        """The works with all that the block shows of them."""
        from mentorship.models import Project

        return Project.objects.with_card()

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        values = list(values)
        found = self.fetch().in_bulk([value for value in values if value])
        return [found.get(value) for value in values]

    class Meta:
        icon = "pick"
        label = _("work")


class ProjectBlock(WorkChooserBlock):
    """One of the author's works, shown as a card to those who may see it."""

    def get_preview_value(self) -> Any:
        return samples.work()

    def get_preview_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**(parent_context or {}), "visible_works": {value.pk}}

    class Meta:
        icon = "pick"
        label = _("One of my works")
        group = WORKS
        template = "cms_pages/blocks/project.html"
        description = _("A card that leads to a work. Only people who may see the work see the card.")
        words = _("Who sees the work is decided on the work's own page.")


class ProductBlock(WorkChooserBlock):
    """One of the author's works that is for sale. What it costs is the shop's to say, in the template."""

    @cached_property
    def widget(self) -> Any:
        from cms_pages.choosers import offer_chooser

        return offer_chooser.widget_class()

    def clean(self, value: Any) -> Any:
        from cms_pages.choosers import for_sale
        from mentorship.models import Project

        work = super().clean(value)
        if work is not None and not for_sale(Project.objects.filter(pk=work.pk)).exists():
            raise ValidationError(
                _("“%(title)s” is not in the shop. Offer it there first, or show it as one of your works.")
                % {"title": work.title}
            )
        return work

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        works = super().bulk_to_python(values)
        named = [work for work in works if work is not None]
        for work in named:
            work.asked_with = named  # so that the shop is asked once for all pieces of a page
        return works

    def get_preview_value(self) -> Any:
        return samples.work()

    def get_preview_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**(parent_context or {}), "is_sample": True}

    class Meta:
        icon = "tag"
        label = _("For sale")
        group = WORKS
        template = "cms_pages/blocks/product.html"
        description = _(
            "A piece from the shop with its price and a button. It goes when the piece leaves the shop."
        )
        words = _("You can choose works of yours that are in the shop at this moment.")
