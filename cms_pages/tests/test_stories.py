"""Tags, series, years, reading time; and addresses that are made for whoever writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from cms_pages import reading
from cms_pages.models import BlogPostPage, Series, StoryTag
from cms_pages.services import portfolios, posts
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, post_form

pytestmark = pytest.mark.django_db


def write(person: Any, **values: Any) -> Any:
    """Publish a story through the editor's form, as a browser does."""
    add = reverse("wagtailadmin_pages:add", args=["cms_pages", "blogpostpage", factories.journal(person).pk])
    client = Client()
    client.force_login(person)
    return client.post(add, post_form(**values))


def series_of(person: Any, title: str = "A belt from start to end") -> Series:
    return Series.objects.create(blog=factories.journal(person), title=title)


# Tags -----------------------------------------------------------------------------------------------------


def test_stories_with_a_tag_find_one_another(client: Client, participant: Any, stranger: Any) -> None:
    factories.post(participant, "Madder root", tags=["dyeing", "red"])
    factories.post(participant, "No dye at all")
    factories.post(stranger, "Woad", tags=["dyeing"])
    journal = factories.journal(participant)

    own = client.get(f"{journal.url}tags/dyeing/").content.decode()
    everybody = client.get("/stories/tags/dyeing/").content.decode()

    assert "Madder root" in own
    assert "No dye at all" not in own
    assert "Woad" not in own
    assert "Madder root" in everybody
    assert "Woad" in everybody
    assert f"{journal.url}tags/dyeing/" in client.get(journal.url).content.decode()


@pytest.mark.parametrize("tag", ["🎉🧶", "نسيج", "機織り", "C++", "two words", "<b>x</b>", "a/b"])
def test_a_tag_in_any_script_has_an_address(client: Client, participant: Any, tag: str) -> None:
    factories.post(participant, "A story", tags=[tag])
    slug = StoryTag.objects.get(name=tag).slug

    page = client.get(f"/stories/tags/{slug}/")

    assert page.status_code == 200
    assert "A story" in page.content.decode()
    assert "<b>x</b>" not in page.content.decode()


@pytest.mark.parametrize(
    "path", ["tags/nothing/", "archive/1901/", "archive/99999/", "series/0/", "series/99999999999999999999/"]
)
def test_a_list_of_nothing_does_not_exist(client: Client, participant: Any, path: str) -> None:
    factories.post(participant)

    assert client.get(f"{factories.journal(participant).url}{path}").status_code == 404


def test_the_tag_of_a_draft_leads_nowhere(client: Client, participant: Any) -> None:
    factories.post(participant, "A secret", tags=["hush"]).unpublish()

    assert client.get("/stories/tags/hush/").status_code == 404
    assert "hush" not in client.get("/stories/").content.decode()


def test_too_many_tags_are_refused_in_words(participant: Any) -> None:
    page = write(participant, tags=", ".join(f"tag{number}" for number in range(9)))

    assert "At most 8 tags" in page.content.decode()
    assert "tag7" in page.content.decode()


# Series ---------------------------------------------------------------------------------------------------


def test_a_series_is_read_in_its_order(client: Client, participant: Any) -> None:
    series = series_of(participant)
    last = factories.post(participant, "Wearing it", series=series)
    second = factories.post(participant, "Weaving", series=series, part=2)
    first = factories.post(participant, "Warping", series=series, part=1)
    factories.post(participant, "Something else")

    page = client.get(f"{factories.journal(participant).url}{series.path}").content.decode()
    middle = client.get(second.url).content.decode()

    assert page.index("Warping") < page.index("Weaving") < page.index("Wearing it")
    assert "Something else" not in page
    assert "Part 2 of 3" in middle
    assert f'href="{first.url}" rel="prev"' in middle
    assert f'href="{last.url}" rel="next"' in middle


def test_a_draft_is_no_part_that_readers_hear_of(client: Client, participant: Any) -> None:
    series = series_of(participant)
    first = factories.post(participant, "Warping", series=series, part=1)
    factories.post(participant, "A secret ending", series=series, part=2).unpublish()

    page = client.get(first.url).content.decode()

    assert "Part 1 of 1" in page
    assert "A secret ending" not in page


def test_a_story_outlives_its_series(client: Client, participant: Any) -> None:
    series = series_of(participant)
    post = factories.post(participant, "Warping", series=series)

    series.delete()

    assert client.get(post.url).status_code == 200


def test_only_series_of_the_own_journal_can_be_chosen(participant: Any, stranger: Any, login: Any) -> None:
    mine, theirs = series_of(participant, "Mine"), series_of(stranger, "Their secret plan")

    refused = write(participant, series=str(theirs.pk))
    write(participant, series=str(mine.pk))

    assert "Their secret plan" not in refused.content.decode()
    assert BlogPostPage.objects.get().series == mine


# Time -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (1000, 5)])
def test_reading_takes_its_time(participant: Any, words: int, minutes: int) -> None:
    post = factories.post(participant, body=f"<p>{'word ' * words}</p>", intro="")

    assert post.reading_minutes == minutes
    assert reading.minutes(None, "機" * 1000) == 2


def test_years_lead_through_an_old_journal(client: Client, participant: Any) -> None:
    journal = factories.journal(participant)
    for title, days in (("New", 0), ("Old", 800)):
        now = timezone.now() - timedelta(days=days)
        posts.publish_post(blog=journal, title=f"{title} story", by=participant, now=now, body="<p>x</p>")
    year = (timezone.now() - timedelta(days=800)).year

    page = client.get(f"{journal.url}archive/{year}/").content.decode()

    assert f"archive/{year}/" in client.get(journal.url).content.decode()
    assert "Old story" in page
    assert "New story" not in page


def test_lists_of_stories_do_not_grow_with_tags_and_series(
    participant: Any, assert_queries_do_not_grow: Any
) -> None:
    journal = factories.journal(participant)
    series = series_of(participant)

    def more() -> None:
        number = BlogPostPage.objects.count()
        factories.post(participant, tags=["dyeing", f"tag{number}"], series=series, part=number + 1)

    assert assert_queries_do_not_grow(journal.url, more, rows=4) <= 13
    for path in ("tags/dyeing/", series.path):
        assert assert_queries_do_not_grow(f"{journal.url}{path}", more, rows=3) <= 11
    assert assert_queries_do_not_grow(BlogPostPage.objects.last().url, more, rows=3) <= 18


# Addresses ------------------------------------------------------------------------------------------------


def test_a_second_story_of_one_title_gets_an_address_of_its_own(participant: Any) -> None:
    for _time in range(3):
        write(participant, title="Market day", slug="market-day")

    assert list(BlogPostPage.objects.order_by("pk").values_list("slug", flat=True)) == [
        "market-day",
        "market-day-2",
        "market-day-3",
    ]


@pytest.mark.parametrize(
    ("title", "slug", "address"),
    [
        ("🎉🎉", "", "story"),
        ("🎉🎉", "🎉", "story"),
        ("Blue 🎉", "🎉", "blue"),
        ("نول جدتي", "", "نول-جدتي"),
        ("Tea & cake", "tea & cake!!", "tea-cake"),
        ("x" * 250, "y" * 300, "y" * 240),
    ],
)
def test_an_address_is_made_for_whoever_writes(
    client: Client, participant: Any, title: str, slug: str, address: str
) -> None:
    write(participant, title=title, slug=slug)

    post = BlogPostPage.objects.get()
    assert post.slug == address
    assert escape(title) in client.get(post.url).content.decode()


def test_the_service_makes_addresses_too(participant: Any) -> None:
    first, second = factories.post(participant, "🎉"), factories.post(participant, "🧶")

    assert (first.slug, second.slug) == ("story", "story-2")


def test_an_address_that_stands_is_kept(participant: Any, login: Any) -> None:
    post = factories.post(participant, "Market day")

    login(participant).post(edit_url(post), post_form(title="Another title", slug=post.slug))

    post.refresh_from_db()
    assert (post.title, post.slug) == ("Another title", "market-day")


def test_two_portfolios_of_one_title_have_two_addresses(participant: Any, stranger: Any, client: Client) -> None:
    portfolios.update(stranger.portfolio, by=stranger, title=participant.portfolio.title)

    assert participant.portfolio.url != stranger.portfolio.url
    assert client.get(stranger.portfolio.url).status_code == 200


def test_words_from_right_to_left_run_their_way(client: Client, participant: Any) -> None:
    portfolios.update(participant.portfolio, by=participant, body=[("heading", "نول جدتي")])

    assert (
        '<h2 class="stitched" dir="auto">نول جدتي</h2>' in client.get(participant.portfolio.url).content.decode()
    )
