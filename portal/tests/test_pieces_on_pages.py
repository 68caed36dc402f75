"""Pieces of the shop on pages of people: two apps that know nothing of one another."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from cms_pages.blocks import ProductBlock
from cms_pages.models import PortfolioPage
from cms_pages.services import portfolios
from cms_pages.tests import factories
from cms_pages.tests.test_admin import edit_url, portfolio_form
from cms_pages.tests.test_blocks import shown
from shop.services import listings
from shop.tests import factories as pieces

pytestmark = pytest.mark.django_db


def test_a_piece_shows_its_price_while_it_is_in_the_shop(client: Client, participant: Any) -> None:
    piece = pieces.piece(participant, price="25.00")

    assert "25.00" in shown(client, participant, [("product", piece.project)])
    listings.withdraw(listing=piece, by=participant)

    assert piece.get_absolute_url() not in client.get(participant.portfolio.url).content.decode()


def test_a_work_that_is_not_in_the_shop_is_refused_in_words(participant: Any) -> None:
    with pytest.raises(ValidationError, match="is not in the shop"):
        ProductBlock().clean(factories.work(participant))


def test_the_chooser_of_pieces_holds_only_ones_own_that_are_in_the_shop(
    participant: Any, stranger: Any, login: Any
) -> None:
    mine = pieces.piece(participant, title="My belt")
    theirs = pieces.piece(stranger, title="Their belt")
    unsold = factories.work(participant, "A belt at home")
    browser = login(participant)

    page = browser.get(reverse("offer_chooser:choose")).content.decode()

    assert "My belt" in page
    assert "Their belt" not in page
    assert "A belt at home" not in page
    assert browser.get(reverse("offer_chooser:chosen", args=[mine.project_id])).status_code == 200
    for other in (theirs.project_id, unsold.pk):
        assert browser.get(reverse("offer_chooser:chosen", args=[other])).status_code == 404


def test_many_pieces_cost_no_more_than_two(participant: Any, assert_queries_do_not_grow: Any) -> None:
    def more() -> None:
        participant.portfolio.refresh_from_db()
        body = [(block.block_type, block.value) for block in participant.portfolio.body]
        body.append(("product", pieces.piece(participant).project))
        portfolios.update(participant.portfolio, by=participant, body=body)

    assert_queries_do_not_grow(participant.portfolio.url, more, rows=4)


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_a_posted_piece_must_be_ones_own(whose: str, participant: Any, stranger: Any, login: Any) -> None:
    piece = pieces.piece(participant if whose == "mine" else stranger)
    body = streamfield([("product", str(piece.project_id))])

    answer = login(participant).post(edit_url(participant.portfolio), portfolio_form(body=body))

    assert len(PortfolioPage.objects.get(pk=participant.portfolio.pk).body) == (1 if whose == "mine" else 0)
    assert ("it is not yours" in answer.content.decode()) == (whose == "theirs")
