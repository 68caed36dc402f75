"""The four kinds of things that can be found, each narrowed to what the reader may see at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms_pages import selectors as pages
from cms_pages.models import BlogPostPage, PortfolioPage
from mentorship.models import Project, Skill, UserSkill
from portal.accounts.selectors import living_in
from portal.core.search import matching, words_in
from portal.find.forms import Wish
from shop.models import Listing
from shop.selectors.listings import AVAILABLE

#: A word that half the rows hold is answered by the newest so many, and nothing counts further.
MOST_FOUND = 240
#: Without words no title comes first, so fewer do: five pages of the newest, and then one narrows further.
MOST_BROWSED = 120


@dataclass(frozen=True)
class Kind:
    slug: str
    name: str | Promise
    #: Lookup of what it is called, and the order of the newest first.
    title: str
    newest: tuple[str, ...]
    #: The filters that it knows; a wish with another one finds nothing of this kind.
    knows: frozenset[str]
    narrow: Callable[[Wish, Any], QuerySet[Any]]
    #: Loads what a card shows.
    load: Callable[[QuerySet[Any]], QuerySet[Any]]
    template: str


@dataclass(frozen=True)
class Found:
    """The primary keys of what was found, the best first."""

    kind: Kind
    numbers: list[Any] = field(default_factory=list)
    most: int = MOST_FOUND

    @property
    def is_cut(self) -> bool:
        """Whether there may be more."""
        return len(self.numbers) >= self.most

    @property
    def count(self) -> str:
        return f"{self.most}+" if self.is_cut else str(len(self.numbers))

    def rows(self, numbers: Iterable[Any]) -> list[Any]:
        """Load the rows `numbers`, which were found, in their order."""
        wanted = list(numbers)
        by_number = self.kind.load(_MODELS[self.kind.slug].objects.filter(pk__in=wanted)).in_bulk()
        return [by_number[number] for number in wanted if number in by_number]


def find(kind: Kind, wish: Wish, viewer: Any) -> Found:
    """Find the newest rows of `kind` that `viewer` sees, those first whose title has the words. Two queries."""
    if not wish.narrowed_by <= kind.knows:
        return Found(kind)
    words = words_in(wish.words)
    most = MOST_FOUND if words else MOST_BROWSED
    newest = kind.narrow(wish, viewer).order_by(*kind.newest)
    rows = list(newest.values_list("pk", kind.title)[:most])
    named = [number for number, title in rows if words and _names(title, words)]
    first = set(named)
    return Found(kind, [*named, *(number for number, _title in rows if number not in first)], most)


def _names(title: str, words: list[str]) -> bool:
    own = words_in(title)
    return all(any(each.startswith(word) for each in own) for word in words)


def _people(wish: Wish, viewer: Any) -> QuerySet[PortfolioPage]:
    people = pages.makers(matching(PortfolioPage.objects.all(), wish.words)).prefetch_related(None)
    if wish.discipline or wish.skill:
        learning = _of_skill(UserSkill.objects.all(), wish)
        people = people.filter(owner_person__in=learning.values("user"))
    if wish.place:
        people = people.filter(owner_person__in=living_in(wish.place))
    return people


def _works(wish: Wish, viewer: Any) -> QuerySet[Project]:
    return _narrowed(matching(Project.objects.all(), wish.words).visible_to(viewer), wish)


def _stories(wish: Wish, viewer: Any) -> QuerySet[BlogPostPage]:
    return pages.newest_stories(matching(BlogPostPage.objects.all(), wish.words)).prefetch_related(None)


def _pieces(wish: Wish, viewer: Any) -> QuerySet[Listing]:
    pieces = Listing.objects.live()
    if words_in(wish.words):
        pieces = pieces.filter(project__in=matching(Project.objects.all(), wish.words).values("pk"))
    if wish.narrowed_by & {"discipline", "skill", "place"}:
        pieces = pieces.filter(project__in=_narrowed(Project.objects.all(), wish).values("pk"))
    prices = Q()
    if wish.least is not None:
        prices &= Q(product__stockrecords__price__gte=wish.least)
    if wish.most is not None:
        prices &= Q(product__stockrecords__price__lte=wish.most)
    return pieces.filter(prices, AVAILABLE) if wish.is_available else pieces.filter(prices)


def _narrowed(works: QuerySet[Project], wish: Wish) -> QuerySet[Project]:
    if wish.discipline or wish.skill:
        links = _of_skill(Project.skills.through.objects.all(), wish)
        works = works.filter(pk__in=links.values("project"))
    if wish.place:
        works = works.filter(owner__in=living_in(wish.place))
    return works


def _of_skill(rows: QuerySet[Any], wish: Wish) -> QuerySet[Any]:
    """Narrow `rows`, each of a skill. One query, so that the database knows which skills, and how many rows have
    them: it then walks the newest works of a frequent skill, and starts from the skill when it is rare."""
    skills = Skill.objects.order_by("pk")
    if wish.discipline:
        skills = skills.filter(discipline__slug=wish.discipline)
    if wish.skill:
        skills = skills.filter(slug=wish.skill)
    return rows.filter(skill__in=list(skills.values_list("pk", flat=True)))


PEOPLE = Kind(
    slug="people",
    name=_("People"),
    title="title",
    newest=("-first_published_at", "-pk"),
    knows=frozenset({"discipline", "skill", "place"}),
    narrow=_people,
    load=pages.makers,
    template="find/partials/people.html",
)
WORKS = Kind(
    slug="works",
    name=_("Works"),
    title="title",
    newest=("-published_at", "-pk"),
    knows=frozenset({"discipline", "skill", "place"}),
    narrow=_works,
    load=lambda rows: rows.with_card().select_related("owner__portfolio"),  # type: ignore[attr-defined]
    template="find/partials/works.html",
)
STORIES = Kind(
    slug="stories",
    name=_("Stories"),
    title="title",
    newest=("-first_published_at", "-pk"),
    knows=frozenset(),
    narrow=_stories,
    load=pages.stories,
    template="find/partials/stories.html",
)
PIECES = Kind(
    slug="pieces",
    name=_("In the shop"),
    title="project__title",
    newest=("-created_at", "-pk"),
    knows=frozenset({"discipline", "skill", "place", "price", "availability"}),
    narrow=_pieces,
    load=lambda rows: rows.with_piece(),  # type: ignore[attr-defined]  # a ListingQuerySet
    template="find/partials/pieces.html",
)
KINDS = (PEOPLE, WORKS, STORIES, PIECES)
_MODELS: dict[str, Any] = {"people": PortfolioPage, "works": Project, "stories": BlogPostPage, "pieces": Listing}
