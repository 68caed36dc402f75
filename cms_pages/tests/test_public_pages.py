"""What visitors see, and that it costs the same for ten rows and for more."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms_pages.models import BlogPage, GalleryItem, HomePage
from cms_pages.services import portfolios, posts
from cms_pages.tests import factories
from mentorship.models import Discipline, Skill, SkillLevel, UserSkill
from portal.testing import cast

pytestmark = pytest.mark.django_db
_names = count(1)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def maker(db: None, django_capture_on_commit_callbacks: Any) -> Any:
    """Makes another participant with a portfolio, a skill, a work and a story."""
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    skill = Skill.objects.create(discipline=craft, name="Bands", slug="bands")
    SkillLevel.objects.create(skill=skill, number=1, name="First band")

    def make() -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            person = cast.person(f"Maker {next(_names)}", "participant")
        UserSkill.objects.create(user=person, skill=skill, level=1)
        factories.work(person)
        factories.post(person, picture=factories.image(person))
        return person

    return make


def test_a_portfolio_shows_the_maker_the_skills_the_works_and_the_stories(client: Client, maker: Any) -> None:
    person = maker()
    portfolios.update(person.portfolio, by=person, tagline="Bands and belts", intro="<p>I weave.</p>")
    factories.work(person, "The red band")
    factories.post(person, "Nine threads")

    page = text(client, person.portfolio.url)

    for words in (
        person.display_name,
        "Bands and belts",
        "I weave.",
        "First band",
        "The red band",
        "Nine threads",
    ):
        assert words in page
    assert f"{person.portfolio.url}works/" in page


def test_a_private_work_is_on_no_public_page(client: Client, participant: Any, login: Any, stranger: Any) -> None:
    secret = factories.work(participant, "Half a secret", visibility="private")
    GalleryItem.objects.create(gallery=factories.gallery(participant), project=secret, sort_order=0)
    portfolios.update(participant.portfolio, by=participant, body=[("project", secret)])
    paths = ["/", "/people/", participant.portfolio.url, factories.gallery(participant).url]

    for path in paths:
        assert "Half a secret" not in text(client, path)
        assert "Half a secret" not in text(login(stranger), path)
    assert "Half a secret" in text(login(participant), factories.gallery(participant).url)


def test_a_gallery_keeps_the_makers_order(client: Client, participant: Any) -> None:
    gallery = factories.gallery(participant)
    for place, title in enumerate(["Second to none", "A first try", "Middle"]):
        GalleryItem.objects.create(gallery=gallery, project=factories.work(participant, title), sort_order=place)
    factories.work(participant, "Not chosen")

    page = text(client, gallery.url)

    assert page.index("Second to none") < page.index("A first try") < page.index("Middle")
    assert "Not chosen" not in page


def test_a_gallery_shows_all_public_works_until_some_are_chosen(client: Client, participant: Any) -> None:
    factories.work(participant, "The first of all")

    assert "The first of all" in text(client, factories.gallery(participant).url)


def test_a_work_of_somebody_else_in_a_gallery_is_not_shown(
    client: Client, participant: Any, stranger: Any
) -> None:
    gallery = factories.gallery(participant)
    foreign = factories.work(stranger, "Foreign thing")
    GalleryItem.objects.create(gallery=gallery, project=foreign, sort_order=0)

    assert "Foreign thing" not in text(client, gallery.url)


def test_an_unpublished_story_is_nowhere(client: Client, participant: Any) -> None:
    post = factories.post(participant, "Taken back")
    post.unpublish()

    assert client.get(post.url).status_code == 404
    for path in ("/", "/stories/", participant.portfolio.url, factories.journal(participant).url):
        assert "Taken back" not in text(client, path)


def test_a_story_in_a_restricted_section_is_in_no_list(client: Client, participant: Any) -> None:
    factories.post(participant, "For members")
    PageViewRestriction.objects.create(page=factories.journal(participant), restriction_type="login")

    assert "For members" not in text(client, "/stories/")
    assert "For members" not in text(client, "/")


def test_the_chapter_has_its_own_news(client: Client, moderator: Any) -> None:
    news = BlogPage.objects.child_of(HomePage.objects.get()).get()

    post = posts.publish_post(blog=news, title="Open day", by=moderator, now=timezone.now())

    assert "Open day" in text(client, "/news/")
    assert "Open day" in text(client, post.url)


def test_somebody_without_a_picture_or_a_word_has_a_page_too(client: Client, participant: Any) -> None:
    assert participant.display_name in text(client, participant.portfolio.url)


def test_text_that_a_person_types_is_never_markup(client: Client, participant: Any) -> None:
    portfolios.update(participant.portfolio, by=participant, tagline="<script>alert(1)</script>")
    factories.post(participant, "<b>bold</b>", intro="<img src=x onerror=alert(1)>")

    for path in (participant.portfolio.url, "/stories/", "/people/", "/"):
        page = text(client, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize("page", ["abc", "0", "-1", "999999", "1e9"])
def test_a_page_number_that_makes_no_sense_is_no_error(client: Client, page: str) -> None:
    assert client.get("/people/", {"page": page}).status_code == 200
    assert client.get("/stories/", {"page": page}).status_code == 200


@pytest.mark.parametrize(("path", "most"), [("/", 15), ("/people/", 8), ("/stories/", 10)])
def test_lists_of_everybody_do_not_grow(path: str, most: int, maker: Any, assert_queries_do_not_grow: Any) -> None:
    assert assert_queries_do_not_grow(path, maker, rows=4) <= most


def test_a_portfolio_does_not_grow(maker: Any, assert_queries_do_not_grow: Any) -> None:
    person = maker()

    def more() -> None:
        work = factories.work(person)
        factories.post(person, picture=factories.image(person))
        person.portfolio.refresh_from_db()
        blocks = [(block.block_type, block.value) for block in person.portfolio.body]
        picture = factories.image(person)
        picture.contextual_alt_text, picture.decorative = "A band", False
        blocks += [("project", work), ("picture", picture)]
        portfolios.update(person.portfolio, by=person, body=blocks)

    assert assert_queries_do_not_grow(person.portfolio.url, more, rows=4) <= 18


def test_a_journal_does_not_grow(maker: Any, assert_queries_do_not_grow: Any) -> None:
    person = maker()

    def more() -> None:
        factories.post(person, picture=factories.image(person))

    assert assert_queries_do_not_grow(factories.journal(person).url, more, rows=6) <= 13


def test_a_gallery_does_not_grow(participant: Any, assert_queries_do_not_grow: Any) -> None:
    gallery = factories.gallery(participant)

    def more() -> None:
        GalleryItem.objects.create(gallery=gallery, project=factories.work(participant), sort_order=0)

    assert assert_queries_do_not_grow(gallery.url, more, rows=6) <= 10


def test_a_story_is_cheap(client: Client, maker: Any, django_assert_max_num_queries: Any) -> None:
    url = factories.post(maker()).url
    client.get(url)

    with django_assert_max_num_queries(15):
        client.get(url)
