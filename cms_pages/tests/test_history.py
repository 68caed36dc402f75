"""A participant in the admin looks back at a page, takes an older text again, and plans when it comes and goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cms_pages.models import BlogPostPage, PortfolioPage
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, portfolio_form, post_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(participant: Any) -> Any:
    return participant


def add_url(person: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["cms_pages", "blogpostpage", factories.journal(person).pk])


def test_a_participant_looks_back_compares_and_takes_an_older_text_again(amina: Any, login: Any) -> None:
    portfolio, browser = amina.portfolio, login(amina)
    for words in ("Bands", "Bands and belts"):
        browser.post(edit_url(portfolio), portfolio_form(tagline=words))
    first, second = portfolio.revisions.order_by("-pk")[:2][::-1]

    history = browser.get(reverse("wagtailadmin_pages:history", args=[portfolio.pk]))
    compared = browser.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[portfolio.pk, str(first.pk), str(second.pk)])
    )
    older = browser.get(reverse("wagtailadmin_pages:revisions_revert", args=[portfolio.pk, first.pk]))

    assert history.status_code == 200
    assert (
        reverse("wagtailadmin_pages:revisions_revert", args=[portfolio.pk, first.pk]) in history.content.decode()
    )
    assert 'Bands<span class="addition"> and belts</span>' in compared.content.decode()
    assert older.context["form"]["tagline"].value() == "Bands"
    browser.post(edit_url(portfolio), portfolio_form(tagline="Bands", revision=first.pk))
    assert PortfolioPage.objects.get(pk=portfolio.pk).tagline == "Bands"


def test_a_participant_plans_when_a_story_comes_and_goes_and_takes_the_plan_back(amina: Any, login: Any) -> None:
    browser, now = login(amina), timezone.now()
    comes, goes = now + timedelta(days=1), now + timedelta(days=3)
    told = {
        name: timezone.localtime(when).strftime("%Y-%m-%d %H:%M")
        for name, when in (("go_live_at", comes), ("expire_at", goes))
    }

    browser.post(add_url(amina), post_form(**told))
    post = BlogPostPage.objects.get()
    planned = post.scheduled_revision

    assert not post.live
    assert planned.as_object().expire_at == goes.replace(second=0, microsecond=0)
    browser.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[post.pk, planned.pk]))
    assert BlogPostPage.objects.get().scheduled_revision is None


@pytest.mark.parametrize(
    ("come", "go", "complaint"),
    [(2, 1, "must be before"), (-2, -1, "in the future")],
)
def test_a_plan_that_makes_no_sense_is_told(amina: Any, login: Any, come: int, go: int, complaint: str) -> None:
    now = timezone.now()
    told = {"go_live_at": now + timedelta(days=come), "expire_at": now + timedelta(days=go)}

    answer = login(amina).post(
        add_url(amina),
        post_form(**{name: f"{when:%Y-%m-%d %H:%M}" for name, when in told.items()}),
    )

    assert complaint in answer.content.decode()
    assert not BlogPostPage.objects.exists()
