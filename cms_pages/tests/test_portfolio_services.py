"""A participant gets a portfolio once; posts and changes go through revisions."""

from typing import Any

import pytest
from django.utils import timezone

from cms_pages.models import BlogPage, GalleryPage, PortfolioIndexPage, PortfolioPage
from cms_pages.services import portfolios, posts
from cms_pages.tests import factories
from portal.accounts.models import User
from portal.core.exceptions import NotAllowed
from portal.testing.races import all_at_once


def test_the_role_brings_a_published_portfolio_with_journal_and_gallery(participant: Any) -> None:
    portfolio = PortfolioPage.objects.get(owner_person=participant)

    assert portfolio.live
    assert portfolio.slug == participant.handle
    assert portfolio.url == f"/people/{participant.handle}/"
    assert BlogPage.objects.child_of(portfolio).get().url == f"/people/{participant.handle}/journal/"
    assert GalleryPage.objects.child_of(portfolio).get().url == f"/people/{participant.handle}/works/"


def test_a_buyer_has_no_portfolio(buyer: Any) -> None:
    assert not PortfolioPage.objects.filter(owner_person=buyer).exists()


def test_providing_twice_gives_the_same_portfolio(participant: Any) -> None:
    assert portfolios.provide(participant).pk == participant.portfolio.pk
    assert PortfolioPage.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_calls_at_once_give_one_portfolio() -> None:
    user = User.objects.create_user("race@example.org", "x", display_name="Rachel Race")
    answers = all_at_once(lambda: portfolios.provide(user), 8)

    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert PortfolioPage.objects.filter(owner_person=user).count() == 1
    assert PortfolioIndexPage.objects.get().numchild == 1
    assert PortfolioPage.objects.get(owner_person=user).numchild == 2


def test_the_owner_updates_the_portfolio_through_a_revision(participant: Any) -> None:
    portfolio = portfolios.update(participant.portfolio, by=participant, tagline="I weave bands.")

    assert PortfolioPage.objects.get(pk=portfolio.pk).tagline == "I weave bands."
    assert portfolio.latest_revision.user == participant


def test_a_stranger_updates_nothing(participant: Any, stranger: Any) -> None:
    with pytest.raises(NotAllowed):
        portfolios.update(participant.portfolio, by=stranger, tagline="Mine now")


def test_a_post_is_published_and_dated(participant: Any) -> None:
    moment = timezone.now().replace(year=2026, month=3)

    post = posts.publish_post(
        blog=factories.journal(participant),
        title="The crooked rug",
        intro="It ran away.",
        body="<p>I measured <b>twice</b>.</p>",
        by=participant,
        now=moment,
    )

    post.refresh_from_db()
    assert post.live
    assert post.first_published_at == moment
    assert post.owner == participant
    assert "twice" in str(post.body)


def test_a_stranger_posts_nothing_in_a_foreign_journal(participant: Any, stranger: Any) -> None:
    with pytest.raises(NotAllowed):
        posts.publish_post(blog=factories.journal(participant), title="Hello", by=stranger, now=timezone.now())
