"""The chapter's front page."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Locale

from cms_pages.blocks import LINE_FEATURES, body_blocks
from cms_pages.models.base import BasePage
from cms_pages.models.portfolio import PortfolioPage


class HomePage(BasePage):
    """Greets visitors and shows what is new: works, stories, makers."""

    hero_title = models.CharField(_("greeting"), max_length=120)
    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)
    picture = models.ForeignKey(
        "cms_pages.PortalImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(body_blocks(), verbose_name=_("sections"), blank=True)

    content_panels = [
        *BasePage.title_panels,
        MultiFieldPanel(
            [FieldPanel("hero_title"), FieldPanel("intro"), FieldPanel("picture")], heading=_("Greeting")
        ),
        FieldPanel("body"),
    ]
    promote_panels = BasePage.describing_panels
    template = "cms_pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms_pages.PortfolioIndexPage",
        "cms_pages.StoriesIndexPage",
        "cms_pages.BlogPage",
        "cms_pages.StandardPage",
        "cms_pages.FormPage",
    ]
    max_count = 1
    is_translated = True

    class Meta:
        verbose_name = _("front page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a person's page in one query: Wagtail asks twice for each part of an address.

        Below the address of a language that has no front page yet there is nothing: Wagtail would show this one.
        """
        if Locale.get_active().pk != self.locale_id:
            raise Http404
        if len(path_components) > 1:
            person = PortfolioPage.objects.at(self.url_path, path_components)
            if person is not None:
                return person.route(request, path_components[2:])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors

        works = selectors.newest_works(limit=8)
        return {
            **super().get_context(request, *args, **kwargs),
            "works": works,
            "showpiece": next((work for work in works if work.cover), None),
            "stories": selectors.latest_stories(limit=3),
            "makers": selectors.newest_makers(limit=6),
        }
