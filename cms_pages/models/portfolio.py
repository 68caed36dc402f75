"""The list of people, and the page of one of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index

from cms_pages import themes
from cms_pages.blocks import LINE_FEATURES, portfolio_blocks
from cms_pages.models.base import BasePage, ListedQuerySet, crumb, restricted
from cms_pages.paging import page_of
from cms_pages.permissions import PortfolioTester
from cms_pages.resume import ResumeBlock, grouped
from cms_pages.themes import Layout, Theme
from mentorship.models import JournalEntry
from portal.core import colours
from portal.core.search import both_ways

PEOPLE_PER_PAGE = 24
WORKS_SHOWN = 12
POSTS_SHOWN = 3


class PortfolioIndexPage(BasePage):
    """Lists everybody who has a portfolio."""

    intro = RichTextField(_("introduction"), features=LINE_FEATURES, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    template = "cms_pages/people.html"
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.PortfolioPage"]
    max_count = 1

    class Meta:
        verbose_name = _("list of people")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors

        people = selectors.pages_of_makers(PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "people": people}


class PortfolioQuerySet(ListedQuerySet):
    def at(self, root: str, parts: list[str]) -> PortfolioPage | None:
        """Return the portfolio at `parts` (list of people, handle) below the url path `root`, with its person.

        If it is asked for itself, and not for what is below it (more `parts`), with its pictures; then it knows
        whether its person shows anything of their diary and whether it is restricted: most pages need not ask.
        """
        found = self.filter(slug=parts[1], url_path=f"{root}{parts[0]}/{parts[1]}/")
        found = found.select_related("owner_person__profile")
        if len(parts) == 2:
            shown = JournalEntry.objects.public().filter(owner=models.OuterRef("owner_person"))
            found = found.select_related("picture", "social_image").annotate(
                has_workbench=models.Exists(shown), may_be_restricted=restricted()
            )
        portfolio: PortfolioPage | None = found.first()
        return portfolio


class PortfolioPage(BasePage):
    """One participant's page. It is made when the role is given, never by hand, and its address is the handle."""

    #: Whether to look for entries of a diary; `PortfolioQuerySet.at` knows.
    has_workbench = True

    owner_person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="portfolio"
    )
    tagline = models.CharField(
        _("in one sentence"),
        max_length=160,
        blank=True,
        help_text=_("What you make, in the words you would use at a kitchen table."),
    )
    intro = RichTextField(_("about your work"), features=LINE_FEATURES, blank=True)
    picture = models.ForeignKey(
        "cms_pages.PortalImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(portfolio_blocks(), verbose_name=_("sections"), blank=True)
    resume = StreamField(ResumeBlock(), verbose_name=_("résumé"), blank=True)

    theme = models.CharField(_("theme"), max_length=12, choices=Theme, default=Theme.WORKSHOP)
    accent = models.CharField(
        _("colour of links and buttons"),
        max_length=7,
        default=themes.ACCENT,
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("Write the colour as # and six digits, as in #2d4275."))
        ],
        help_text=_("It must be dark enough to be read; at night the page makes it lighter by itself."),
    )
    layout = models.CharField(_("order"), max_length=8, choices=Layout, default=Layout.SIDE)

    objects: ClassVar[Any] = PageManager.from_queryset(PortfolioQuerySet)()

    content_panels = [
        *BasePage.title_panels,
        FieldPanel("tagline"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
        FieldPanel("resume", help_text=_("Where you learnt, what you did, where your works were shown.")),
        MultiFieldPanel(
            [
                FieldPanel("theme"),
                FieldPanel("accent", widget=forms.TextInput(attrs={"type": "color"})),
                FieldPanel("layout"),
            ],
            heading=_("Look"),
            help_text=_("For this page, your journal and your galleries. The preview shows it at once."),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        *both_ways("tagline"),
        *both_ways("intro"),
        index.RelatedFields("owner_person", both_ways("display_name")),
    ]
    promote_panels = BasePage.describing_panels
    template = "cms_pages/portfolio.html"
    parent_page_types = ["cms_pages.PortfolioIndexPage"]
    subpage_types = ["cms_pages.BlogPage", "cms_pages.GalleryPage"]
    is_creatable = False

    class Meta:
        verbose_name = _("portfolio")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        result = super().route(request, path_components)
        if isinstance(result.page, OfPortfolio):
            result.page._portfolio = self
        return result

    def clean(self) -> None:
        super().clean()
        self.accent = self.accent.lower()
        if self.theme in Theme.values and colours.is_colour(self.accent):
            readable = themes.suggestion(self.theme, self.accent)
            if readable != self.accent:
                words = _("This colour is too pale to be read in this theme. The nearest is %(colour)s.")
                raise ValidationError({"accent": words % {"colour": readable}})

    @property
    def takes_messages(self) -> bool:
        """Whether visitors find a contact form here."""
        return any(block.block_type == "contact" for block in self.body)

    def look(self) -> themes.Look:
        return themes.Look(theme=self.theme, accent=self.accent.lstrip("#"), layout=self.layout)

    def person(self) -> Any:
        return self.owner_person

    def permissions_for_user(self, user: Any) -> PortfolioTester:
        return PortfolioTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms_pages import selectors
        from mentorship.forms import OwnWorksFilter
        from mentorship.selectors import kinds_of_work, works_of

        person = self.owner_person
        kinds = kinds_of_work(person, request.user)
        wanted = OwnWorksFilter(request.GET, choices=kinds)
        works = works_of(person, request.user, **wanted.chosen)
        known = None if wanted.chosen else kinds.total
        sections = selectors.sections_of(self, request.user)
        posts = selectors.stories_below(self)[:POSTS_SHOWN] if any(each["numchild"] for each in sections) else []
        return {
            **super().get_context(request, *args, **kwargs),
            "person": person,
            "skills": selectors.skills_of(person),
            "has_skills_in_body": any(block.block_type == "skills" for block in self.body),
            "works": page_of(works, request, WORKS_SHOWN, count=known),
            "wanted": wanted,
            "resume": grouped(self.resume),
            "posts": posts,
            "sections": sections,
            "trail": [(_("People"), self.get_parent_url(request))],
        }

    def get_parent_url(self, request: HttpRequest) -> str:
        """Return the address of the list of people, which is this page's address without its last part."""
        return (self.get_url(request) or "/").rstrip("/").rpartition("/")[0] + "/"


class OfPortfolio:
    """Mixin: a page below a portfolio knows whose it is."""

    def portfolio(self) -> PortfolioPage | None:
        """Return the portfolio above this page, with its person; None for a page of the chapter. One query."""
        if not hasattr(self, "_portfolio"):
            above = PortfolioPage.objects.ancestor_of(self).select_related("owner_person")
            self._portfolio = above.first()
        return self._portfolio

    def look(self) -> themes.Look | None:
        portfolio = self.portfolio()
        return portfolio.look() if portfolio else None

    def person(self) -> Any:
        """The person whose page this is; None for a page of the chapter. One query."""
        portfolio = self.portfolio()
        return portfolio.owner_person if portfolio else None

    def trail(self, request: HttpRequest) -> list[tuple[str, str]]:
        """The way from the list of people to the portfolio, for breadcrumbs."""
        portfolio = self.portfolio()
        if portfolio is None:
            return []
        return [(_("People"), portfolio.get_parent_url(request)), crumb(portfolio, request)]
