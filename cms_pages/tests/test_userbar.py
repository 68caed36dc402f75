"""The bar of editors stands on pages that they may edit, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms_pages.models import StandardPage
from cms_pages.tests import factories

pytestmark = pytest.mark.django_db
BAR = "<wagtail-userbar>"


def test_who_may_edit_a_page_has_the_bar(participant: Any, moderator: Any, login: Any) -> None:
    about = StandardPage.objects.get(slug="about")

    page = login(moderator).get(about.url)
    assert BAR in page.content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[about.pk]) in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert BAR in login(participant).get(participant.portfolio.url).content.decode()


def test_nobody_else_has_it(
    participant: Any, stranger: Any, mentor: Any, buyer: Any, moderator: Any, login: Any
) -> None:
    story = factories.post(participant)
    about = StandardPage.objects.get(slug="about")

    for person in (stranger, mentor, buyer):
        assert BAR not in login(person).get(story.url).content.decode()
    assert BAR not in login(participant).get(about.url).content.decode()
    assert BAR not in Client().get(story.url).content.decode()
    assert BAR not in login(moderator).get("/works/").content.decode()


def test_phones_are_spared(moderator: Any, login: Any) -> None:
    page = login(moderator).get("/about/", headers={"sec-ch-ua-mobile": "?1"})

    assert BAR not in page.content.decode()
