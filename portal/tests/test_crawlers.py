"""Sitemap, robots and feeds: everything in them answers a stranger, and nothing private is in them."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from cms_pages.services import portfolios
from cms_pages.tests import factories
from mentorship.services import projects
from portal.accounts.models import Consent, User
from portal.accounts.services import consents
from portal.testing import cast
from shop.tests import factories as shop_factories

pytestmark = pytest.mark.django_db
SECRET = "Quillwort"


def read(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def addresses() -> list[str]:
    """Every address that the sitemap leads to, without its host."""
    found: list[str] = []
    for section in re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", read("/sitemap.xml")):
        found += re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", read(section))
    return found


@pytest.fixture
def young(db: None, django_capture_on_commit_callbacks: Any) -> User:
    """A participant of fourteen, for whom nobody has consented to anything."""
    with django_capture_on_commit_callbacks(execute=True):
        person = cast.person("Younes Petit", "participant")
    User.objects.filter(pk=person.pk).update(age_band=User.AgeBand.UNDER_16)
    person.refresh_from_db()
    return person


def test_every_address_in_the_sitemap_answers_a_stranger(participant: Any) -> None:
    factories.post(participant)
    work = factories.work(participant, "Red bowl")
    offer = shop_factories.piece(participant)

    found = addresses()

    assert {work.get_absolute_url(), offer.get_absolute_url(), participant.portfolio.url, "/works/", "/"} <= set(
        found
    )
    assert len(found) == len(set(found))
    for path in found:
        assert Client().get(path).status_code == 200, path


def test_nothing_hidden_is_in_the_sitemap(participant: Any) -> None:
    work = factories.work(participant, SECRET, visibility="private")
    post = factories.post(participant, SECRET)
    post.unpublish()

    found = addresses()

    assert work.get_absolute_url() not in found
    assert not [path for path in found if SECRET.lower() in path.lower()]


def test_a_work_leaves_the_sitemap_and_the_feed_with_its_visibility(participant: Any) -> None:
    work = factories.work(participant, SECRET)
    feed = f"/feeds/people/{participant.handle}/works.atom"
    assert work.get_absolute_url() in addresses()
    assert SECRET in read(feed)

    projects.change_visibility(project=work, visibility="mentor", by=participant)

    assert work.get_absolute_url() not in addresses()
    assert SECRET not in read(feed)


def test_nobody_is_led_to_a_minor_without_consent(young: Any) -> None:
    portfolio = young.portfolio.url

    assert portfolio not in addresses()
    assert portfolio not in read("/people/")
    assert Client().get(f"/feeds/people/{young.handle}/journal.rss").status_code == 404
    assert Client().get(f"/share/people/{young.handle}.jpg").status_code == 404
    assert '<meta name="robots" content="noindex">' in read(portfolio)


def test_a_minor_with_consent_is_found(young: Any, operator: Any) -> None:
    now = timezone.now()
    guardian = consents.record_guardian(
        user=young, name="Paula Petit", contact="paula@example.org", relation="parent", by=operator
    )
    consents.give_consent(user=young, kind=Consent.Kind.PUBLISHING, guardian=guardian, by=operator, now=now)

    assert young.portfolio.url in addresses()
    assert young.portfolio.url in read("/people/")
    assert '<link rel="canonical"' in read(young.portfolio.url)


def test_robots_names_the_sitemap_and_keeps_crawlers_out_of_private_rooms(settings: Any) -> None:
    settings.SITE_URL = "https://kindling.example"

    lines = read("/robots.txt").splitlines()

    assert "Sitemap: https://kindling.example/sitemap.xml" in lines
    assert "Disallow: /my/" in lines


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_are_well_formed_and_name_their_entries_for_good(participant: Any, kind: str) -> None:
    post = factories.post(participant, 'A <b>"bold"</b> & plain title')
    feed = f"/feeds/people/{participant.handle}/journal.{kind}"
    before = set(re.findall(r"urn:uuid:[0-9a-f-]+", read(feed)))

    post.title, post.slug = "Another title", "another-address"
    post.save_revision().publish()
    after = read(feed)

    assert ElementTree.fromstring(after).tag  # noqa: S314  our own feed
    assert "Another title" in after
    assert set(re.findall(r"urn:uuid:[0-9a-f-]+", after)) == before


def test_a_feed_reader_that_has_everything_gets_nothing_again(participant: Any) -> None:
    factories.post(participant)
    feed = f"/feeds/people/{participant.handle}/journal.rss"
    first = Client().get(feed)

    again = Client().get(feed, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    factories.post(participant)
    assert Client().get(feed, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_an_empty_feed_is_the_same_each_time(participant: Any) -> None:
    feed = f"/feeds/people/{participant.handle}/works.rss"

    assert read(feed) == read(feed)


@pytest.mark.parametrize("path", ["/feeds/stories.atom", "/feeds/works.rss", "/feeds/chapter/news.atom"])
def test_the_feeds_of_everybody_answer(participant: Any, path: str) -> None:
    factories.work(participant)
    factories.post(participant)

    assert ElementTree.fromstring(read(path)).tag  # noqa: S314  our own feed


def test_feeds_and_sitemaps_ask_the_same_for_more_rows(participant: Any, assert_queries_do_not_grow: Any) -> None:
    assert_queries_do_not_grow("/feeds/stories.rss", lambda: factories.post(participant), rows=4)
    assert_queries_do_not_grow("/feeds/works.atom", lambda: factories.work(participant), rows=4)
    assert_queries_do_not_grow("/sitemap-pages.xml", lambda: factories.post(participant), rows=4)
    assert_queries_do_not_grow("/sitemap-works.xml", lambda: factories.work(participant), rows=4)


def test_the_picture_for_social_sites_shows_public_works_only(participant: Any) -> None:
    share = f"/share/people/{participant.handle}.jpg"
    without = Client().get(share)
    factories.work(participant, visibility="private")
    assert Client().get(share).content == without.content

    factories.work(participant)

    assert without["Content-Type"] == "image/jpeg"
    assert Client().get(share)["ETag"] != without["ETag"]


@pytest.mark.parametrize("name", ["Søren 🏺", "عائشة", "W" * 60, "<script>"])
def test_the_picture_for_social_sites_takes_any_name(participant: Any, name: str) -> None:
    User.objects.filter(pk=participant.pk).update(display_name=name)
    portfolios.update(participant.portfolio, by=participant, tagline=f"{name} " * 2)

    assert Client().get(f"/share/people/{participant.handle}.jpg").status_code == 200
