"""Sales for cash: entered by the maker, countersigned by somebody else, in the same books as every other sale."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.exceptions import NotAllowed
from portal.testing import letters
from shop import payments as providers
from shop.models import CashSale, LedgerEntry, Payment, SaleLine
from shop.selectors import integrity
from shop.services import baskets, cash, ledger, options, orders, payments, refunds
from shop.services.options import Choice
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def money_adds_up():
    yield
    assert list(integrity.problems()) == []


def enter(listing, by, **values):
    values = {"quantity": 1, "sold_on": timezone.localdate(), "place": "Spring fair", **values}
    return cash.enter(listing=listing, by=by, now=timezone.now(), **values)


def pending(maker):
    return ledger.balance(kind="earnings_pending", currency="EUR", owner=maker)


def test_what_was_sold_leaves_the_shop_at_once_and_counts_with_the_second_signature(participant, mentor):
    pot = piece(participant, price="20.00")

    sale = enter(pot, participant)
    assert tills.stock(pot) == (1, 1)
    assert pending(participant) == 0
    payment = cash.countersign(sale=sale, by=mentor, now=timezone.now())

    assert payment.settles
    assert tills.stock(pot) == (0, 0)
    assert pending(participant) == 2000
    assert ledger.balance(kind="clearing", currency="EUR", provider="cash") == -2000
    payment.order.refresh_from_db()
    assert payment.order.status == "Shipped"


def test_it_is_shared_and_saved_like_every_other_sale(participant, mentor, settings):
    settings.PLATFORM_SHARE_BP = 1000
    cash.countersign(sale=enter(piece(participant, price="20.00"), participant), by=mentor, now=timezone.now())

    sale = SaleLine.objects.get()
    assert (sale.gross_minor, sale.share_minor, sale.net_minor) == (2000, 200, 1800)
    assert orders.release_due(now=timezone.now() + timedelta(days=8)) == 1


def test_nobody_gets_a_mail_to_no_address(participant, mentor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        cash.countersign(sale=enter(piece(participant), participant), by=mentor, now=timezone.now())

    assert sorted(letters.addresses(letters.sent())) == sorted([mentor.email, participant.email])


def test_nobody_signs_for_themselves_or_for_whom_they_do_not_accompany(participant, stranger, buyer, moderator):
    sale = enter(piece(participant), participant)

    for person in (participant, stranger, buyer):
        with pytest.raises(NotAllowed):
            cash.countersign(sale=sale, by=person, now=timezone.now())
        with pytest.raises(NotAllowed):
            cash.refuse(sale=sale, note="?", by=person, now=timezone.now())
    assert cash.countersign(sale=sale, by=moderator, now=timezone.now()).settles


def test_the_database_itself_wants_two_people(participant):
    sale = enter(piece(participant), participant)

    with pytest.raises(IntegrityError), transaction.atomic():
        CashSale.objects.filter(pk=sale.pk).update(
            status="signed", decided_by=participant, decided_at=timezone.now()
        )


def test_a_refused_sale_frees_its_pieces_and_needs_a_reason(participant, mentor):
    pot = piece(participant)
    sale = enter(pot, participant)
    with pytest.raises(cash.SayWhy):
        cash.refuse(sale=sale, note=" ", by=mentor, now=timezone.now())

    payment = cash.refuse(sale=sale, note="The money is not here.", by=mentor, now=timezone.now())

    assert payment.state == Payment.State.FAILED
    assert tills.stock(pot) == (1, 0)
    with pytest.raises(cash.NotWaiting):
        cash.countersign(sale=sale, by=mentor, now=timezone.now())
    assert not LedgerEntry.objects.exists()


def test_signing_twice_is_signing_once(participant, mentor):
    sale = enter(piece(participant), participant)
    cash.countersign(sale=sale, by=mentor, now=timezone.now())

    with pytest.raises(cash.NotWaiting):
        cash.countersign(sale=sale, by=mentor, now=timezone.now())
    assert LedgerEntry.objects.filter(kind="capture").count() == 1


def test_a_sale_that_nobody_signs_lets_its_pieces_go_after_thirty_days_and_not_before(participant, mentor):
    pot = piece(participant)
    sale = enter(pot, participant)

    assert cash.let_go(now=timezone.now() + timedelta(days=29)) == 0
    assert cash.let_go(now=timezone.now() + timedelta(days=31)) == 1
    assert cash.let_go(now=timezone.now() + timedelta(days=32)) == 0

    sale.refresh_from_db()
    assert (sale.status, sale.payment.state) == ("lapsed", Payment.State.FAILED)
    assert tills.stock(pot) == (1, 0)
    with pytest.raises(cash.NotWaiting):
        cash.countersign(sale=sale, by=mentor, now=timezone.now())
    assert not LedgerEntry.objects.exists()


def test_what_is_signed_is_not_let_go(participant, mentor):
    pot = piece(participant)
    cash.countersign(sale=enter(pot, participant), by=mentor, now=timezone.now())

    assert cash.let_go(now=timezone.now() + timedelta(days=99)) == 0
    assert tills.stock(pot) == (0, 0)


def test_the_sweeper_of_the_till_leaves_a_sale_that_waits_alone(participant):
    pot = piece(participant)
    sale = enter(pot, participant)

    payments.sweep(now=timezone.now() + timedelta(days=60))

    sale.payment.refresh_from_db()
    assert sale.payment.state == Payment.State.PROCESSING
    assert tills.stock(pot) == (1, 1)


def test_only_ones_own_pieces_that_are_there_are_sold(participant, stranger):
    pot = piece(participant, kind="edition", quantity=2)
    with pytest.raises(NotAllowed):
        enter(pot, stranger)
    with pytest.raises(baskets.TooMany):
        enter(pot, participant, quantity=3)
    with pytest.raises(cash.NotYetSold):
        enter(pot, participant, sold_on=timezone.localdate() + timedelta(days=2))

    enter(pot, participant, quantity=2)

    with pytest.raises((baskets.SoldOut, baskets.Held)):
        enter(pot, participant)


def test_a_size_is_sold_from_its_own_stock(participant, mentor):
    shirt = piece(participant, kind="edition", title="Shirt")
    options.set_all(
        listing=shirt,
        choices=[Choice("S", "", Decimal("20"), 2), Choice("L", "", Decimal("30"), 1)],
        by=participant,
    )
    large = shirt.options.get(size="L")

    sale = enter(shirt, participant, option=large.pk)

    assert sale.payment.amount_minor == 3000


def test_money_of_a_cash_sale_goes_back_out_of_the_till(participant, mentor):
    payment = cash.countersign(
        sale=enter(piece(participant, price="20.00"), participant), by=mentor, now=timezone.now()
    )
    part = refunds.Part(SaleLine.objects.get(), 2000, restock=1)
    refund = refunds.ask(payment=payment, parts=[part], reason="Broken", by=participant, now=timezone.now())

    assert refunds.give_back(refund=refund, now=timezone.now()).state == "done"

    assert ledger.balance(kind="clearing", currency="EUR", provider="cash") == 0


def test_buyers_cannot_choose_cash(settings):
    settings.PAYMENT_PROVIDERS = ["cash", "demo"]

    assert [name for name, _way in providers.switched_on()] == ["demo"]


# Pages -----------------------------------------------------------------------------------------------------


def test_a_maker_enters_a_sale_and_their_mentor_signs(participant, mentor, login):
    pot = piece(participant, title="Blue jug", price="20.00")
    new = reverse("shop:cash_sale_new")
    assert "Blue jug" in login(participant).get(new).content.decode()

    typed = {"piece": str(pot.pk), "quantity": "1", "sold_on": "2026-01-02", "place": "Spring fair"}
    assert login(participant).post(new, typed)["Location"] == reverse("shop:cash_sales")
    assert "Waits for a second signature" in login(participant).get(reverse("shop:cash_sales")).content.decode()
    desk = reverse("shop:cash_to_sign")
    assert "Blue jug" in login(mentor).get(desk).content.decode()
    login(mentor).post(desk, {"sale": CashSale.objects.get().pk, "sign": "1"})

    assert CashSale.objects.get().status == "signed"
    assert "Nothing waits" in login(mentor).get(desk).content.decode()


def test_a_mentor_refuses_with_a_reason_that_the_maker_reads(participant, mentor, login):
    sale = enter(piece(participant), participant)

    login(mentor).post(reverse("shop:cash_to_sign"), {"sale": sale.pk, "refuse": "1", "note": "No money came."})

    assert "No money came." in login(participant).get(reverse("shop:cash_sales")).content.decode()


def test_others_do_not_find_what_waits(participant, stranger, login, moderator):
    sale = enter(piece(participant, title="Blue jug"), participant)
    desk = reverse("shop:cash_to_sign")

    other = login(stranger)
    assert other.get(desk).status_code == 404
    assert "Blue jug" in login(moderator).get(desk).content.decode()
    assert "Blue jug" not in other.get(reverse("shop:cash_sales")).content.decode()
    assert login(moderator).post(desk, {"sale": "x", "sign": "1"}).status_code == 404
    assert Client().get(desk).status_code == 302
    sale.refresh_from_db()
    assert sale.status == "waiting"


@pytest.mark.parametrize(
    "wrong", [{"piece": "999999"}, {"quantity": "0"}, {"quantity": "-1"}, {"sold_on": "yesterday"}, {"place": ""}]
)
def test_what_makes_no_sense_is_not_entered(participant, login, wrong):
    pot = piece(participant)
    typed = {"piece": str(pot.pk), "quantity": "1", "sold_on": "2026-01-02", "place": "Fair", **wrong}

    assert login(participant).post(reverse("shop:cash_sale_new"), typed).status_code == 422

    assert not CashSale.objects.exists()


def test_the_lists_ask_no_more_for_more_rows(participant, mentor, login, assert_queries_do_not_grow):
    def add():
        enter(piece(participant), participant)

    assert_queries_do_not_grow(reverse("shop:cash_sales"), add, client=login(participant), rows=4)
    assert_queries_do_not_grow(reverse("shop:cash_to_sign"), add, client=login(mentor), rows=4)
