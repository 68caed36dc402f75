"""What every page of ours has: how search engines and social sites describe it, and how lists find it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from cms_pages import themes
from cms_pages.forms import OwnReferencesForm
from cms_pages.permissions import OwnPageTester


class ListedQuerySet(PageQuerySet):
    def listed(self) -> ListedQuerySet:
        """Pages that anybody may read: published and in no restricted section. Costs no query of its own."""
        restricted_here = PageViewRestriction.objects.filter(
            page__path=Substr(OuterRef("path"), 1, Length(F("page__path")))
        )
        return self.live().filter(~Exists(restricted_here))


class BasePage(Page):
    """Abstract: our pages differ from Wagtail's by a picture for social sites and by who may do what."""

    social_image = models.ForeignKey(
        "cms_pages.PortalImage",
        verbose_name=_("picture for social sites"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when somebody shares a link to this page."),
    )

    objects: ClassVar[Any] = PageManager.from_queryset(ListedQuerySet)()
    base_form_class = OwnReferencesForm

    #: The address stays out of here: pages whose address is given to them must not offer it.
    describing_panels = [
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading=_("For search engines and social sites"),
        )
    ]
    promote_panels = [FieldPanel("slug"), *describing_panels]
    #: For pages whose address is given to them: Wagtail's own title panel looks for an address to fill in.
    title_panels = [FieldPanel("title", classname="title", help_text=_("The name of the page."))]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> OwnPageTester:
        return OwnPageTester(user, self)

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Find restrictions of this page and those above by their paths: one query instead of two."""
        if self.alias_of_id:
            return super().get_view_restrictions()  # type: ignore[no-any-return]
        return self.restrictions

    @cached_property
    def restrictions(self) -> QuerySet[PageViewRestriction]:
        """Asked of the database once for each object: before a page is served, and when it is described."""
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in ends])

    def look(self) -> themes.Look | None:
        """How the page looks, if not like the site."""
        return None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how the page looks, and the works that its blocks name and that this visitor may see."""
        from cms_pages.selectors import visible_works_of

        return {
            **super().get_context(request, *args, **kwargs),
            "look": self.look(),
            "visible_works": visible_works_of(getattr(self, "body", None), request.user),
        }


def crumb(page: Page, request: HttpRequest) -> tuple[str, str]:
    """One step of the way to a page, as `components/breadcrumbs.html` wants it."""
    return page.title, page.get_url(request) or ""
