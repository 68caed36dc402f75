"""What is read once and kept until its tables are written to; the site, what people have learnt, and cards."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.safestring import mark_safe
from wagtail.models import Locale, PageViewRestriction, Site

from cms_pages import describing, front, selectors
from cms_pages.models import HomePage, PortfolioPage
from mentorship.models import Discipline, Skill, UserSkill
from mentorship.services import projects
from portal.core import freshness
from portal.core.paging import KeptPaginator
from portal.core.templatetags import pure
from shop.services import listings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("writes_are_seen")]


@pytest.fixture
def craft(commit: Any) -> Skill:
    clay = commit(Discipline.objects.create, slug="clay", name="Clay")
    skill: Skill = commit(Skill.objects.create, slug="throwing", name="Throwing", discipline=clay)
    return skill


def count() -> int:
    return Discipline.objects.count()


def questions(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


KEEPERS = [
    lambda make: freshness.kept_here("crafts", make),
    lambda make: freshness.kept_for_all("crafts", "all", make),
]


@pytest.mark.parametrize("keep", KEEPERS)
def test_it_is_read_once_and_anew_after_a_change(keep: Any, craft: Skill, commit: Any) -> None:
    assert [keep(count), keep(count)] == [1, 1]
    assert questions(lambda: keep(count)) == 0

    commit(Discipline.objects.create, slug="yarn", name="Yarn")

    assert keep(count) == 2


@pytest.mark.parametrize("keep", KEEPERS)
def test_what_is_not_committed_is_seen_by_its_own_transaction_and_not_kept(keep: Any, craft: Skill) -> None:
    assert keep(count) == 1
    Discipline.objects.create(slug="yarn", name="Yarn")
    assert keep(count) == 2
    Discipline.objects.filter(slug="yarn").delete()

    connections["default"].__dict__.pop("_changes")  # as after a rollback

    assert keep(count) == 1


@pytest.mark.parametrize("keep", KEEPERS)
def test_without_the_cache_it_is_read_each_time(keep: Any, craft: Skill, monkeypatch: Any) -> None:
    keep(count)

    def away(*_: Any, **__: Any) -> Any:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(caches["pages"], "get_many", away)
        assert [questions(lambda: keep(count)) for _ in range(2)] == [1, 1]

    assert questions(lambda: keep(count)) == 1, "it is not asked at once again"
    monkeypatch.setitem(freshness._resting, "until", 0.0)
    assert questions(lambda: keep(count)) == 0


@pytest.mark.parametrize("keep", KEEPERS)
def test_where_writes_are_not_seen_nothing_is_kept(keep: Any, craft: Skill, settings: Any) -> None:
    settings.PAGE_CACHE = False

    assert [questions(lambda: keep(count)) for _ in range(2)] == [1, 1]


@pytest.mark.parametrize("keep", KEEPERS)
def test_a_page_that_shows_it_is_made_of_the_same_tables(keep: Any, craft: Skill) -> None:
    for _ in range(2):
        page = freshness.Reading()
        with freshness.noting(page):
            keep(count)

        assert set(page.made_of) == {"mentorship_discipline"}
        assert freshness.holds(page.made_of)


def test_a_page_that_saw_a_table_before_and_after_a_change_is_not_kept(craft: Skill, commit: Any) -> None:
    page = freshness.Reading()
    with freshness.noting(page):
        count()
        commit(Discipline.objects.create, slug="yarn", name="Yarn")
        assert freshness.kept_here("crafts", count) == 2

    assert not page.is_whole


# The site ---------------------------------------------------------------------------------------------------


def test_the_only_site_costs_no_question_and_each_request_has_its_own(client: Client) -> None:
    assert client.get("/").status_code == 200
    with CaptureQueriesContext(connection) as queries:
        first, second = front.only_site(), front.only_site()

    assert len(queries) == 0
    assert first == second == Site.objects.get()
    assert isinstance(first.root_page, HomePage)
    assert first is not second
    assert first.root_page is not second.root_page


def test_a_front_page_that_was_changed_is_shown(client: Client, commit: Any) -> None:
    client.get("/")
    home = HomePage.objects.get(sites_rooted_here__is_default_site=True)
    home.seo_title = "Clay and yarn"
    commit(home.save_revision().publish)

    assert "Clay and yarn" in client.get("/").content.decode()


def test_of_several_sites_wagtail_chooses(client: Client, commit: Any) -> None:
    assert front.only_site()
    shelf = Site.objects.get().root_page
    commit(Site.objects.create, hostname="other.example.org", root_page=shelf.get_children().first())

    assert front.only_site() is None
    assert client.get("/").status_code == 200


def test_a_restriction_holds_at_once(client: Client, participant: Any, commit: Any) -> None:
    url = participant.portfolio.url
    assert client.get(url).status_code == 200

    commit(PageViewRestriction.objects.create, page=participant.portfolio, restriction_type="login")

    assert client.get(url).status_code == 302


@pytest.mark.parametrize("above", ["people", "home"])
def test_a_restriction_above_holds_below(client: Client, participant: Any, commit: Any, above: str) -> None:
    people = participant.portfolio.get_parent()
    page = people if above == "people" else people.get_parent()
    commit(PageViewRestriction.objects.create, page=page, restriction_type="login")

    assert client.get(participant.portfolio.url).status_code == 302
    assert client.get("/people/").status_code == 302
    for section in participant.portfolio.get_children().live():
        assert client.get(section.url).status_code == 302


# Lists that are the same for everybody -----------------------------------------------------------------------


def handles(number: int = 1, size: int = 24) -> list[str]:
    return [each.owner_person.handle for each in selectors.pages_of_makers(size).get_page(number)]


def test_a_known_page_of_a_list_is_not_looked_for_again(participant: Any, stranger: Any, commit: Any) -> None:
    commit(lambda: None)  # what the fixtures wrote
    first = handles()
    with CaptureQueriesContext(connection) as queries:
        assert handles() == first

    assert {participant.handle, stranger.handle} <= set(first)
    assert len(queries) == 2, [each["sql"][:200] for each in queries]
    assert "accounts_consent" not in str(queries.captured_queries)


def test_who_is_hidden_is_gone_from_a_known_page_at_once(participant: Any, stranger: Any, commit: Any) -> None:
    commit(lambda: None)
    assert participant.handle in handles()
    participant.is_active = False
    commit(participant.save)

    assert stranger.handle in handles()
    assert participant.handle not in handles()


def test_pages_of_a_known_list_are_parts_of_it(participant: Any, stranger: Any) -> None:
    for _ in range(2):
        whole = handles()
        apart = [handles(number, 1) for number in range(1, len(whole) + 1)]
        assert [each for (each,) in apart] == whole
        assert handles(999, 1) == apart[-1], "the nearest"


def test_an_empty_list_is_one_page_and_known(participant: Any) -> None:
    nobody = PortfolioPage.objects.none
    for _ in range(2):
        assert list(KeptPaginator("nobody", nobody, nobody, 24).get_page(1)) == []


@pytest.mark.parametrize("order", ["", "cheapest", "dearest"])
def test_the_market_shows_a_new_price_and_hides_what_is_withdrawn(
    client: Client, participant: Any, commit: Any, order: str
) -> None:
    offers = []
    for number, price in enumerate(("30.00", "10.00", "20.00")):
        work = projects.create(
            owner=participant, by=participant, title=f"Bowl {number}", media_type="object", visibility="public"
        )
        offer = {"kind": "edition", "price": Decimal(price), "quantity": 5, "by": participant}
        offers.append(commit(listings.offer, project=work, **offer))

    def seen() -> list[str]:
        page = client.get(f"/shop/?order={order}").content.decode()
        return re.findall(r"Bowl \d", re.sub(r'alt="[^"]*"', "", page))

    first = {"": "210", "cheapest": "120", "dearest": "021"}[order]
    assert [seen(), seen()] == [[f"Bowl {number}" for number in first]] * 2

    commit(listings.change, listing=offers[1], price=Decimal("50.00"), quantity=5, by=participant)
    later = {"": "210", "cheapest": "201", "dearest": "102"}[order]
    assert seen() == [f"Bowl {number}" for number in later]

    commit(listings.withdraw, listing=offers[0], by=participant)
    assert seen() == [f"Bowl {number}" for number in later if number != "0"]


# What people have learnt ------------------------------------------------------------------------------------


def test_skills_are_asked_once_for_each_person(participant: Any, stranger: Any, craft: Skill, commit: Any) -> None:
    commit(UserSkill.objects.create, user=participant, skill=craft, level=2)
    selectors.skills_of(participant), selectors.skills_of(stranger)

    assert questions(lambda: selectors.skills_of(participant)) == 0
    assert [each["level"] for each in selectors.skills_of(participant)] == [2]
    assert selectors.skills_of(stranger) == []

    commit(UserSkill.objects.filter(user=participant).update, level=3)

    assert [each["level"] for each in selectors.skills_of(participant)] == [3]


# Cards ------------------------------------------------------------------------------------------------------

CARD = (
    '{% load pure %}{% include_pure "components/card_work.html" with'
    " url=url title=title image=image amount=amount badge=badge priority=priority only %}"
)
IMAGE = {"src": "/a.jpg", "width": 4, "height": 3, "alt": "A <b>bowl</b>", "srcset": [("/a.jpg", 4)]}
VALUES = [
    {"title": "A bowl"},
    {"title": "A <i>bowl</i>"},
    {"title": mark_safe("A <i>bowl</i>")},
    {"title": "A bowl", "image": IMAGE},
    {"title": "A bowl", "image": {**IMAGE, "alt": mark_safe(IMAGE["alt"])}},
    {"title": "A bowl", "image": IMAGE, "priority": True},
    {"title": "A bowl", "amount": Decimal("1.50")},
    {"title": "A bowl", "amount": Decimal("15")},
    {"title": 1},
    {"title": True},
    {"title": translation.gettext_lazy("Works")},
]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_card_that_was_kept_is_the_one_that_would_be_drawn(language: str) -> None:
    plain = Template(CARD.replace("include_pure", "include"))
    kept = Template(CARD)
    pure._rendered.clear()
    with translation.override(language):
        for _ in range(2):
            for values in VALUES:
                assert kept.render(Context(values)) == plain.render(Context(values)), values
    assert len(pure._rendered) == len(VALUES) - 1, "what depends on more than its value is drawn each time"


def test_few_cards_are_kept(monkeypatch: Any) -> None:
    monkeypatch.setattr(pure, "MOST", 3)
    pure._rendered.clear()
    for number in range(10):
        Template(CARD).render(Context({"title": number}))

    assert len(pure._rendered) <= 3


def test_a_card_must_not_know_the_page() -> None:
    with pytest.raises(TemplateSyntaxError, match="only"):
        Template('{% load pure %}{% include_pure "components/card_work.html" with title=1 %}')


# Translations ---------------------------------------------------------------------------------------------


def test_a_page_s_translations_are_asked_once_until_a_page_or_the_site_changes(rf: Any, commit: Any) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    spanish = commit(home.copy_for_translation, Locale.objects.get(language_code="es"))

    def told() -> list[tuple[str, str]]:
        return describing.alternates(HomePage.objects.get(pk=home.pk), rf.get("/"))

    assert told() == []
    commit(lambda: spanish.save_revision().publish())
    assert told() == [("en", "/"), ("es", "/es/")]
    with CaptureQueriesContext(connection) as queries:
        told()
    assert not [each for each in queries if "translation_key" in each["sql"].partition("WHERE")[2]]

    shut = commit(PageViewRestriction.objects.create, page=spanish, restriction_type="login")
    assert told() == []
    commit(shut.delete)
    assert len(told()) == 2
    site = Site.objects.get(is_default_site=True)
    site.root_page = home.get_parent()
    commit(site.save)
    assert told()[0] == ("en", f"/{home.slug}/")
    commit(HomePage.objects.get(pk=spanish.pk).unpublish)
    assert told() == []
