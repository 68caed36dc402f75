"""Journals: of a person, of the chapter, and the newest stories of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField

from cms_pages import reading
from cms_pages.blocks import LINE_FEATURES, body_blocks
from cms_pages.forms import PostForm
from cms_pages.models.base import BasePage, crumb
from cms_pages.models.portfolio import OfPortfolio
from cms_pages.models.threads import PostTag, Series, StoryTag, tag_path
from cms_pages.paging import page_of
from cms_pages.permissions import can_comment
from portal.core.search import both_ways

POSTS_PER_PAGE = 12
COMMENTS_PER_PAGE = 30


def in_reading_order(posts: QuerySet[BlogPostPage]) -> QuerySet[BlogPostPage]:
    """Order the stories of one series: by their place, then by date."""
    return posts.order_by(F("part").asc(nulls_last=True), "first_published_at", "pk")


@dataclass(frozen=True)
class Narrowed:
    """What a list of stories is narrowed to."""

    #: In words, for the heading.
    title: str
    path: str
    intro: str = ""


class ListsStories(RoutablePageMixin):  # type: ignore[misc]  # Wagtail has no types
    """Mixin: a page that lists stories has an address for each tag and each year."""

    _list: dict[str, Any] | None = None

    def stories(self) -> QuerySet[BlogPostPage]:
        raise NotImplementedError

    def narrowed(
        self, request: HttpRequest, found: QuerySet[BlogPostPage], title: str, path: str, intro: str = ""
    ) -> Any:
        """Answer with the list of `found`; a page of a list that has nothing in it does not exist."""
        posts = page_of(found, request, POSTS_PER_PAGE)
        if not posts.object_list:
            raise Http404
        narrowed = Narrowed(title=title, path=(self.get_url(request) or "/") + path, intro=intro)
        self._list = {"posts": posts, "narrowed": narrowed}
        return self.render(request)

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        """The stories that the address asks for, and ways through all of them."""
        from cms_pages import selectors

        if self._list:
            return self._list
        return {
            "posts": page_of(self.stories(), request, POSTS_PER_PAGE),
            "threads": selectors.threads(self.stories()),
        }

    @path("tags/<str:slug>/", name="tag")
    def tag(self, request: HttpRequest, slug: str) -> Any:
        tag = get_object_or_404(StoryTag, slug=slug)
        title = _("Stories about “%(tag)s”") % {"tag": tag.name}
        return self.narrowed(request, self.stories().filter(post_tags__tag=tag), title, tag_path(tag))

    @path("archive/<int:year>/", name="archive")
    def archive(self, request: HttpRequest, year: int) -> Any:
        if not MINYEAR < year < MAXYEAR:
            raise Http404
        found = self.stories().filter(first_published_at__year=year)
        return self.narrowed(request, found, _("Stories of %(year)d") % {"year": year}, f"archive/{year}/")


class StoriesIndexPage(ListsStories, BasePage):
    """The newest posts of everybody."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    template = "cms_pages/stories.html"
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("list of stories")

    def stories(self) -> QuerySet[BlogPostPage]:
        from cms_pages import selectors

        return selectors.newest_stories()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **self.list_context(request)}


class BlogPage(ListsStories, OfPortfolio, BasePage):
    """A journal: of one person, or of the chapter when it lies below the front page."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        InlinePanel(
            "series",
            heading=_("Series"),
            label=_("series"),
            help_text=_("Stories that are read one after the other. Publish this page, then choose it there."),
        ),
    ]
    template = "cms_pages/blog.html"
    parent_page_types = ["cms_pages.PortfolioPage", "cms_pages.HomePage"]
    subpage_types = ["cms_pages.BlogPostPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("journal")

    def stories(self) -> QuerySet[BlogPostPage]:
        from cms_pages import selectors

        return selectors.stories_below(self)

    @path("series/<int:number>/", name="series")
    def one_series(self, request: HttpRequest, number: int) -> Any:
        series = get_object_or_404(Series, blog=self, pk=number)
        found = in_reading_order(self.stories().filter(series=series))
        return self.narrowed(request, found, series.title, series.path, intro=series.intro)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors

        return {
            **super().get_context(request, *args, **kwargs),
            "portfolio": self.portfolio(),
            "trail": self.trail(request),
            **self.list_context(request),
            "all_series": [] if self._list else selectors.series_in(self),
        }


class CommentRule(models.TextChoices):
    MODERATED = "moderated", _("Members may comment; you read it before others do")
    OFF = "off", _("No comments")


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
    tags = ClusterTaggableManager(
        through=PostTag,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Up to eight words, apart by commas. Stories with the same word find one another."),
    )
    series = models.ForeignKey(
        Series,
        verbose_name=_("series"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
        help_text=_("Series are made on the page of your journal."),
    )
    part = models.PositiveSmallIntegerField(
        _("place in the series"),
        null=True,
        blank=True,
        help_text=_("1 for the first. Stories without a place follow by their date."),
    )
    comment_rule = models.CharField(
        _("comments"), max_length=9, choices=CommentRule, default=CommentRule.MODERATED
    )
    #: How long it takes to read; empty for stories from before this was counted.
    reading_minutes = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("tags"), FieldPanel("series"), FieldPanel("part")], heading=_("What it belongs to")
        ),
        FieldPanel("comment_rule"),
    ]
    base_form_class = PostForm
    search_fields = [*BasePage.search_fields, *both_ways("intro"), *both_ways("body")]
    template = "cms_pages/post.html"
    parent_page_types = ["cms_pages.BlogPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if "body" not in self.get_deferred_fields():
            self.reading_minutes = reading.minutes(self.body, self.intro)
        return super().save(*args, **kwargs)

    @property
    def takes_comments(self) -> bool:
        return bool(self.live and self.comment_rule == CommentRule.MODERATED)

    @property
    def author_name(self) -> str:
        """The author's public name; needs `select_related("owner")`, so that it never queries."""
        return self.owner.display_name if self.owner else ""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors, voice_selectors

        blog = self.get_parent()
        return {
            **super().get_context(request, *args, **kwargs),
            "portfolio": self.portfolio(),
            "blog": blog,
            "trail": [*self.trail(request), crumb(blog, request)],
            "tags": list(self.tags.all()),
            "in_series": selectors.place_in_series(self),
            "comments": page_of(voice_selectors.comments_under(self, request.user), request, COMMENTS_PER_PAGE),
            "may_comment": self.takes_comments and can_comment(request.user, self),
            "submission": uuid4(),
        }
