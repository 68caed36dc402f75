"""The first page of somebody who only buys: what is made for them, and what they ordered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.testing import cast
from shop.models import CommissionOffer
from shop.tests import factories, tills
from shop.tests.test_commissions import brought_to

pytestmark = pytest.mark.django_db
HOME = "/my/"
Status = CommissionOffer.Status


def page_of(client: Client) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_has_bought_nothing_is_led_to_the_shop(buyer: Any, login: Any) -> None:
    main = page_of(login(buyer)).split('id="bought"')[1].split("</section>")[0]

    assert "What you buy appears here" in main
    assert f'href="{reverse("catalogue:index")}"' in main


def test_the_latest_orders_and_what_waits_for_an_answer_are_there(
    buyer: Any, participant: Any, login: Any
) -> None:
    payment = tills.paid(factories.piece(participant), by=buyer)
    offer = brought_to(Status.OFFERED, participant, buyer)

    page = page_of(login(buyer))

    assert payment.order.number in page
    assert offer.get_absolute_url() in page


@pytest.mark.parametrize("state", [Status.WAITING, Status.DECLINED, Status.WITHDRAWN])
def test_what_is_over_or_not_yet_looked_at_is_not(state: str, buyer: Any, participant: Any, login: Any) -> None:
    offer = brought_to(state, participant, buyer)

    assert offer.get_absolute_url() not in page_of(login(buyer))


def test_another_buyers_orders_are_not_there(buyer: Any, participant: Any, login: Any) -> None:
    other = tills.paid(factories.piece(participant), by=cast.person("Hannah Osei", "buyer"))

    assert other.order.number not in page_of(login(buyer))


def test_more_orders_ask_no_more(
    buyer: Any, participant: Any, login: Any, assert_queries_do_not_grow: Any
) -> None:
    def add_order() -> None:
        tills.paid(factories.piece(participant), by=buyer)

    assert_queries_do_not_grow(HOME, add_order, client=login(buyer), rows=4)


@pytest.mark.parametrize("who", ["buyer", "participant"])
def test_everybody_finds_their_commissions(who: str, request: Any, login: Any) -> None:
    assert f'href="{reverse("shop:commissions")}"' in page_of(login(request.getfixturevalue(who)))


@pytest.mark.parametrize(("who", "has"), [("mentor", True), ("moderator", True), ("participant", False)])
def test_who_accompanies_finds_their_desk(who: str, has: bool, request: Any, login: Any) -> None:
    page = page_of(login(request.getfixturevalue(who)))

    assert (f'href="{reverse("mentor_desk:index")}"' in page) is has


@pytest.mark.parametrize(
    ("who", "leads_to"), [("participant", "mentorship:commissions"), ("buyer", "mentorship:project_list")]
)
def test_who_has_no_commission_is_led_to_where_one_begins(
    who: str, leads_to: str, request: Any, login: Any
) -> None:
    page = login(request.getfixturevalue(who)).get(reverse("shop:commissions")).content.decode()

    empty = page.split('class="empty"')[1].split("</div>")[0]
    assert f'href="{reverse(leads_to)}"' in empty
