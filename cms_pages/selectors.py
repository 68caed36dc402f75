"""Questions about pages. Each costs the same number of queries for ten rows and for ten thousand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Cast, Length, Substr
from wagtail.models import Page, Site, WorkflowState
from wagtail.query import PageQuerySet

from cms_pages import pictures
from cms_pages.models import (
    BlogPage,
    BlogPostPage,
    GalleryPage,
    MentorApprovalTask,
    PortfolioPage,
    Series,
    StandardPage,
    StoryTag,
)
from cms_pages.models.blog import in_reading_order
from cms_pages.models.standard import TO_WRITE
from mentorship.models import LevelConfirmation, Pairing, Project, ProjectFile, SkillLevel, UserSkill
from mentorship.selectors import works_of
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.accounts.selectors import discoverable
from portal.core import freshness, waiting
from portal.core.paging import KeptPaginator

#: How far below the front page a portfolio lies.
PORTFOLIO_BELOW = 2
WAITING_SHOWN = 100

#: Tags that a list of stories offers.
MOST_TAGS = 24


def makers(among: QuerySet[PortfolioPage] | None = None) -> QuerySet[PortfolioPage]:
    """People with a public portfolio, with profile and skills. Two queries more than the list itself."""
    portfolios: Any = PortfolioPage.objects.all() if among is None else among
    found: QuerySet[PortfolioPage] = _with_maker(portfolios.listed().filter(owner_person__in=discoverable()))
    return found


def pages_of_makers(per_page: int) -> KeptPaginator:
    """The same by name, in pages."""

    def by_name() -> QuerySet[PortfolioPage]:
        return makers().order_by("owner_person__display_name", "pk")

    def note(_people: list[PortfolioPage]) -> None:
        freshness.made_of("wagtailcore_site")  # with which their addresses begin; Wagtail keeps it

    return KeptPaginator("people", by_name, _portfolios, per_page, finish=note)


def _portfolios() -> QuerySet[PortfolioPage]:
    found: QuerySet[PortfolioPage] = _with_maker(PortfolioPage.objects.all())
    return found


def _with_maker(portfolios: Any) -> Any:
    """Load what a card shows of a person: profile and skills."""
    skills = UserSkill.objects.select_related("skill").order_by("-level", "skill__name")
    return (
        portfolios.select_related("owner_person__profile")
        .defer_streamfields()
        .prefetch_related(Prefetch("owner_person__user_skills", queryset=skills, to_attr="skills_held"))
    )


def public_pages() -> PageQuerySet:
    """Every page that strangers may be led to, of whatever kind, by path. Three queries at most."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return Page.objects.none()
    home, *translations = site.root_page.get_translations(inclusive=True).order_by("path")
    pages = Page.objects.descendant_of(home, inclusive=True)
    for each in translations:
        pages |= Page.objects.descendant_of(each, inclusive=True)
    pages = open_to_all(pages).exclude(alias_of__isnull=False)
    hidden = PortfolioPage.objects.exclude(owner_person__in=discoverable())
    top = Substr("path", 1, Page.steplen * (site.root_page.depth + PORTFOLIO_BELOW))
    return pages.alias(top=top).exclude(top__in=hidden.values("path"))


def without_hidden_galleries(pages: Any, viewer: Any) -> Any:
    """Leave out of `pages` the galleries that `viewer` may not see. No query of its own."""
    # Asked for each page by its number: of few pages nobody looks through all galleries there are.
    galleries = GalleryPage.objects.filter(pk=OuterRef("pk"))
    return pages.filter(~Exists(galleries) | Exists(galleries.visible_to(viewer)))


def open_to_all(pages: Any) -> Any:
    """Those of `pages` that anybody may read, by path. One query more for restricted sections."""
    return without_hidden_galleries(pages.live().public(), AnonymousUser()).order_by("path")


def galleries_of(person: Any) -> QuerySet[GalleryPage]:
    """The galleries of `person`, published or not, in their order. One query."""
    portfolios = PortfolioPage.objects.filter(owner_person=person)
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    found: QuerySet[GalleryPage] = GalleryPage.objects.filter(Exists(portfolios.filter(path=above)))
    return found.order_by("path")


def newest_makers(*, limit: int) -> list[PortfolioPage]:
    """Who came last, the newest first: a portfolio is made when its person comes. Two queries."""
    return freshness.kept_rows("newest-makers", str(limit), lambda: makers().order_by("-pk")[:limit], _portfolios)


def newest_works(*, limit: int) -> list[Project]:
    """Public works, newest first, each with its maker's portfolio for a link."""
    works = Project.objects.public().newest_first().with_card().select_related("owner__portfolio")
    return list(works[:limit])


def works_in(gallery: GalleryPage, *, seen_by: Any, token: str = "") -> QuerySet[Project]:
    """The gallery's works that `seen_by` may see, in the maker's order; all of them while none are chosen.

    The `token` of a secret link to the gallery shows the chosen ones that are shown by link.

    Reads the gallery as it is in memory, so that a preview shows what is not saved yet.
    """
    portfolio = gallery.portfolio()
    if portfolio is None:
        return Project.objects.none()
    chosen = [item.project_id for item in gallery.items.all()]
    works = works_of(portfolio.owner_person, seen_by, token=token if chosen else "")
    if not chosen:
        return works
    order = Case(*[When(pk=pk, then=place) for place, pk in enumerate(chosen)])
    return works.filter(pk__in=chosen).order_by(order)


def stories(among: QuerySet[BlogPostPage] | None = None) -> QuerySet[BlogPostPage]:
    """Posts that anybody may read, newest first, with author and picture."""
    posts: Any = BlogPostPage.objects.all() if among is None else among
    found: QuerySet[BlogPostPage] = _with_author(posts.listed()).order_by("-first_published_at", "-pk")
    return found


def newest_stories(among: QuerySet[BlogPostPage] | None = None) -> QuerySet[BlogPostPage]:
    """Posts that lists of everybody's and feeds show: written by the chapter or by people who may be found."""
    found: QuerySet[BlogPostPage] = stories(among).filter(Q(owner__isnull=True) | Q(owner__in=discoverable()))
    return found


def latest_stories(*, limit: int) -> list[BlogPostPage]:
    """The first of them. Two queries at most."""
    return freshness.kept_rows(
        "latest-stories",
        str(limit),
        lambda: newest_stories()[:limit],
        lambda: _with_author(BlogPostPage.objects.all()),
    )


def _with_author(posts: Any) -> Any:
    """Load what a card shows of a story: author and picture."""
    return (
        posts.select_related("owner", "picture")
        .defer_streamfields()
        .prefetch_related(pictures.renditions_of("picture"))
    )


def stories_below(page: Any) -> QuerySet[BlogPostPage]:
    found: QuerySet[BlogPostPage] = stories().descendant_of(page)  # type: ignore[attr-defined]  # Wagtail's
    return found


@dataclass(frozen=True)
class Threads:
    """What leads through a list of stories."""

    #: The most used tags, each with `count`.
    tags: list[StoryTag]
    #: Years with stories, the newest first.
    years: list[int]


def threads(posts: QuerySet[BlogPostPage]) -> Threads:
    """Return the tags and years of `posts`. Two queries."""
    shown = posts.order_by()
    tags = StoryTag.objects.filter(post_tags__content_object__in=shown.values("pk")).annotate(
        count=Count("post_tags")
    )
    years = shown.filter(first_published_at__isnull=False).datetimes("first_published_at", "year", order="DESC")
    return Threads(tags=list(tags.order_by("-count", "name")[:MOST_TAGS]), years=[each.year for each in years])


def series_in(blog: BlogPage) -> list[Series]:
    """The series of `blog` that have stories to read, each with `count`. One query."""
    shown = Q(posts__in=stories_below(blog).order_by().values("pk"))
    found = Series.objects.filter(blog=blog).annotate(count=Count("posts", filter=shown))
    return list(found.filter(count__gt=0).order_by("sort_order", "pk"))


@dataclass(frozen=True)
class PlaceInSeries:
    series: Series
    number: int
    total: int
    previous: BlogPostPage | None
    following: BlogPostPage | None


def place_in_series(post: BlogPostPage) -> PlaceInSeries | None:
    """Return where `post` stands in its series among the stories that anybody may read. At most two queries."""
    if post.series is None:
        return None
    shown = Q(pk=post.pk) | Q(pk__in=BlogPostPage.objects.listed().filter(series=post.series).values("pk"))
    parts = list(in_reading_order(BlogPostPage.objects.filter(shown)).only("title", "url_path", "slug", "depth"))
    at = next((place for place, part in enumerate(parts) if part.pk == post.pk), len(parts))
    return PlaceInSeries(
        series=post.series,
        number=at + 1,
        total=max(len(parts), at + 1),
        previous=parts[at - 1] if at > 0 else None,
        following=parts[at + 1] if at + 1 < len(parts) else None,
    )


def sections_of(portfolio: PortfolioPage, viewer: Any) -> list[Mapping[str, Any]]:
    """The journals and galleries of a portfolio that `viewer` may read: [{"title", "url", "numchild"}].

    One query; none for visitors, who all see the same, while the cache knows.
    """
    if viewer.is_authenticated:
        return _sections_of(portfolio, viewer)
    return freshness.kept_for_all("sections", str(portfolio.pk), lambda: _sections_of(portfolio, viewer))


def _sections_of(portfolio: PortfolioPage, viewer: Any) -> list[Mapping[str, Any]]:
    freshness.made_of("wagtailcore_site")  # with which addresses begin; Wagtail keeps it
    sections = without_hidden_galleries(portfolio.get_children().live(), viewer).order_by("path")
    return [{"title": each.title, "url": each.url, "numchild": each.numchild} for each in sections]


def skills_of(person: User) -> list[Mapping[str, Any]]:
    """What `person` learns and how far they are, and who vouches for that level, since when, and why.

    [{"name", "level", "level_name", "top", "confirmed_by", "confirmed_at", "evidence"}]; the last three or None.
    One query, or none while the cache knows.
    """
    return freshness.kept_for_all("skills", str(person.pk), lambda: _skills_of(person))


def _skills_of(person: User) -> list[Mapping[str, Any]]:
    steps = SkillLevel.objects.filter(skill=OuterRef("skill"))
    word = LevelConfirmation.objects.standing().filter(
        user=person, skill=OuterRef("skill"), level=OuterRef("level")
    )
    held = UserSkill.objects.filter(user=person).order_by("-level", "skill__name")
    return list(
        held.annotate(
            name=F("skill__name"),
            level_name=Subquery(steps.filter(number=OuterRef("level")).values("name")),
            top=Subquery(steps.order_by("-number").values("number")[:1]),
            confirmed_by=Subquery(word.values("confirmed_by__display_name")[:1]),
            confirmed_at=Subquery(word.values("confirmed_at")[:1]),
            evidence=Subquery(word.values("evidence")[:1]),
        ).values("name", "level", "level_name", "top", "confirmed_by", "confirmed_at", "evidence")
    )


def with_recordings() -> QuerySet[Project]:
    """Works with the sounds and videos that belong to them. Two queries."""
    kinds = (ProjectFile.Kind.AUDIO, ProjectFile.Kind.VIDEO)
    files = ProjectFile.objects.filter(kind__in=kinds).order_by("position", "pk")
    return Project.objects.prefetch_related(Prefetch("files", queryset=files, to_attr="recordings"))


def recording_of(work: Project) -> ProjectFile | None:
    """The sound or video of `work` that is played on a page: the first. A query unless `with_recordings`."""
    recordings: list[ProjectFile] | None = getattr(work, "recordings", None)
    if recordings is None:
        recordings = with_recordings().get(pk=work.pk).recordings
    return next(iter(recordings or ()), None)


def works_named_in(body: Any) -> list[Project]:
    """The works that the blocks of `body` show or play."""
    if not body:
        return []
    values = [
        block.value.get("work") if block.block_type == "recording" else block.value
        for block in body
        if block.block_type in ("project", "recording")
    ]
    return [work for work in values if work]


def visible_works_of(body: Any, seen_by: Any) -> set[int]:
    """Ids of the works in the blocks of `body` that `seen_by` may see; a query only when one is not public."""
    named = works_named_in(body)
    if all(work.is_public for work in named):
        return {work.pk for work in named}
    ids = [work.pk for work in named]
    return set(Project.objects.visible_to(seen_by).filter(pk__in=ids).values_list("pk", flat=True))


def pages_of_people(people: Any) -> QuerySet[Page]:
    """The portfolios of `people` (users or a subquery of their numbers) with everything below them."""
    above = PortfolioPage.objects.filter(
        owner_person__in=people, path=Substr(OuterRef("path"), 1, Length(F("path")))
    )
    found: QuerySet[Page] = Page.objects.filter(Exists(above))
    return found


def awaiting(by: User) -> QuerySet[WorkflowState]:
    """What waits until `by` approves it or sends it back, the oldest first."""
    people = User.objects.exclude(pk=by.pk) if can_run_chapter(by) else User.objects.filter(_accompanied_by(by))
    found: QuerySet[WorkflowState] = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__task__in=MentorApprovalTask.objects.values("pk"),
    ).annotate(number=Cast("object_id", IntegerField()))
    return found.filter(number__in=pages_of_people(people.values("pk")).values("pk")).order_by("pk")


@waiting.counted_as("pages", at="cms_pages:approvals")
def pages_awaiting(by: User) -> QuerySet[Page]:
    """The pages that wait for `by`."""
    found: QuerySet[Page] = Page.objects.filter(pk__in=awaiting(by).order_by().values("number"))
    return found


@waiting.counted_as("unwritten", at="chapter:dashboard")
def pages_to_write(by: User) -> QuerySet[Page]:
    """The pages with which a new chapter began and that nobody has written yet, for who runs it."""
    words = StandardPage.objects.live().annotate(words=Cast("body", TextField()))
    found: QuerySet[Page] = Page.objects.filter(pk__in=words.filter(words__contains=TO_WRITE).values("pk"))
    return found


@dataclass(frozen=True)
class Waiting:
    """A page that waits, whose it is, and since when."""

    page: Any
    person: User
    since: datetime
    revision: int
    note: str = ""
    is_sent_back: bool = False


def waiting_for(by: User) -> list[Waiting]:
    """What waits for `by`, the oldest first, at most a hundred. A query for each kind of page and three more."""
    states = list(awaiting(by).select_related("current_task_state__revision")[:WAITING_SHOWN])
    pages = Page.objects.in_bulk([state.number for state in states])
    specific = {page.pk: page for page in Page.objects.filter(pk__in=pages).defer_streamfields().specific()}
    people = _people_of(list(pages.values()))
    return [_waiting(state, specific[state.number], people[state.number]) for state in states]


def own_waiting(person: User) -> list[Waiting]:
    """What `person` has asked an approval for, and what came back with a note."""
    numbers = {str(pk) for pk in pages_of_people([person.pk]).values_list("pk", flat=True)}
    states = WorkflowState.objects.active().filter(object_id__in=numbers).select_related("current_task_state")
    pages = Page.objects.in_bulk([int(state.object_id) for state in states])
    return [_waiting(state, pages[int(state.object_id)], person) for state in states]


def own_drafts(person: User, asked: Iterable[int]) -> list[Page]:
    """Pages of `person` with something that nobody else sees, without those `asked` for. One query."""
    drafts = pages_of_people([person.pk]).filter(has_unpublished_changes=True) | pages_of_people(
        [person.pk]
    ).filter(live=False)
    return list(drafts.exclude(pk__in=asked).order_by("path"))


def _waiting(state: WorkflowState, page: Any, person: User) -> Waiting:
    task_state = state.current_task_state
    return Waiting(
        page=page,
        person=person,
        since=task_state.started_at,
        revision=task_state.revision_id,
        note=task_state.comment,
        is_sent_back=state.status == WorkflowState.STATUS_NEEDS_CHANGES,
    )


def _people_of(pages: list[Page]) -> dict[int, User]:
    """Whose portfolio each of `pages` is in, by the page's number. One query."""
    above = {page.path[:end] for page in pages for end in range(Page.steplen, len(page.path) + 1, Page.steplen)}
    portfolios = PortfolioPage.objects.filter(path__in=above).select_related("owner_person__profile")
    return {
        page.pk: portfolio.owner_person
        for portfolio in portfolios
        for page in pages
        if page.path.startswith(portfolio.path)
    }


def approvers_of(person: User) -> list[User]:
    """Whom to ask to look at a page of `person`: their mentors, or the coordinators if there are none."""
    pairings = Pairing.objects.current().filter(participant=person)
    mentors = User.objects.filter(is_active=True, pk__in=pairings.values("mentor"))
    coordinators = User.objects.filter(is_active=True, groups__name=roles.COORDINATOR).exclude(pk=person.pk)
    return list(mentors.order_by("pk") or coordinators.order_by("pk"))


def _accompanied_by(mentor: User) -> Q:
    return Q(pk__in=Pairing.objects.participants_of(mentor))


def translations_of(page: Any) -> list[tuple[str, Any]]:
    """Return (language code, page) of what strangers may read of `page`, itself among it, if there are several."""
    found = page.get_translations(inclusive=True).listed().filter(alias_of=None).select_related("locale")
    by_code = {each.locale.language_code: each for each in found}
    known = [(code, by_code[code]) for code, _name in settings.LANGUAGES if code in by_code]
    return known if len(known) > 1 else []
