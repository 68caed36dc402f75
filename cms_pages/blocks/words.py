"""Blocks of words: headings, paragraphs, quotations, buttons, code, what happened when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.highlighting import LANGUAGES

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "hr", "code"]
LINE_FEATURES = ["bold", "italic", "link"]
MOST_CODE = 20_000
WORDS = _("Words")


def named(block: blocks.CharBlock) -> blocks.CharBlock:
    """Name the input of `block` by its kind: the editor gives a label only to what is part of something."""
    block.field.widget.attrs["aria-label"] = block.meta.label
    return block


class HeadingBlock(blocks.CharBlock):
    def __init__(self, **kwargs: Any) -> None:
        words = _("A few words. Screen readers jump from heading to heading.")
        super().__init__(**{"max_length": 120, "help_text": words, **kwargs})
        named(self)

    class Meta:
        icon = "title"
        label = _("Heading")
        group = WORDS
        template = "cms_pages/blocks/heading.html"
        description = _("A line that says what comes next.")
        preview_value = "Why I weave at night"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        words = _("Short paragraphs are easier to read on a phone.")
        super().__init__(**{"features": TEXT_FEATURES, "help_text": words, **kwargs})

    @cached_property
    def field(self) -> forms.Field:
        field: forms.Field = super().field
        field.widget.options["ariaLabel"] = self.meta.label
        return field

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        template = "cms_pages/blocks/text.html"
        description = _("Paragraphs, lists and links.")
        preview_value = "<p>The loom is quieter than the street. <b>Every mistake is a thread.</b></p>"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("words"), max_length=600)
    source = blocks.CharBlock(label=_("who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = WORDS
        template = "cms_pages/blocks/quote.html"
        description = _("Somebody's words, set apart.")
        help_text = _("Ask first before you write down what somebody said, and whether they want to be named.")
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
        chosen = bool(value.get("page")) + bool(value.get("url"))
        if chosen != 1 and not (chosen == 0 and self.is_deferred_validation):
            wrong = ValidationError(_("Choose a page or write an address: one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"url": wrong})
        return value

    class Meta:
        icon = "link"
        label = _("Button")
        group = WORDS
        template = "cms_pages/blocks/call_to_action.html"
        description = _("A button that leads somewhere.")
        help_text = _("Say where it leads: “See the market dates”, not “Click here”.")
        preview_value = {"label": "Come to the open workshop", "url": "https://example.org/"}


class CodeBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(label=_("language"), choices=LANGUAGES, default="python")
    code = blocks.TextBlock(label=_("code"), max_length=MOST_CODE, rows=10)
    caption = blocks.CharBlock(label=_("what it does"), required=False, max_length=160)

    class Meta:
        icon = "code"
        label = _("Code")
        group = WORDS
        template = "cms_pages/blocks/code.html"
        description = _("A piece of a program, in colours, to be copied with one press.")
        help_text = _("No passwords and no keys: whatever stands here can be read by everybody.")
        preview_value = {
            "language": "python",
            "code": "for row in pattern:\n    loom.weave(row, colour=MADDER)  # one pass\n",
            "caption": "A pattern, row by row",
        }


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("when"), max_length=40, help_text=_("A year, a month, “last summer”."))
    title = blocks.CharBlock(label=_("what happened"), max_length=120)
    text = blocks.TextBlock(label=_("more"), required=False, max_length=1000, rows=3)

    class Meta:
        icon = "time"
        label = _("moment")


class TimelineBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    moments = blocks.ListBlock(MomentBlock(), label=_("moments"), min_num=1, max_num=40)

    class Meta:
        icon = "history"
        label = _("Timeline")
        group = WORDS
        template = "cms_pages/blocks/timeline.html"
        description = _("What happened when: a way of learning, a résumé, the making of a piece.")
        help_text = _("In the order in which you want it read.")
        preview_value = {
            "title": "How I came here",
            "moments": [
                {
                    "when": "2023",
                    "title": "A frame of four sticks",
                    "text": "My first band was as crooked as a river.",
                },
                {"when": "2025", "title": "First market", "text": "Three belts sold before noon."},
            ],
        }
