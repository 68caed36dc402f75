"""The HTML of lists that are the same for everybody is kept, and new once anything that it shows has changed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import QuerySet
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from oscar.core.loading import get_model
from wagtail.models import Page, PageViewRestriction

from cms_pages import selectors
from cms_pages.models import GalleryPage, PortfolioPage
from cms_pages.tests import factories
from leaderboard import saying
from leaderboard.models import Badge, BadgeAward
from leaderboard.services import badges
from mentorship.models import Discipline, Project, ProjectFile, Skill, UserSkill
from mentorship.services import projects
from portal.accounts.models import Profile, User
from portal.core import paging
from portal.testing import cast
from shop.models import Listing
from shop.services import listings

StockRecord = get_model("partner", "StockRecord")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("writes_are_seen")]

HALL, SHOP, PEOPLE, PORTFOLIO = "/recognition/", "/shop/", "/people/", "portfolio"
LISTS = [HALL, SHOP, PEOPLE]


@pytest.fixture(autouse=True)
def nothing_whole(settings: Any) -> None:
    """No page is kept whole, as for whoever is logged in or has a basket."""
    settings.PAGE_CACHE_NEVER = ("/",)


@pytest.fixture
def maker(participant: User, mentor: User, commit: Any) -> User:
    """Shows a work that is for sale, a skill, and a badge that a mentor gave."""
    clay = commit(Discipline.objects.create, slug="clay", name="Clay")
    skill = commit(Skill.objects.create, slug="throwing", name="Throwing", discipline=clay)
    commit(UserSkill.objects.create, user=participant, skill=skill, level=2)
    work = {"title": "Blue bowl", "media_type": "object", "visibility": "public"}
    photo = ContentFile(factories.picture_bytes(), name="bowl.jpg")
    bowl = commit(projects.create, owner=participant, by=participant, files=[photo], **work)
    offer = {"kind": "edition", "price": Decimal("30.00"), "quantity": 5, "by": participant}
    commit(listings.offer, project=bowl, **offer)
    helper = commit(badges.define, slug="helper", name="Helping hands", description="Helps unasked", criteria={})
    given = {"evidence": "Carried looms", "by": mentor, "now": timezone.now()}
    commit(badges.award, badge=helper, user=participant, **given)
    return participant


def see(url: str, maker: User, browser: Client | None = None, **headers: str) -> str:
    address = maker.portfolio.url if url == PORTFOLIO else url
    return (browser or Client()).get(address, headers=headers).content.decode()


def setting(rows: Callable[[], QuerySet[Any]], **values: Any) -> Callable[[], Any]:
    return lambda: rows().update(**values)


def makers() -> QuerySet[User]:
    return User.objects.filter(display_name="Amina Okoye")


def profiles() -> QuerySet[Profile]:
    return Profile.objects.filter(user__in=makers())


def restrict() -> None:
    page = PortfolioPage.objects.get(owner_person__in=makers())
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def galleries() -> QuerySet[Page]:
    return Page.objects.filter(pk__in=GalleryPage.objects.values("pk"))


def make_a_song() -> None:
    maker = makers().get()
    projects.create(owner=maker, by=maker, title="Song", media_type="audio", visibility="public")


def offer_another() -> None:
    maker = makers().get()
    work = projects.create(owner=maker, by=maker, title="Red jug", media_type="object", visibility="public")
    listings.offer(project=work, kind="edition", price=Decimal("12.00"), quantity=1, by=maker)


#: (page, what changes, the change, what stands there before, and after).
CHANGES: list[tuple[str, str, Callable[[], Any], str, str]] = [
    (HALL, "name", setting(makers, display_name="Anna Weber"), "Amina Okoye", "Anna Weber"),
    (HALL, "handle", setting(makers, handle="annaweber"), "?maker=", "?maker=annaweber"),
    (HALL, "suspended", setting(makers, is_active=False), "Amina Okoye", ""),
    (HALL, "a minor without consent", setting(makers, age_band="16_17"), "Amina Okoye", ""),
    (HALL, "hidden", setting(BadgeAward.objects.all, is_hidden=True), "Helping hands", ""),
    (
        HALL,
        "revoked",
        setting(BadgeAward.objects.all, revoked_at=timezone.now(), revoked_because="By mistake"),
        "Helping hands",
        "",
    ),
    (HALL, "badge", setting(Badge.objects.all, name="Kind hands"), "Helping hands", "Kind hands"),
    (HALL, "what it means", setting(Badge.objects.all, description="Is kind"), "Helps unasked", "Is kind"),
    (HALL, "why", setting(BadgeAward.objects.all, evidence="Swept"), "Carried looms", "Swept"),
    (
        HALL,
        "who gave it",
        setting(lambda: User.objects.filter(display_name="Maria Lindqvist"), display_name="Mo Berg"),
        "Maria Lindqvist",
        "Mo Berg",
    ),
    (HALL, "how rare it is", lambda: cast.person("Zoe New", "participant"), "1 in 1 who", "1 in 2 who"),
    (SHOP, "title", setting(Project.objects.all, title="Old bowl"), "Blue bowl", "Old bowl"),
    (SHOP, "price", setting(StockRecord.objects.all, price=Decimal("47.11")), "30.00", "47.11"),
    (SHOP, "sold", setting(StockRecord.objects.all, num_in_stock=0), "Blue bowl", "Sold out"),
    (SHOP, "name", setting(makers, display_name="Anna Weber"), "Amina Okoye", "Anna Weber"),
    (SHOP, "picture", setting(ProjectFile.objects.all, alt_text="By the sea"), "Blue bowl", "By the sea"),
    (SHOP, "private", setting(Project.objects.all, visibility="private"), "Blue bowl", ""),
    (SHOP, "withdrawn", setting(Listing.objects.all, status="withdrawn"), "Blue bowl", ""),
    (SHOP, "another", offer_another, "Blue bowl", "Red jug"),
    (PEOPLE, "name", setting(makers, display_name="Anna Weber"), "Amina Okoye", "Anna Weber"),
    (PEOPLE, "place", setting(profiles, city="Porto"), "Amina Okoye", "Porto"),
    (PEOPLE, "line", setting(PortfolioPage.objects.all, tagline="I throw"), "Amina Okoye", "I throw"),
    (PEOPLE, "skill", setting(Skill.objects.all, name="Turning"), "Throwing", "Turning"),
    (PEOPLE, "suspended", setting(makers, is_active=False), "Amina Okoye", ""),
    (PEOPLE, "offline", setting(PortfolioPage.objects.all, live=False), "Amina Okoye", ""),
    (PEOPLE, "restricted", restrict, "Amina Okoye", ""),
    (PORTFOLIO, "badge", setting(Badge.objects.all, name="Kind hands"), "Helping hands", "Kind hands"),
    (PORTFOLIO, "badge hidden", setting(BadgeAward.objects.all, is_hidden=True), "Helping hands", ""),
    (PORTFOLIO, "price", setting(StockRecord.objects.all, price=Decimal("47.11")), "30.00", "47.11"),
    (PORTFOLIO, "sold", setting(StockRecord.objects.all, num_in_stock=0), "In the shop", ""),
    (PORTFOLIO, "withdrawn", setting(Listing.objects.all, status="withdrawn"), "In the shop", ""),
    (PORTFOLIO, "gallery", setting(galleries, title="My shelf"), "More of ", "My shelf"),
    (PORTFOLIO, "gallery hidden", setting(GalleryPage.objects.all, visibility="private"), '/works/">', ""),
    (PORTFOLIO, "gallery offline", setting(galleries, live=False), '/works/">', ""),
    (PORTFOLIO, "another kind of work", make_a_song, "Blue bowl", 'value="audio"'),
    (PORTFOLIO, "work private", setting(Project.objects.all, visibility="private"), "Blue bowl", ""),
]


@pytest.mark.parametrize(
    ("url", "change", "before", "after"),
    [(url, *rest) for url, _what, *rest in CHANGES],
    ids=[f"{url.strip('/')}: {what}" for url, what, *_rest in CHANGES],
)
def test_what_is_kept_is_new_once_something_that_it_shows_has_changed(
    maker: User, commit: Any, url: str, change: Callable[[], Any], before: str, after: str
) -> None:
    for _ in range(2):
        seen = see(url, maker)
        assert before in seen
        assert not after or after not in seen

    commit(change)

    seen = see(url, maker)
    assert after in seen
    assert after or before not in seen


def test_a_new_picture_of_oneself_shows_at_once(maker: User, commit: Any) -> None:
    see(PEOPLE, maker)
    commit(profiles().update, avatar="avatars/new/1.webp")

    assert maker.profile.__class__.objects.get(user=maker).public_avatar_url in see(PEOPLE, maker)


@pytest.mark.parametrize("url", LISTS)
def test_a_page_that_is_known_reads_none_of_its_rows(maker: User, url: str) -> None:
    first = see(url, maker)
    with CaptureQueriesContext(connection) as queries:
        assert see(url, maker) == first

    assert not {"leaderboard_badgeaward", "shop_listing", "accounts_profile"} & set(
        "".join(each["sql"] for each in queries).split('"')
    )


def test_a_portfolio_that_is_known_asks_three_questions(maker: User) -> None:
    first = see(PORTFOLIO, maker)
    with CaptureQueriesContext(connection) as queries:
        assert see(PORTFOLIO, maker) == first

    assert len(queries) == 3, [each["sql"][:200] for each in queries]


@pytest.mark.parametrize("url", [HALL, SHOP])
def test_each_language_is_kept_by_itself(maker: User, url: str) -> None:
    def told() -> dict[str, str]:
        return {code: see(url, maker, accept_language=code) for code in ("en", "fr", "ar")}

    first = told()

    assert told() == first
    assert len(set(first.values())) == 3
    assert url == SHOP or [code for code, page in first.items() if "Awarded by" in page] == ["en"]


def test_badges_of_a_person_are_kept_in_each_language(maker: User) -> None:
    def told(code: str) -> str:
        with translation.override(code):
            return str(saying.shown_badges(User.objects.get(pk=maker.pk))["html"])

    first = [told(code) for code in ("en", "fr", "ar")]

    assert [told(code) for code in ("en", "fr", "ar")] == first
    assert ["Awarded by" in html for html in first] == [True, False, False]


@pytest.mark.parametrize("url", [*LISTS, PORTFOLIO])
def test_whoever_comes_first_leaves_nothing_of_their_own_behind(
    maker: User, login: Any, commit: Any, url: str
) -> None:
    secret = {"title": "Secret jug", "media_type": "image", "visibility": "private"}
    work = commit(projects.create, owner=maker, by=maker, **secret)
    commit(GalleryPage.objects.update, visibility="private")
    fresh = see(url, maker)
    paging.freshness.caches["pages"].clear()

    browser = login(maker)
    commit(lambda: None)  # what logging in wrote
    own = see(url, maker, browser)

    assert see(url, maker) == fresh
    assert (work.title in own) == (url == PORTFOLIO), "one sees one's own"


def test_pages_of_one_list_are_kept_apart_and_the_later_ones_not_at_all(
    maker: User, commit: Any, monkeypatch: Any
) -> None:
    for number in range(4):
        commit(cast.person, f"Person {number}", "participant")
    monkeypatch.setattr(paging, "FIRST", 3)
    shown = Template("{% load kept %}{% include_kept 'cms_pages/partials/people.html' with people=people only %}")

    def page(number: int) -> paging.KeptRows:
        rows: paging.KeptRows = selectors.pages_of_makers(1).page(number).object_list
        return rows

    def names() -> list[str]:
        return [shown.render(Context({"people": page(number)})) for number in (1, 2, 3, 4)]

    assert names() == names()
    assert len(set(names())) == 4
    assert [page(number).is_kept for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_rows_that_are_not_the_same_for_everybody_are_not_kept(maker: User, monkeypatch: Any) -> None:
    shown = Template("{% load kept %}{% include_kept 'shop/partials/piece_cards.html' with pieces=pieces only %}")
    pieces = list(Listing.objects.with_piece())
    monkeypatch.setattr(paging.freshness, "kept_html", None)

    assert "Blue bowl" in shown.render(Context({"pieces": pieces}))


@pytest.mark.parametrize("given", ["with rows=rows", "with rows=rows user=user only", "only"])
def test_what_is_kept_knows_nothing_but_one_list(given: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="one list alone"):
        Template(f"{{% load kept %}}{{% include_kept 'cms_pages/partials/people.html' {given} %}}")
