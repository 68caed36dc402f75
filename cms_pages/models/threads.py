"""What ties stories together: tags and series."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class StoryTag(TagBase):
    """A word that stories share. Its address is made of the word, in any script."""

    free_tagging = True

    class Meta:
        verbose_name = _("tag of stories")
        verbose_name_plural = _("tags of stories")

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Return an address for `tag`; words of signs alone get a number instead of nothing."""
        base = slugify(tag, allow_unicode=True) or f"tag-{crc32(tag.encode()):08x}"
        return f"{base}-{i}" if i is not None else base


class PostTag(ItemBase):
    tag = models.ForeignKey(StoryTag, on_delete=models.CASCADE, related_name="post_tags")
    content_object = ParentalKey("cms_pages.BlogPostPage", on_delete=models.CASCADE, related_name="post_tags")

    class Meta:
        verbose_name = _("tag of a story")
        verbose_name_plural = _("tags of a story")

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.content_object_id}"


class Series(Orderable):
    """Stories of one journal that are read one after the other."""

    blog = ParentalKey("cms_pages.BlogPage", on_delete=models.CASCADE, related_name="series")
    title = models.CharField(_("title"), max_length=120)
    intro = models.CharField(_("in short"), max_length=300, blank=True)

    panels = [FieldPanel("title"), FieldPanel("intro")]

    class Meta(Orderable.Meta):
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """Where its stories are listed, below its journal."""
        return f"series/{self.pk}/"


def tag_path(tag: Any) -> str:
    """Where the stories with `tag` are listed, below a journal or the list of all stories."""
    return f"tags/{tag.slug}/"
