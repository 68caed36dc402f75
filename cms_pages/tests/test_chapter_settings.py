"""Coordinators name the site, colour it, and write its menu and foot; redirects lead from old addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from cms_pages.models import BlogPage, ChapterSettings, StandardPage
from cms_pages.models.settings import LinkBlock
from cms_pages.tests import factories

pytestmark = pytest.mark.django_db


def settings_of_the_site(**values: Any) -> ChapterSettings:
    row = ChapterSettings(site=Site.objects.get(is_default_site=True), **values)
    row.full_clean()
    row.save()
    return row


def home() -> str:
    return Client().get("/").content.decode()


def test_the_name_the_colour_and_the_words_are_on_every_page() -> None:
    settings_of_the_site(name="Tidewater Guild", accent="#2D4275", footer_words="We mend nets.")

    page = home()

    assert "Tidewater Guild</a>" in page
    assert 'content="Tidewater Guild"' in page
    assert "/2d4275" in page
    assert "We mend nets." in page


def test_a_change_shows_at_once() -> None:
    row = settings_of_the_site(name="Tidewater Guild")
    assert "Tidewater Guild" in home()

    row.name = "Harbour Guild"
    row.save()

    assert "Harbour Guild" in home()
    assert "Tidewater Guild" not in home()


def test_menu_and_foot_lead_where_everybody_may_go() -> None:
    about = StandardPage.objects.get(slug="about")
    safety = StandardPage.objects.get(slug="safety")
    safety.unpublish()
    links = [
        {"words": "Who we are", "page": about, "address": ""},
        {"words": "Quillwort", "page": safety, "address": ""},
        {"words": "Friends", "page": None, "address": "https://friends.example/"},
    ]
    settings_of_the_site(
        menu=[("link", link) for link in links], footer=[("group", {"heading": "Good people", "links": links})]
    )

    page = home()

    assert page.count('<a href="/about/" >Who we are</a>') == 2
    assert '<a href="https://friends.example/">Friends</a>' in page
    assert "Quillwort" not in page
    assert "Good people" in page


def test_settings_cost_no_query_once_they_are_known(participant: Any) -> None:
    settings_of_the_site(name="Tidewater Guild", logo=factories.image(participant))
    home()

    with CaptureQueriesContext(connection) as queries:
        home()

    assert not [each for each in queries if "chaptersettings" in each["sql"]]


@pytest.mark.parametrize("accent", ["#ffff00", "red", "#12345", "url(x)"])
def test_a_colour_that_cannot_be_read_is_refused(accent: str) -> None:
    with pytest.raises(ValidationError):
        settings_of_the_site(accent=accent)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "http://plain.example", "about"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        LinkBlock().clean({"words": "x", "page": None, "address": address})


def test_a_coordinator_edits_them_in_the_cms_and_others_find_no_door(
    moderator: Any, participant: Any, mentor: Any, login: Any
) -> None:
    page = reverse("wagtailsettings:edit", args=["cms_pages", "chaptersettings", Site.objects.get().pk])
    form = {
        "name": "Tidewater Guild",
        "accent": "",
        "logo": "",
        "footer_words": "",
        "menu-count": "0",
        "footer-count": "0",
    }

    answer = login(moderator).post(page, form, follow=True)

    assert answer.status_code == 200
    assert ChapterSettings.objects.get().name == "Tidewater Guild"
    for person in (participant, mentor):
        assert login(person).get(page).status_code in (302, 403, 404)


def test_a_coordinator_lets_an_old_address_lead_to_a_new_one(moderator: Any, participant: Any, login: Any) -> None:
    news = BlogPage.objects.get(slug="news")
    form = {
        "old_path": "/old-news/",
        "site": "",
        "is_permanent": "on",
        "redirect_page": news.pk,
        "redirect_link": "",
    }

    login(moderator).post(reverse("wagtailredirects:add"), form)

    assert Client().get("/old-news/").headers["Location"] == "/news/"
    assert login(participant).get(reverse("wagtailredirects:index")).status_code in (302, 403, 404)
