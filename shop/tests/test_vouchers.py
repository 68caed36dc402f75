"""Vouchers: what they take off, who bears it, and that the last use is sold once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.exceptions import NotAllowed
from shop import money
from shop.models import LineExtra, SaleLine, Voucher, VoucherUse
from shop.selectors import integrity
from shop.selectors import orders as order_selectors
from shop.services import checkout, payments, quotes, vouchers
from shop.services.vouchers import Terms
from shop.tests import tills
from shop.tests.factories import piece
from shop.tests.test_checkout_pages import DETAILS, submit, text
from shop.tests.test_payment_services import late

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def voucher(maker, code="SPRING-10", **terms):
    if not terms.keys() & {"percent_bp", "amount_minor"}:
        terms["percent_bp"] = 1000
    return vouchers.make(by=maker, currency="EUR", terms=Terms(code=code, **terms))


def details(code="SPRING-10", **values):
    who = {"email": "guest@example.org", "name": "Greta Guest", "address": tills.ADDRESS}
    return checkout.Details(**who, voucher=code, **values)


def place(*pieces, code="SPRING-10", by=None, quantity=1, basket=None, **values):
    basket = basket or tills.basket_with(*pieces, by=by, quantity=quantity)
    wanted = details(code, **values)
    seen = quotes.quote(basket=basket, by=by, choices=wanted.choices).expected
    return checkout.place(details=wanted, by=by, expected=seen, now=timezone.now())


def taken_off(code, *pieces, quantity=1):
    basket = tills.basket_with(*pieces, quantity=quantity)
    return quotes.quote(basket=basket, by=None, choices=details(code).choices)


@pytest.mark.parametrize(
    ("terms", "price", "quantity", "minor"),
    [
        ({"percent_bp": 1000}, "25.00", 1, 250),
        ({"percent_bp": 3333}, "0.55", 1, 18),
        ({"percent_bp": 9000}, "25.00", 2, 4500),
        ({"amount_minor": 500}, "25.00", 1, 500),
        ({"amount_minor": 99_999}, "25.00", 1, 2250),
    ],
)
def test_what_it_takes_off(participant, terms, price, quantity, minor):
    voucher(participant, **terms)
    pot = piece(participant, kind="edition", price=price, quantity=5)

    quote = taken_off(" spring-10 ", pot, quantity=quantity)

    assert quote.discount.amount_minor == minor
    assert quote.total == quote.goods - quote.taken_off


def test_it_counts_for_its_makers_pieces_alone(participant, stranger):
    voucher(participant, percent_bp=5000)
    payment = place(piece(participant, price="40.00"), piece(stranger, price="30.00"))
    tills.pay(payment)

    sales = {sale.seller.user: sale for sale in SaleLine.objects.select_related("seller__user")}
    assert payment.amount_minor == 5000
    assert (sales[participant].gross_minor, sales[stranger].gross_minor) == (2000, 3000)
    assert list(integrity.problems()) == []


def test_the_discount_is_spread_to_the_last_cent_and_shares_are_of_what_was_paid(participant, settings):
    settings.PLATFORM_SHARE_BP, settings.COOP_SHARE_BP = 1000, 500
    voucher(participant, amount_minor=100)
    pieces = [piece(participant, kind="edition", price="9.99") for _ in range(3)]
    tills.pay(place(*pieces, tip_minor=200))

    extras = list(LineExtra.objects.order_by("pk"))
    assert sorted(extra.discount_minor for extra in extras) == [33, 33, 34]
    for sale in SaleLine.objects.select_related("line__extra"):
        paid = 999 - sale.line.extra.discount_minor
        assert sale.gross_minor == paid + sale.line.extra.amount_minor
        assert sale.share_minor == money.share_of(paid, 1000)
    assert sum(sale.gross_minor for sale in SaleLine.objects.all()) == 2997 + 200 - 100
    assert list(integrity.problems()) == []


@pytest.mark.parametrize(
    "terms",
    [
        {"starts_on": timezone.localdate() + timedelta(days=2)},
        {"ends_on": timezone.localdate() - timedelta(days=2)},
    ],
)
def test_outside_its_days_it_counts_no_more(participant, terms):
    voucher(participant, **terms)

    assert taken_off("SPRING-10", piece(participant)).voucher_refusal == vouchers.CannotUse().message


def test_unknown_ended_used_up_and_others_codes_get_the_same_answer(participant, stranger):
    pot = piece(participant, kind="edition", quantity=9)
    voucher(stranger, "OTHERS")
    vouchers.end(voucher=voucher(participant, "ENDED"), by=participant)
    voucher(participant, "USED-UP", most_uses=1)
    tills.pay(place(pot, code="USED-UP"))

    said = {taken_off(code, pot).voucher_refusal for code in ("NEVER-MADE", "OTHERS", "ENDED", "USED-UP")}

    assert said == {vouchers.CannotUse().message}


def test_below_its_least_worth_it_says_from_where_it_counts(participant):
    voucher(participant, least_minor=5000)

    assert "€50.00" in taken_off("SPRING-10", piece(participant, price="49.99")).voucher_refusal
    assert taken_off("SPRING-10", piece(participant, price="50.00")).discount


def test_an_order_with_a_code_that_takes_nothing_off_is_refused(participant):
    pot = piece(participant)

    with pytest.raises(checkout.VoucherRefused):
        place(pot, code="NEVER-MADE")
    assert tills.stock(pot) == (1, 0)


def test_a_use_counts_from_the_order_on_and_comes_back_when_it_is_given_up(participant):
    pot = piece(participant, kind="edition", quantity=9)
    code = voucher(participant, most_uses=1)
    payment = place(pot)
    code.refresh_from_db()
    assert code.used == 1
    with pytest.raises(checkout.VoucherRefused):
        place(pot)

    payments.start(payment=payment, now=timezone.now())
    payments.cancel(payment=payment, now=timezone.now())

    code.refresh_from_db()
    assert code.used == 0
    assert VoucherUse.objects.get().counts is False
    tills.pay(place(pot))
    code.refresh_from_db()
    assert code.used == 1


def test_who_pays_late_after_the_last_use_went_gets_the_money_back(participant):
    pot = piece(participant, kind="edition", quantity=9)
    voucher(participant, most_uses=1)
    payment = place(pot)
    payments.start(payment=payment, now=timezone.now())
    given_up = payments.cancel(payment=payment, now=timezone.now())
    tills.pay(place(pot))

    after = late(given_up)

    assert after.is_captured
    assert not after.settles
    assert after.refunds.get().amount_minor == after.amount_minor
    assert tills.stock(pot) == (8, 0)
    assert Voucher.objects.get().used == 1


def test_who_pays_late_while_a_use_is_left_has_the_order(participant):
    voucher(participant, most_uses=1)
    payment = place(piece(participant))
    payments.start(payment=payment, now=timezone.now())

    after = late(payments.cancel(payment=payment, now=timezone.now()))

    assert after.settles
    assert Voucher.objects.get().used == 1
    assert VoucherUse.objects.get().counts
    assert list(integrity.problems()) == []


def test_the_database_refuses_one_use_too_many(participant):
    code = voucher(participant, most_uses=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=code.pk).update(used=2)


@pytest.mark.parametrize(
    "terms",
    [
        {"percent_bp": 9001},
        {"percent_bp": 99},
        {"percent_bp": 0},
        {"amount_minor": 0},
        {"amount_minor": -5},
        {"percent_bp": 1000, "amount_minor": 5},
        {"percent_bp": 1000, "least_minor": -1},
        {"percent_bp": 1000, "most_uses": 0},
        {
            "percent_bp": 1000,
            "starts_on": timezone.localdate(),
            "ends_on": timezone.localdate() - timedelta(days=1),
        },
    ],
)
def test_terms_that_make_no_sense_are_refused(participant, terms):
    with pytest.raises(vouchers.BadVoucher):
        voucher(participant, **terms)


def test_codes_are_short_plain_and_unique(participant, stranger, buyer):
    for bad in ("ABC", "A" * 25, "SPÄT", "<script>", "-ABCD"):
        with pytest.raises(vouchers.BadCode):
            voucher(participant, bad)
    voucher(participant, "ONCE")
    with pytest.raises(vouchers.TakenCode):
        voucher(stranger, "once")
    with pytest.raises(NotAllowed):
        voucher(buyer, "BUYER")


def test_nobody_ends_anothers_voucher(participant, stranger, login):
    code = voucher(participant)

    with pytest.raises(NotAllowed):
        vouchers.end(voucher=code, by=stranger)
    assert login(stranger).post(reverse("shop:vouchers"), {"end": code.pk}).status_code == 404


def test_a_maker_makes_and_ends_one_in_the_pages(participant, login):
    client, page = login(participant), reverse("shop:vouchers")
    typed = {"code": "fair 2026", "percent": "12.5", "most_uses": "20"}

    assert client.post(reverse("shop:voucher_new"), typed).status_code == 302
    assert "FAIR2026" in text(client.get(page))
    assert "12.5 %" in text(client.get(page))
    assert client.post(reverse("shop:voucher_new"), typed).status_code == 422
    client.post(page, {"end": Voucher.objects.get().pk})

    assert "Ended" in text(client.get(page))


def test_the_form_says_what_is_wrong(participant, login):
    for typed in (
        {"code": "ABCD"},
        {"code": "ABCD", "percent": "95"},
        {"code": "ABCD", "percent": "5", "amount": "5"},
    ):
        assert login(participant).post(reverse("shop:voucher_new"), typed).status_code == 422
    assert not Voucher.objects.exists()


def test_a_guest_counts_it_and_pays_less(participant):
    voucher(participant, percent_bp=2000)
    client = tills.browser_with(piece(participant, price="50.00"))
    counted = client.post(DETAILS, {**tills.TYPED, "voucher": "spring-10", "count": "1"})
    assert "€40.00" in text(counted)
    assert "− €10.00" in text(counted)

    answer = client.post(DETAILS, {**tills.TYPED, "voucher": "spring-10", "seen": tills.seen(counted)})
    client.get(client.post(answer["Location"], {"answer": "pay"})["Location"])

    sale = SaleLine.objects.get()
    assert sale.gross_minor == 4000
    order = sale.line.order
    token = order_selectors.link_token(order)
    for name in ("shop:order_link", "shop:order_link_receipt"):
        assert "− €10.00" in text(Client().get(reverse(name, args=[token])))


def test_a_code_typed_at_the_last_moment_is_shown_before_it_counts(participant):
    voucher(participant)
    client = tills.browser_with(piece(participant))

    page = submit(client, voucher="SPRING-10")

    assert page.status_code == 409
    assert "the voucher" in text(page)


def test_a_wrong_code_is_marked_and_keeps_what_was_typed(participant):
    page = submit(tills.browser_with(piece(participant)), voucher="WRONG-1")

    assert page.status_code == 409
    assert vouchers.CannotUse().message in text(page)
    assert "12 Mill Lane" in page.content.decode()


def test_the_maker_reads_in_the_sale_what_the_voucher_took(participant, login):
    voucher(participant)
    tills.pay(place(piece(participant, price="30.00")))

    words = text(login(participant).get(reverse("shop:sales")))

    assert "Taken off by your voucher" in words
    assert "€3.00" in words
    assert "€27.00" in words


def test_the_list_asks_the_same_for_many(participant, login, assert_queries_do_not_grow):
    made = iter(range(100))

    assert_queries_do_not_grow(
        reverse("shop:vouchers"), lambda: voucher(participant, f"CODE-{next(made)}"), client=login(participant)
    )
