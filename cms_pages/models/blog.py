"""Journals: of a person, of the chapter, and the newest stories of all."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from cms_pages.blocks import LINE_FEATURES, body_blocks
from cms_pages.models.base import BasePage, crumb
from cms_pages.models.portfolio import OfPortfolio
from cms_pages.paging import page_of

POSTS_PER_PAGE = 12


class StoriesIndexPage(BasePage):
    """The newest posts of everybody."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    template = "cms_pages/stories.html"
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("list of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors

        return {
            **super().get_context(request, *args, **kwargs),
            "posts": page_of(selectors.newest_stories(), request, POSTS_PER_PAGE),
        }


class BlogPage(OfPortfolio, BasePage):
    """A journal: of one person, or of the chapter when it lies below the front page."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    template = "cms_pages/blog.html"
    parent_page_types = ["cms_pages.PortfolioPage", "cms_pages.HomePage"]
    subpage_types = ["cms_pages.BlogPostPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("journal")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        result = super().route(request, path_components)
        if result.page is not self:
            result.page._cached_parent_obj = self  # what get_parent() keeps
        return result

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors

        return {
            **super().get_context(request, *args, **kwargs),
            "portfolio": self.portfolio(),
            "trail": self.trail(request),
            "posts": page_of(selectors.stories_below(self), request, POSTS_PER_PAGE),
        }


class BlogPostPage(OfPortfolio, BasePage):
    """One story of a journal. Whoever made it is its author."""

    intro = models.CharField(
        _("in short"), max_length=300, blank=True, help_text=_("One or two sentences that lists show.")
    )
    picture = models.ForeignKey(
        "cms_pages.PortalImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(body_blocks(), verbose_name=_("story"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    template = "cms_pages/post.html"
    parent_page_types = ["cms_pages.BlogPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @property
    def author_name(self) -> str:
        """The author's public name; needs `select_related("owner")`, so that it never queries."""
        return self.owner.display_name if self.owner else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "portfolio": self.portfolio(),
            "trail": [*self.trail(request), crumb(self.get_parent(), request)],
        }
