"""What the body of a page is made of."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "hr", "code"]
LINE_FEATURES = ["bold", "italic", "link"]


class HeadingBlock(blocks.CharBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 120, **kwargs})

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Words")
        template = "cms_pages/blocks/heading.html"
        description = _("A line that says what comes next.")
        preview_value = "Why I weave at night"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Words")
        template = "cms_pages/blocks/text.html"
        description = _("Paragraphs, lists and links.")
        preview_value = "<p>The loom is quieter than the street. <b>Every mistake is a thread.</b></p>"


class PictureChooserBlock(ImageChooserBlock):
    """A picture whose renditions come with it: one query for all pictures of a page."""

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        from cms_pages.pictures import with_renditions

        values = list(values)
        found = with_renditions(self.model_class.objects.filter(pk__in=[v for v in values if v])).in_bulk()
        # Two blocks with one picture need two objects: the words beside it belong to the block.
        return [copy.copy(found.get(value)) for value in values]


class PictureBlock(ImageBlock):
    """A picture with words for those who cannot see it, or marked as decoration."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"] = self._named(PictureChooserBlock(required=required), "image")

    @staticmethod
    def _named(block: blocks.Block, name: str) -> blocks.Block:
        block.set_name(name)
        return block

    def deconstruct(self) -> Any:
        return ("cms_pages.blocks.PictureBlock", [], self._constructor_kwargs)

    class Meta:
        icon = "image"
        label = _("Picture")
        group = _("Media")
        template = "cms_pages/blocks/picture.html"
        description = _("One picture across the text, with words for those who cannot see it.")


class ProjectBlock(blocks.ChooserBlock):
    """One of the author's works, shown as a card to those who may see it."""

    target_model = "mentorship.Project"

    @cached_property
    def widget(self) -> Any:
        from cms_pages.choosers import project_chooser

        return project_chooser.widget_class()

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        from mentorship.models import Project

        values = list(values)
        found = Project.objects.with_card().in_bulk([value for value in values if value])
        return [found.get(value) for value in values]

    class Meta:
        icon = "pick"
        label = _("One of my works")
        group = _("Media")
        template = "cms_pages/blocks/project.html"
        description = _("A card that leads to a work. Only people who may see the work see the card.")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("words"), max_length=600)
    source = blocks.CharBlock(label=_("who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = _("Words")
        template = "cms_pages/blocks/quote.html"
        description = _("Somebody's words, set apart.")
        preview_value = {
            "text": "You do not need a better loom, you need a longer table.",
            "source": "Maria, on a rainy Tuesday",
        }


class CallToActionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("words on the button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or an address"), required=False)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("url")):
            wrong = ValidationError(_("Choose a page or write an address: one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"url": wrong})
        return value

    class Meta:
        icon = "link"
        label = _("Button")
        group = _("Words")
        template = "cms_pages/blocks/call_to_action.html"
        description = _("A button that leads somewhere.")
        preview_value = {"label": "Come to the open workshop", "url": "https://example.org/"}


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks that every page's body offers, in the order of the menu."""
    return [
        ("heading", HeadingBlock()),
        ("text", TextBlock()),
        ("quote", QuoteBlock()),
        ("button", CallToActionBlock()),
        ("picture", PictureBlock()),
        ("project", ProjectBlock()),
    ]
