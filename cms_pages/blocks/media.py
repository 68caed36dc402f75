"""Blocks to look at and to listen to."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from cms_pages import embeds
from cms_pages.blocks import samples
from cms_pages.blocks.works import WorkChooserBlock

MEDIA = _("Pictures and sound")
MOST_PICTURES = 24


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

    def get_preview_value(self) -> Any:
        return samples.SamplePicture()

    class Meta:
        icon = "image"
        label = _("Picture")
        group = MEDIA
        template = "cms_pages/blocks/picture.html"
        description = _("One picture across the text, with words for those who cannot see it.")
        help_text = _("Say what the picture shows, or mark it as decoration if it says nothing new.")


class ShownPictureBlock(blocks.StructBlock):
    picture = PictureBlock()
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("picture")


class PicturesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    pictures = blocks.ListBlock(ShownPictureBlock(), label=_("pictures"), min_num=2, max_num=MOST_PICTURES)

    def get_preview_value(self) -> Any:
        shown = {"picture": samples.SamplePicture(), "caption": ""}
        return {"title": "At the market", "pictures": [shown] * 3}

    class Meta:
        icon = "grid"
        label = _("Several pictures")
        group = MEDIA
        template = "cms_pages/blocks/pictures.html"
        description = _("Pictures side by side, each with its words.")
        help_text = _("Two to twenty-four pictures; the arrows change their order.")


class RecordingChooserBlock(WorkChooserBlock):
    """One of the author's works, with the sounds and videos that belong to it."""

    def fetch(self) -> Any:
        from cms_pages.selectors import with_recordings

        return with_recordings()

    def clean(self, value: Any) -> Any:
        from cms_pages.selectors import recording_of

        work = super().clean(value)
        if work is not None and recording_of(work) is None:
            raise ValidationError(
                _("“%(title)s” holds no sound and no video that plays. Add one to the work, or choose another.")
                % {"title": work.title}
            )
        return work


#: Named by migration 0003: captions were documents before they came with the recording itself.
CaptionsChooserBlock = DocumentChooserBlock


class RecordingBlock(blocks.StructBlock):
    work = RecordingChooserBlock(label=_("work"), help_text=_("One of your works with a sound or a video."))
    title = blocks.CharBlock(label=_("what one hears or sees"), max_length=120)
    transcript = blocks.TextBlock(
        label=_("transcript"),
        rows=6,
        required=False,
        max_length=20_000,
        help_text=_("What is said and heard, for people who cannot hear it. Empty if the work has it already."),
    )

    def clean(self, value: Any) -> Any:
        from cms_pages.selectors import recording_of

        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        file = recording_of(value["work"])
        if not value.get("transcript") and not (file and file.transcript):
            wrong = ValidationError(_("Write down what is said and heard: some people cannot hear it."))
            raise blocks.StructBlockValidationError(block_errors={"transcript": wrong})
        return value

    def get_preview_value(self) -> Any:
        return {
            "work": None,
            "sample": True,
            "title": "The loom in the evening",
            "transcript": "(The shuttle runs to and fro.) Amina: “This is the sound of forty rows.”",
        }

    class Meta:
        icon = "media"
        label = _("Sound or video")
        group = MEDIA
        template = "cms_pages/blocks/recording.html"
        description = _(
            "A recording from one of your works, with captions and the words to read. It never starts by itself."
        )
        help_text = _("Only people who may see the work can play it.")


class EmbedValue(blocks.StructValue):
    @cached_property
    def player(self) -> embeds.Player | None:
        """Where the thing can be played, or None when its host has left the list."""
        return embeds.player_of(self.get("url") or "")


class EmbedBlock(blocks.StructBlock):
    url = blocks.URLBlock(label=_("address"), help_text=_("The address of the page where one can see it."))
    title = blocks.CharBlock(label=_("what it is"), max_length=120)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value["url"]:  # of a draft
            return value
        try:
            embeds.require_player(value["url"])
        except embeds.UnknownHost as refusal:
            raise blocks.StructBlockValidationError(
                block_errors={"url": ValidationError(refusal.message)}
            ) from refusal
        return value

    class Meta:
        icon = "link-external"
        label = _("From another site")
        group = MEDIA
        template = "cms_pages/blocks/embed.html"
        value_class = EmbedValue
        description = _(
            "A video, a song or a program elsewhere. Nothing is loaded from there before somebody asks."
        )
        help_text = _("From these sites: %(hosts)s.") % {"hosts": embeds.names()}
        preview_value = {
            "url": "https://www.youtube.com/watch?v=aaaaaaaaaaa",
            "title": "How a heddle is tied",
        }
