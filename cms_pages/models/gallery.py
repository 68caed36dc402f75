"""Galleries: works that their maker has chosen and put in order."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from cms_pages.blocks import LINE_FEATURES
from cms_pages.choosers import ProjectPanel
from cms_pages.forms import GalleryForm
from cms_pages.models.base import BasePage
from cms_pages.models.portfolio import OfPortfolio
from cms_pages.paging import page_of

WORKS_PER_PAGE = 24


class GalleryPage(OfPortfolio, BasePage):
    """Shows chosen works of one person, or all that the visitor may see until some are chosen."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        InlinePanel(
            "items",
            heading=_("Works"),
            label=_("work"),
            help_text=_("Choose works and put them in order. Until you choose, all your public works are shown."),
        ),
    ]
    base_form_class = GalleryForm
    template = "cms_pages/gallery.html"
    parent_page_types = ["cms_pages.PortfolioPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors

        works = selectors.works_in(self, seen_by=request.user)
        return {
            **super().get_context(request, *args, **kwargs),
            "portfolio": self.portfolio(),
            "trail": self.trail(request),
            "works": page_of(works, request, WORKS_PER_PAGE),
        }


class GalleryItem(Orderable):
    """A work's place in a gallery."""

    gallery = ParentalKey(GalleryPage, on_delete=models.CASCADE, related_name="items")
    project = models.ForeignKey(
        "mentorship.Project", verbose_name=_("work"), on_delete=models.CASCADE, related_name="gallery_items"
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True)

    panels = [ProjectPanel("project"), FieldPanel("caption")]

    class Meta(Orderable.Meta):
        verbose_name = _("work in a gallery")
        verbose_name_plural = _("works in galleries")

    def __str__(self) -> str:
        return f"{self.project_id} in {self.gallery_id}"
