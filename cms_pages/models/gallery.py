"""Galleries: works that their maker has chosen and put in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager

from cms_pages.blocks import LINE_FEATURES
from cms_pages.choosers import ProjectPanel
from cms_pages.forms import GalleryForm
from cms_pages.models.base import BasePage, ListedQuerySet
from cms_pages.models.portfolio import OfPortfolio, PortfolioPage
from cms_pages.paging import page_of
from mentorship.models.sharing import ShareLink, Visibility, key_in, opens_works, seen_by

WORKS_PER_PAGE = 24


class GalleryQuerySet(ListedQuerySet):
    def visible_to(self, user: Any, token: str = "") -> GalleryQuerySet:
        """Galleries that `user` (perhaps anonymous) may find, and the one that the link of `token` shows."""
        return self.filter(GalleryPage.seen_by(user, token))


class GalleryPage(OfPortfolio, BasePage):
    """Shows chosen works of one person, or all that the visitor may see until some are chosen.

    Who sees it is no content: it holds at once, no revision brings a former choice back.
    """

    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    #: The token of the secret link with which it was opened, if so; then its addresses carry it too.
    opened_with = ""

    objects: ClassVar[Any] = PageManager.from_queryset(GalleryQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel(
            "visibility",
            widget=forms.RadioSelect,
            help_text=_(
                "Holds as soon as it is saved, whether or not you publish. Each work has its own choice too."
            ),
        ),
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

    @staticmethod
    def seen_by(user: Any, token: str = "") -> Q:
        """The one definition of who sees a gallery; lists and the page itself ask it."""
        opened = GalleryLink.objects.opened_by(token, timezone.now()).values("gallery") if key_in(token) else None
        return seen_by(user, of_people=_of_people, opened=None if opened is None else Q(pk__in=opened))

    @property
    def maker(self) -> Any:
        """Whoever decides who sees it."""
        return self.person()

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    def get_absolute_url(self) -> str:
        return self.get_url() or ""

    def with_content_json(self, content: Any) -> Any:
        """Ask the database: this object may have been loaded before somebody hid the gallery."""
        page = super().with_content_json(content)
        stored = GalleryPage.objects.filter(pk=self.pk).values_list("visibility", flat=True).first()
        page.visibility = stored or self.visibility
        return page

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer like a missing page to those who may not see it."""
        token = request.GET.get("key", "")
        if not (self.is_public or getattr(request, "is_preview", False)):
            if not GalleryPage.objects.visible_to(request.user, token).filter(pk=self.pk).exists():
                raise Http404
            self._open_with(token)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if not self.is_public:
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _open_with(self, token: str) -> None:
        from mentorship.services import sharing

        if self.visibility == Visibility.LINK and sharing.note_use(thing=self, token=token, now=timezone.now()):
            self.opened_with = token

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Whoever comes by a secret link is shown this gallery, and no way to what else there is."""
        from cms_pages import selectors

        found = selectors.works_in(self, seen_by=request.user, token=self.opened_with)
        works = page_of(found, request, WORKS_PER_PAGE)
        for work in works if self.opened_with else ():
            work.opened_with = self.opened_with if work.visibility == Visibility.LINK else ""
        return {
            **super().get_context(request, *args, **kwargs),
            "portfolio": self.portfolio(),
            "trail": [] if self.opened_with else self.trail(request),
            "works": works,
            "is_own": request.user.is_authenticated and request.user == self.maker,
        }


def _of_people(people: Any) -> Q:
    """Galleries directly below the portfolios of `people`."""
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - GalleryPage.steplen)
    return Q(Exists(PortfolioPage.objects.filter(path=above, owner_person__in=people)))


class GalleryLink(ShareLink):
    """A secret link to one gallery, and to the works chosen for it that are themselves shown by link."""

    gallery = models.ForeignKey(GalleryPage, on_delete=models.CASCADE, related_name="share_links")
    shows = "gallery"

    class Meta(ShareLink.Meta):
        verbose_name = _("link to a gallery")
        verbose_name_plural = _("links to galleries")


@opens_works
def _works_opened_by(token: str, now: datetime) -> models.QuerySet[Any, Any]:
    shown = GalleryPage.objects.live().filter(visibility=Visibility.LINK)
    links = GalleryLink.objects.opened_by(token, now).filter(gallery__in=shown)
    return GalleryItem.objects.filter(gallery__in=links.values("gallery")).values("project")


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
