"""The last use of a voucher is sold once, however many stand at the till. PostgreSQL only."""

from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from portal.testing.races import together
from shop.models import Payment, Voucher, VoucherUse
from shop.selectors import integrity
from shop.services import checkout, payments, quotes, vouchers
from shop.services.vouchers import Terms
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BUYERS = 12


def order(pot: Any, number: int) -> Payment:
    basket, now = tills.basket_with(pot), timezone.now()
    details = checkout.Details(
        email=f"buyer{number}@example.org", name="Greta", address=tills.ADDRESS, voucher="LAST-ONE"
    )
    seen = quotes.quote(basket=basket, by=None, choices=details.choices).expected
    return checkout.place(details=details, by=None, expected=seen, now=now)


@pytest.mark.parametrize("uses", [1, 5])
def test_no_more_orders_use_it_than_may(participant: Any, uses: int) -> None:
    vouchers.make(by=participant, currency="EUR", terms=Terms(code="LAST-ONE", percent_bp=1000, most_uses=uses))
    pot = piece(participant, kind="edition", quantity=50)

    answers = together(*(lambda n=n: order(pot, n) for n in range(BUYERS)))

    assert Counter(type(each).__name__ for each in answers) == {"Payment": uses, "VoucherRefused": BUYERS - uses}
    assert Voucher.objects.get().used == VoucherUse.objects.filter(counts=True).count() == uses
    assert tills.stock(pot) == (50, uses)


def test_a_use_that_comes_back_is_sold_once_more(participant: Any) -> None:
    vouchers.make(by=participant, currency="EUR", terms=Terms(code="LAST-ONE", percent_bp=1000, most_uses=1))
    pot = piece(participant, kind="edition", quantity=50)
    first = order(pot, 0)
    payments.start(payment=first, now=timezone.now())

    jobs = [lambda: payments.cancel(payment=first, now=timezone.now())]
    jobs += [lambda n=n: order(pot, n) for n in range(1, BUYERS)]
    answers = together(*jobs)

    ordered = [each for each in answers[1:] if isinstance(each, Payment)]
    # Who saw the total without it while it was gone is shown the new total first.
    refusals = (checkout.VoucherRefused, checkout.DeliveryChanged)
    refused = [each for each in answers[1:] if isinstance(each, refusals)]
    assert len(ordered) <= 1
    assert len(ordered) + len(refused) == BUYERS - 1, answers
    assert Voucher.objects.get().used == len(ordered)
    if not ordered:
        ordered = [order(pot, BUYERS)]
    assert Voucher.objects.get().used == 1
    for each in ordered:
        tills.pay(each)
    assert list(integrity.problems()) == []
