"""What a maker sees of what was sold: their own lines and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.models import SaleLine
from shop.services import orders
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db
SALES = "/my/sales/"


@pytest.fixture
def shared_order(participant, stranger):
    """One order with a piece of each; the stranger's is a download."""
    return tills.paid(
        piece(participant, title="Blue jug", price="40.00"),
        piece(stranger, title="Slow waltz", price="5.00", kind="digital"),
    )


def test_a_maker_sees_own_lines_with_address_and_note(shared_order, participant, login):
    page = text(login(participant).get(SALES))

    assert "Blue jug" in page
    assert "12 Mill Lane" in page
    assert "Please wrap it well." in page
    assert "€40.00" in page
    assert "Slow waltz" not in page
    assert "€5.00" not in page
    assert "guest@example.org" not in page


def test_who_sends_nothing_learns_no_address(shared_order, stranger, login):
    page = text(login(stranger).get(SALES))

    assert "Slow waltz" in page
    assert "12 Mill Lane" not in page
    assert "Greta" not in page
    assert "Blue jug" not in page


def test_a_maker_marks_a_piece_as_sent(shared_order, participant, login):
    sale = SaleLine.objects.get(seller__user=participant)

    page = login(participant).post(
        reverse("shop:sale_ship", args=[sale.pk]), {"tracking": " DHL  1 "}, follow=True
    )

    sale.refresh_from_db()
    assert sale.tracking == "DHL 1"
    assert sale.shipped_at
    assert "Shipped" in text(page)


def test_nobody_marks_another_makers_piece(shared_order, participant, stranger, buyer, login):
    sale = SaleLine.objects.get(seller__user=participant)
    address = reverse("shop:sale_ship", args=[sale.pk])

    assert login(stranger).post(address).status_code == 404
    assert login(buyer).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    sale.refresh_from_db()
    assert sale.shipped_at is None


def test_opening_the_address_of_sending_leads_to_the_sales(participant, login):
    assert login(participant).get("/my/sales/1/sent/")["Location"] == "/my/sales/"


def test_a_download_is_not_sent(shared_order, stranger, login):
    sale = SaleLine.objects.get(seller__user=stranger)

    page = login(stranger).post(reverse("shop:sale_ship", args=[sale.pk]), follow=True)

    assert "nothing to send" in text(page)


def test_unpaid_orders_are_no_sales(participant, login):
    tills.order(piece(participant, title="Blue jug"))

    assert "Blue jug" not in text(login(participant).get(SALES))


def test_earned_money_is_resting_first_and_then_available(participant, login):
    now = timezone.now()
    tills.paid(piece(participant, kind="digital", price="12.00"), now=now)
    assert "Earned, resting €12.00" in text(login(participant).get(SALES))

    orders.release_due(now=now + timedelta(days=8))

    assert "Earned, available €12.00" in text(login(participant).get(SALES))


def test_sales_ask_the_same_number_of_questions(participant, stranger, login, assert_queries_do_not_grow):
    def sell():
        tills.paid(piece(participant), piece(stranger))

    assert assert_queries_do_not_grow(SALES, sell, client=login(participant), rows=8) <= 15


def test_orders_ask_the_same_number_of_questions(participant, buyer, login, assert_queries_do_not_grow):
    def buy():
        tills.paid(piece(participant), by=buyer)

    assert assert_queries_do_not_grow(reverse("shop:orders"), buy, client=login(buyer), rows=8) <= 15


def test_what_waits_to_be_sent_is_told_as_a_number(participant, login):
    tills.paid(piece(participant))

    page = login(participant).get(reverse("shop:sales"))

    assert page.context["to_send"] == 1
    assert "QuerySet" not in page.content.decode()
