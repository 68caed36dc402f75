"""The deposit of a commission, paid and given up at the same time. PostgreSQL only."""

from collections import Counter

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from portal.testing.races import together
from shop.models import CommissionOffer, LedgerEntry, Payment, SaleLine
from shop.payments import demo
from shop.selectors import integrity
from shop.services import commission_parts, commissions, payments
from shop.tests.test_commissions import DETAILS, Status, brought_to

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Order = get_model("order", "Order")


def test_a_deposit_paid_in_eight_windows_is_one_payment(participant, buyer):
    offer = brought_to(Status.ACCEPTED, participant, buyer)

    def pay():
        now = timezone.now()
        payment = commissions.pay(offer=offer, details=DETAILS, by=buyer, now=now)
        payments.start(payment=payment, now=now)
        demo.DemoSession.objects.filter(key=payment.uuid, status="open").update(status="paid")
        return payments.sync(payment=payment, now=now).pk

    answers = together(*[pay] * 8)

    paid = [answer for answer in answers if isinstance(answer, int)]
    late = [answer for answer in answers if not isinstance(answer, int)]
    assert len(set(paid)) == 1
    assert all(isinstance(answer, commissions.NotNow) for answer in late), answers
    assert Order.objects.count() == Payment.objects.count() == SaleLine.objects.count() == 1
    assert LedgerEntry.objects.filter(kind="capture").count() == 1
    assert CommissionOffer.objects.get().status == Status.DEPOSIT_PAID
    assert list(integrity.problems()) == []


def test_paid_or_withdrawn_but_never_both(participant, buyer):
    ends = Counter()
    for _round in range(6):
        CommissionOffer.objects.update(request=None)
        offer = brought_to(Status.ACCEPTED, participant, buyer)

        def pay(offer=offer):
            now = timezone.now()
            payment = commissions.pay(offer=offer, details=DETAILS, by=buyer, now=now)
            payments.start(payment=payment, now=now)
            demo.pay(key=payment.uuid)
            return payments.sync(payment=payment, now=now).settles

        def withdraw(offer=offer):
            return commissions.withdraw(offer=offer, by=participant).status

        paid, gone = together(pay, withdraw)

        offer.refresh_from_db()
        ends[offer.status] += 1
        if offer.status == Status.WITHDRAWN:
            assert isinstance(paid, commissions.NotNow), paid
        else:
            assert paid is True
            assert isinstance(gone, (commission_parts.BeingPaid, commissions.NotNow)), gone
    assert set(ends) <= {Status.WITHDRAWN, Status.DEPOSIT_PAID}
    assert list(integrity.problems()) == []
