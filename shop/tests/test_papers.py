"""Receipts for buyers and packing slips for makers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop import printing
from shop.models import SaleLine, Seller
from shop.selectors import orders as order_selectors
from shop.selectors import receipts
from shop.services import checkout, listings, orders, quotes, selling
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(participant, stranger):
    """One paid order of a guest with a piece of each of two makers."""
    selling.set_terms(by=participant, policy="Send it back within a month.")
    selling.set_terms(by=stranger, policy="No returns.")
    return tills.paid(
        piece(participant, title="Blue jug", price="40.00"), piece(stranger, title="Slow waltz", price="5.00")
    )


@pytest.fixture
def words_of(monkeypatch):
    """`words_of(client, address)`: what is written on a PDF."""
    written = []

    def write(words, *args, **kwargs):
        written.append(words)
        return paragraph(words, *args, **kwargs)

    paragraph = printing.Paragraph
    monkeypatch.setattr(printing, "Paragraph", write)

    def fetch(client, address):
        written.clear()
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        return " ".join(written)

    return fetch


def link(name, payment):
    return reverse(name, args=[order_selectors.link_token(payment.order)])


def test_a_guest_reads_the_receipt_by_the_link(shared):
    page = Client().get(link("shop:order_link_receipt", shared))

    words = text(page)
    assert page["X-Robots-Tag"] == "noindex"
    for expected in ("Amina Okoye", "Bruno Teixeira", "Blue jug", "€40.00", "€5.00", "€45.00", "12 Mill Lane"):
        assert expected in words


def test_the_receipt_keeps_the_promise_of_the_day_of_the_sale(shared, participant):
    selling.set_terms(by=participant, policy="Everything is final now.")

    words = text(Client().get(link("shop:order_link_receipt", shared)))

    assert "Send it back within a month." in words
    assert "No returns." in words
    assert "final now" not in words


def test_the_receipt_as_pdf_says_the_same(shared, words_of):
    words = words_of(Client(), link("shop:order_link_receipt_pdf", shared))

    for expected in (
        "Blue jug",
        "€45.00",
        "Send it back within a month.",
        "guest@example.org",
        shared.order.number,
    ):
        assert expected in words


def test_letters_of_east_asia_and_markup_stand_on_paper_as_they_are(participant, words_of):
    payment = tills.paid(piece(participant, title="<b>壺</b> & jug"))

    words = words_of(Client(), link("shop:order_link_receipt_pdf", payment))

    assert '&lt;b&gt;<font name="STSong-Light">壺</font>&lt;/b&gt; &amp; jug' in words


def test_an_account_finds_its_receipt_and_nobody_elses(participant, buyer, stranger, login):
    number = tills.paid(piece(participant), by=buyer, email=buyer.email).order.number
    for name in ("shop:receipt", "shop:receipt_pdf"):
        address = reverse(name, args=[number])

        assert login(buyer).get(address).status_code == 200
        assert login(stranger).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_what_is_not_paid_has_no_receipt(participant):
    payment = tills.order(piece(participant))

    assert Client().get(link("shop:order_link_receipt", payment)).status_code == 404
    assert "Receipt" not in text(Client().get(link("shop:order_link", payment)))


def test_a_forged_or_old_link_opens_no_receipt(shared, monkeypatch):
    address = link("shop:order_link_receipt", shared)
    assert Client().get(address.replace(":", "x", 1)).status_code == 404

    monkeypatch.setattr("shop.selectors.orders.by_link.__kwdefaults__", {"max_age_days": -1})
    assert Client().get(address).status_code == 410


def test_a_receipt_tells_what_went_back(participant):
    payment = tills.paid(piece(participant, price="30.00"))
    payment.refunds.create(amount_minor=1000, currency="EUR", reason="Chipped", state="done", ref="r1")
    payment.refunds.create(amount_minor=500, currency="EUR", reason="Waits")

    order = order_selectors.with_lines(type(payment.order).objects.filter(pk=payment.order_id)).get()

    assert f"{receipts.receipt(order).returned}" == "10.00"


def test_the_receipt_asks_the_same_for_one_maker_as_for_many(participant, stranger):
    few = link("shop:order_link_receipt", tills.paid(piece(participant)))
    many = link("shop:order_link_receipt", tills.paid(*(piece(stranger) for _ in range(6)), piece(participant)))
    client = Client()
    client.get(few)

    counts = []
    for address in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_slip_holds_own_things_and_what_sending_needs(shared, participant, login, words_of):
    sale = SaleLine.objects.get(seller__user=participant)

    page = text(login(participant).get(reverse("shop:slip", args=[sale.pk])))
    pdf = words_of(login(participant), reverse("shop:slip_pdf", args=[sale.pk]))

    for words in (page, pdf):
        assert "Blue jug" in words
        assert "12 Mill Lane" in words
        assert "Please wrap it well." in words
        for hidden in ("Slow waltz", "guest@example.org", "40.00", "45.00"):
            assert hidden not in words


def test_nobody_else_prints_a_slip(shared, participant, stranger, buyer, login):
    sale = SaleLine.objects.get(seller__user=participant)
    for name in ("shop:slip", "shop:slip_pdf"):
        address = reverse(name, args=[sale.pk])

        assert login(stranger).get(address).status_code == 404
        assert login(buyer).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_who_is_visited_learns_no_address(participant, stranger, login):
    """Another maker of the same order sends by post, so the order has an address."""
    fetched = piece(participant, title="Blue jug")
    selling.set_terms(by=participant, pickup="Mill Lane 3")
    listings_of = type(fetched).objects.filter(pk=fetched.pk)
    listings_of.update(can_be_picked_up=True)
    payment = _fetch(fetched, piece(stranger, title="Slow waltz"), maker=Seller.objects.get(user=participant))
    sale = SaleLine.objects.get(seller__user=participant)

    for address in (reverse("shop:slip", args=[sale.pk]), reverse("shop:sales")):
        words = text(login(participant).get(address))
        assert "12 Mill Lane" not in words
        assert "Greta Guest" in words
        assert "Mill Lane 3" in words
    assert payment.order.shipping_address.line1 == "12 Mill Lane"


def _fetch(*pieces, maker):
    basket, now = tills.basket_with(*pieces), timezone.now()
    details = checkout.Details(
        email="guest@example.org", name="Greta Guest", address=tills.ADDRESS, fetched=frozenset({maker.pk})
    )
    seen = quotes.quote(basket=basket, by=None, choices=details.choices).expected
    return tills.pay(checkout.place(details=details, by=None, expected=seen, now=now))


def test_the_buyer_reads_when_and_how_it_was_sent(shared, participant):
    sale = SaleLine.objects.get(seller__user=participant)
    orders.ship(sale=sale, by=participant, now=timezone.now(), tracking="DHL 123")

    words = text(Client().get(link("shop:order_link", shared)))

    assert "sent on" in words
    assert "DHL 123" in words


def test_the_list_of_sales_asks_the_same_for_many(participant, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(
        reverse("shop:sales"), lambda: tills.paid(piece(participant)), client=login(participant), rows=3
    )


def test_withdrawn_pieces_keep_their_receipt(shared, participant):
    listing = participant.seller.listings.get()
    listings.withdraw(listing=listing, by=participant)

    assert "Blue jug" in text(Client().get(link("shop:order_link_receipt", shared)))
