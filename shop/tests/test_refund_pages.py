"""Giving money back: who may, how much, what becomes of pieces and books; and the desk of payments."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.exceptions import NotAllowed
from shop.models import DemoSession, Payment, ProviderEvent, Refund, SaleLine, TakenBack
from shop.payments import demo
from shop.payments.base import ProviderDown
from shop.selectors import integrity
from shop.services import desk, inbox, ledger, orders, refunds
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def money_adds_up():
    yield
    assert list(integrity.problems()) == []


def sale_of(payment):
    return SaleLine.objects.get(line__order=payment.order_id)


def address(payment):
    return reverse("shop:sale_refund", args=[sale_of(payment).pk])


def ask(payment, by, amount, **values):
    return refunds.ask(
        payment=payment,
        parts=[refunds.Part(sale_of(payment), amount, **values)],
        reason="Broken",
        by=by,
        now=timezone.now(),
    )


def test_a_maker_gives_part_of_it_back_and_keeps_the_rest(participant, login, settings):
    settings.PLATFORM_SHARE_BP = 1000
    payment = tills.paid(piece(participant, price="20.00"))
    page = login(participant).get(address(payment)).content.decode()
    assert 'value="20.00"' in page

    answer = login(participant).post(address(payment), {"amount": "5.00", "reason": "Scratched", "restock": "0"})

    assert answer["Location"] == reverse("shop:sales")
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.state, refund.requested_by) == (500, "done", participant)
    assert DemoSession.objects.get().refunds == {str(refund.uuid): 500}
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == 1350
    assert ledger.balance(kind="fee_income", currency="EUR") == 150
    assert sale_of(payment).line.status == "Paid"


def test_a_piece_that_came_back_is_for_sale_again_if_its_maker_says_so(participant, login):
    pot = piece(participant, price="20.00")
    payment = tills.paid(pot)

    login(participant).post(address(payment), {"amount": "20.00", "reason": "Returned", "restock": "1"})

    assert tills.stock(pot) == (1, 0)
    payment.order.refresh_from_db()
    assert payment.order.status == "Refunded"
    assert tills.paid(pot).settles


def test_no_more_pieces_come_back_than_were_sold(participant):
    pot = piece(participant, price="20.00")
    payment = tills.paid(pot)
    for _part in range(2):
        refunds.give_back(refund=ask(payment, participant, 1000, restock=1), now=timezone.now())

    assert tills.stock(pot) == (1, 0)


def test_a_refund_that_failed_leaves_its_pieces_to_the_next(participant):
    pot = piece(participant, price="20.00")
    payment = tills.paid(pot)
    refused = ask(payment, participant, 2000, restock=1)
    Refund.objects.filter(pk=refused.pk).update(state="failed")

    refunds.give_back(refund=ask(payment, participant, 2000, restock=1), now=timezone.now())

    assert tills.stock(pot) == (1, 0)


@pytest.mark.parametrize("restock", [-1, -1000])
def test_nobody_takes_pieces_out_of_the_shop_by_a_refund(restock, participant):
    prints = piece(participant, kind="edition", price="20.00", quantity=5)
    payment = tills.paid(prints)

    refunds.give_back(refund=ask(payment, participant, 500, restock=restock), now=timezone.now())

    assert tills.stock(prints) == (4, 0)


def test_the_same_sale_named_twice_gives_no_more_than_it_has(participant):
    payment = tills.paid(piece(participant, price="20.00"))
    parts = [refunds.Part(sale_of(payment), 1500), refunds.Part(sale_of(payment), 1500)]

    with pytest.raises(refunds.TooMuch):
        refunds.ask(payment=payment, parts=parts, reason="?", by=participant, now=timezone.now())

    assert not Refund.objects.exists()


def test_without_that_word_it_stays_sold(participant):
    pot = piece(participant, price="20.00")

    refunds.give_back(refund=ask(tills.paid(pot), participant, 2000), now=timezone.now())

    assert tills.stock(pot) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"amount": "20.01", "reason": "?"}, 409, "more than is left"),
        ({"amount": "0", "reason": "?"}, 409, "Say how much"),
        ({"amount": "-1", "reason": "?"}, 422, "cannot be negative"),
        ({"amount": "1e3", "reason": "?"}, 409, "more than is left"),
        ({"amount": "5.001", "reason": "?"}, 422, ""),
        ({"amount": "5", "reason": ""}, 422, "required"),
        ({"amount": "5", "reason": "?", "restock": "2"}, 422, ""),
        ({"amount": "5", "reason": "?", "restock": "-1"}, 422, ""),
    ],
)
def test_what_makes_no_sense_moves_nothing(participant, login, typed, status, words):
    payment = tills.paid(piece(participant, price="20.00"))

    answer = login(participant).post(address(payment), {"restock": "0", **typed})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Refund.objects.exists()


def test_only_the_maker_and_coordinators_find_the_page(participant, stranger, mentor, moderator, buyer, login):
    payment = tills.paid(piece(participant))

    for person in (stranger, mentor, buyer):
        assert login(person).get(address(payment)).status_code == 404
        assert login(person).post(address(payment), {"amount": "1", "reason": "?"}).status_code == 404
        with pytest.raises(NotAllowed):
            ask(payment, person, 1)
    assert Client().get(address(payment)).status_code == 302
    assert login(moderator).get(address(payment)).status_code == 200


def test_a_coordinator_gives_back_from_the_desk(participant, moderator, login):
    payment = tills.paid(piece(participant, price="20.00"))
    page = reverse("shop:payment_desk", args=[payment.uuid])
    assert address(payment) in login(moderator).get(page).content.decode()

    answer = login(moderator).post(address(payment), {"amount": "20", "reason": "Never sent", "restock": "0"})

    assert answer["Location"] == page
    assert "Never sent" in login(moderator).get(page).content.decode()


def test_a_maker_cannot_give_back_for_another_makers_line(participant, stranger):
    payment = tills.paid(piece(participant), piece(stranger))
    theirs = SaleLine.objects.get(seller__user=stranger)

    with pytest.raises(NotAllowed):
        refunds.ask(
            payment=payment,
            parts=[refunds.Part(theirs, 100)],
            reason="?",
            by=participant,
            now=timezone.now(),
        )


def test_what_was_promised_is_not_promised_twice(participant):
    payment = tills.paid(piece(participant, price="20.00"))
    ask(payment, participant, 1500)

    with pytest.raises(refunds.TooMuch):
        ask(payment, participant, 501)

    assert refunds.finish_waiting(now=timezone.now()) == {"refunded": 1, "failed": 0}


def test_a_refund_after_the_release_comes_out_of_earnings(participant):
    payment = tills.paid(piece(participant, price="20.00"))
    now = timezone.now() + timedelta(days=8)
    orders.ship(sale=sale_of(payment), by=participant, now=now)
    orders.release_due(now=now)

    refunds.give_back(refund=ask(payment, participant, 2000), now=now)

    assert ledger.balance(kind="earnings", currency="EUR", owner=participant) == 0
    assert TakenBack.objects.get().was_resting is False


def test_a_line_given_back_before_it_was_sent_need_not_be_sent_and_ends(participant, login):
    payment = tills.paid(piece(participant, price="20.00"))
    refunds.give_back(refund=ask(payment, participant, 2000), now=timezone.now())

    page = login(participant).get(reverse("shop:sales")).content.decode()
    assert "Mark as sent" not in page

    assert orders.release_due(now=timezone.now() + timedelta(days=8)) == 1
    assert sale_of(payment).line.status == "Refunded"


def test_when_the_provider_is_silent_the_maker_is_told_and_the_clock_goes_on(participant, login, monkeypatch):
    payment = tills.paid(piece(participant, price="20.00"))
    with monkeypatch.context() as patch:
        patch.setattr(demo.DemoProvider, "refund", lambda self, refund: (_ for _ in ()).throw(ProviderDown()))
        answer = login(participant).post(
            address(payment), {"amount": "5", "reason": "Broken", "restock": "0"}, follow=True
        )
    assert "as soon as it does" in answer.content.decode()

    refunds.finish_waiting(now=timezone.now() + timedelta(minutes=2))

    assert Refund.objects.get().state == "done"


def test_what_the_provider_refuses_is_said_and_stays_undone(participant, login):
    payment = tills.paid(piece(participant, price="20.00"))
    DemoSession.objects.update(amount_minor=100)

    answer = login(participant).post(
        address(payment), {"amount": "5", "reason": "Broken", "restock": "0"}, follow=True
    )

    assert "refused" in answer.content.decode()
    assert Refund.objects.get().state == "failed"
    assert refunds.left_of(sale=sale_of(payment)) == 2000


def test_the_buyer_reads_what_went_back(participant, buyer, login):
    payment = tills.paid(piece(participant, price="20.00"), by=buyer)
    refunds.give_back(refund=ask(payment, participant, 500), now=timezone.now())

    page = login(buyer).get(reverse("shop:order", args=[payment.order.number])).content.decode()

    assert "of this order goes back to you" in page
    assert "Broken" in page


# The desk --------------------------------------------------------------------------------------------------


def test_the_desk_shows_payments_of_a_kind_and_no_address(participant, moderator, login):
    first, second = tills.paid(piece(participant)), tills.paid(piece(participant))
    refunds.give_back(refund=ask(first, participant, 500), now=timezone.now())

    everything = login(moderator).get(reverse("shop:payments_desk")).content.decode()
    given_back = login(moderator).get(reverse("shop:payments_desk"), {"kind": "refunds"}).content.decode()

    assert first.order.number in everything
    assert second.order.number in everything
    assert second.order.number not in given_back
    assert "guest@example.org" not in everything
    assert "No payment is in this state" in login(moderator).get("/my/payments/?kind=disputes").content.decode()


def test_the_desk_asks_the_provider_again(participant, moderator, login):
    payment = tills.order(piece(participant))
    demo.pay(key=payment.uuid)

    login(moderator).post(reverse("shop:payment_sync", args=[payment.uuid]))

    assert Payment.objects.get().settles


def test_only_coordinators_look_again(participant, stranger):
    payment = tills.order(piece(participant))

    with pytest.raises(NotAllowed):
        desk.look_again(payment=payment, by=stranger, now=timezone.now())


def dead_letter(payload="{}"):
    now = timezone.now()
    return ProviderEvent.objects.create(
        provider="demo",
        event_id=f"evt-{ProviderEvent.objects.count()}",
        kind="poison",
        payload=payload,
        next_try_at=now,
        dead_at=now,
        attempts=inbox.MOST_ATTEMPTS,
        error="ValueError: Nobody understands this.",
    )


def test_operators_read_dead_letters_and_act_on_them_again(participant, operator, moderator, login):
    event = dead_letter(json.dumps({}))
    page = login(operator).get(reverse("shop:provider_inbox"), {"kind": "dead"}).content.decode()
    assert "Nobody understands this." in page
    assert login(moderator).get(reverse("shop:provider_inbox")).status_code == 404

    login(operator).post(reverse("shop:event_replay", args=[event.pk]))

    event.refresh_from_db()
    assert event.processed_at


def test_the_lists_ask_no_more_for_more_rows(participant, moderator, operator, login, assert_queries_do_not_grow):
    def add_payment():
        refunds.give_back(refund=ask(tills.paid(piece(participant)), participant, 500), now=timezone.now())

    assert_queries_do_not_grow(reverse("shop:payments_desk"), add_payment, client=login(moderator), rows=4)
    assert_queries_do_not_grow(reverse("shop:provider_inbox"), dead_letter, client=login(operator))
    ProviderEvent.objects.all().delete()
