"""From what the buyer paid down to what the maker has; and back again when it is refunded or disputed."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from shop.models import LedgerAccount, LedgerEntry, Posting, Refund, SaleLine, TakenBack
from shop.selectors import integrity
from shop.services import ledger, orders
from shop.services.ledger import Kind
from shop.splits import CannotSplit
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rates(settings):
    settings.PLATFORM_SHARE_BP, settings.COOP_SHARE_BP = 1000, 500


@pytest.fixture
def payment(participant):
    """A pot of 25.00 and three prints of 10.00, paid: 55.00."""
    pot, print_ = piece(participant), piece(participant, kind="edition", price="10.00", quantity=9)
    basket = tills.basket_with(pot)
    basket.add_product(print_.product, 3)
    paid = tills.paid(basket=basket)
    assert paid.amount_minor == 5500
    return paid


def sales(payment):
    return list(SaleLine.objects.filter(line__order=payment.order).order_by("-gross_minor", "pk"))


def refund(payment, *parts, amount=None):
    row = Refund.objects.create(
        payment=payment,
        amount_minor=sum(part for _sale, part in parts) if amount is None else amount,
        currency="EUR",
        reason="Broken on the way.",
    )
    ledger.post_sale_refund(refund=row, parts=parts, now=timezone.now())
    return row


def release(payment):
    SaleLine.objects.filter(line__order=payment.order).update(shipped_at=timezone.now())
    orders.release_due(now=timezone.now() + timedelta(days=30))


def held(kind, owner=None, **which):
    return ledger.balance(kind=kind, currency="EUR", owner=owner, **which)


def balances_follow_postings():
    for account in LedgerAccount.objects.filter(balance_minor__isnull=False):
        total = Posting.objects.filter(account=account).aggregate(total=Sum("amount_minor", default=0))["total"]
        assert account.balance_minor == total, account
    return not list(integrity.problems())


def test_rates_are_copied_when_it_is_paid(payment, settings):
    settings.PLATFORM_SHARE_BP = settings.COOP_SHARE_BP = 0

    thirty, pot = sales(payment)

    assert (thirty.gross_minor, thirty.share_minor, thirty.coop_minor, thirty.net_minor) == (3000, 300, 150, 2550)
    assert (pot.gross_minor, pot.share_bp, pot.coop_bp, pot.net_minor) == (2500, 1000, 500, 2125)


def test_the_cooperative_and_the_platform_together_never_take_more_than_all(participant, settings):
    settings.PLATFORM_SHARE_BP = settings.COOP_SHARE_BP = 5000

    sale = sales(tills.paid(piece(participant, price="1.01")))[0]

    assert (sale.share_minor, sale.coop_minor, sale.net_minor) == (51, 50, 0)


def test_the_providers_fee_is_spread_over_the_lines_and_borne_by_the_maker(payment, participant):
    ledger.post_provider_fee(payment=payment, fee_minor=101, currency="EUR", now=timezone.now())
    ledger.post_provider_fee(payment=payment, fee_minor=101, currency="EUR", now=timezone.now())

    thirty, pot = sales(payment)
    assert (thirty.fee_minor, pot.fee_minor) == (55, 46)
    assert (thirty.net_minor, pot.net_minor) == (2495, 2079)
    assert held(Kind.EARNINGS_PENDING, participant) == 2495 + 2079
    assert held(Kind.PROVIDER_FEES) == 0
    assert held(Kind.CLEARING, provider="demo") == -5399
    assert balances_follow_postings()


def test_a_fee_that_comes_after_the_release_is_taken_from_earnings(payment, participant):
    release(payment)

    ledger.post_provider_fee(payment=payment, fee_minor=101, currency="EUR", now=timezone.now())

    assert held(Kind.EARNINGS, participant) == 2550 + 2125 - 101
    assert balances_follow_postings()


def test_a_fee_in_another_currency_is_the_platforms_and_stays_in_that_currency(payment, participant):
    ledger.post_provider_fee(payment=payment, fee_minor=101, currency="USD", now=timezone.now())

    assert sum(sale.fee_minor for sale in sales(payment)) == 0
    assert held(Kind.CLEARING, provider="demo") == -5500
    assert ledger.balance(kind=Kind.CLEARING, currency="USD", provider="demo") == 101
    assert ledger.balance(kind=Kind.PROVIDER_FEES, currency="USD") == -101
    assert balances_follow_postings()


def test_a_fee_larger_than_what_is_left_is_the_platforms(participant, settings):
    settings.PLATFORM_SHARE_BP, settings.COOP_SHARE_BP = 9000, 0
    paid = tills.paid(piece(participant, price="1.00"))

    ledger.post_provider_fee(payment=paid, fee_minor=30, currency="EUR", now=timezone.now())

    assert sales(paid)[0].net_minor == 0
    assert held(Kind.PROVIDER_FEES) == -20


def test_a_full_refund_takes_every_part_back(payment, participant):
    thirty, pot = sales(payment)

    refund(payment, (thirty, 3000), (pot, 2500))

    assert held(Kind.EARNINGS_PENDING, participant) == 0
    assert held(Kind.FEE_INCOME) == held(Kind.COOP_SHARE) == held(Kind.CLEARING, provider="demo") == 0
    assert balances_follow_postings()


def test_many_small_refunds_end_at_nothing(payment, participant):
    thirty, pot = sales(payment)

    for amount in (1, 2, 3, 7, 11, 476, 1000, 1000):
        refund(payment, (pot, amount))

    taken = TakenBack.objects.filter(sale=pot)
    assert taken.aggregate(all=Sum("net_minor"))["all"] == pot.net_minor
    assert taken.aggregate(all=Sum("share_minor"))["all"] == pot.share_minor
    with pytest.raises(CannotSplit):
        refund(payment, (pot, 1))
    assert held(Kind.EARNINGS_PENDING, participant) == thirty.net_minor


def test_a_refund_is_booked_once(payment):
    pot = sales(payment)[1]
    row = refund(payment, (pot, 100))

    ledger.post_sale_refund(refund=row, parts=[(pot, 100)], now=timezone.now())

    assert TakenBack.objects.count() == 1


def test_parts_that_do_not_make_the_refund_are_refused(payment, participant):
    pot = sales(payment)[1]
    other = sales(tills.paid(piece(participant)))[0]

    for parts, amount in ([(pot, 100)], 99), ([(other, 100)], 100), ([], 100):
        with pytest.raises(ledger.NotOfThisPayment):
            refund(payment, *parts, amount=amount)


def test_after_the_release_earnings_give_it_and_may_go_below_nothing(payment, participant):
    ledger.post_provider_fee(payment=payment, fee_minor=101, currency="EUR", now=timezone.now())
    release(payment)
    thirty, pot = sales(payment)

    refund(payment, (thirty, 3000), (pot, 2500))

    assert held(Kind.EARNINGS, participant) == -101
    assert balances_follow_postings()


def test_a_refund_that_failed_is_undone_to_the_last_unit(payment, participant):
    pot = sales(payment)[1]
    row = refund(payment, (pot, 700))
    entry = LedgerEntry.objects.get(key=f"refund:{row.uuid}")
    release(payment)

    undone = ledger.reverse(entry=entry, key=f"refund-failed:{row.uuid}", now=timezone.now())

    assert ledger.reverse(entry=entry, key=f"refund-failed:{row.uuid}", now=timezone.now()) == undone
    assert undone.reverses == entry
    assert held(Kind.EARNINGS_PENDING, participant) == 0
    assert held(Kind.EARNINGS, participant) == 2550 + 2125
    with pytest.raises(ledger.AlreadyReversed):
        ledger.reverse(entry=entry, key="another", now=timezone.now())
    assert balances_follow_postings()


def test_a_dispute_holds_the_sales_money_and_gives_it_back_when_it_is_won(payment, participant):
    ledger.post_dispute(ref="dp_1", payment=payment, amount_minor=5500, fee_minor=1500, now=timezone.now())

    assert held(Kind.EARNINGS_PENDING, participant) == 0
    assert held(Kind.PROVIDER_FEES) == -1500
    assert held(Kind.CLEARING, provider="demo") == 1500

    ledger.post_dispute_won(ref="dp_1", now=timezone.now(), fee_back=True)

    assert held(Kind.EARNINGS_PENDING, participant) == 4675
    assert held(Kind.CLEARING, provider="demo") == -5500
    assert held(Kind.PROVIDER_FEES) == 0
    assert balances_follow_postings()


def test_nothing_of_a_disputed_sale_is_released(payment, participant):
    ledger.post_dispute(ref="dp_1", payment=payment, amount_minor=5500, now=timezone.now())

    release(payment)

    assert held(Kind.EARNINGS, participant) == 0
    assert not SaleLine.objects.filter(released_at__isnull=False).exists()


@pytest.mark.parametrize(("bearer", "kept", "lost"), [("platform", 4675, -5500), ("maker", 0, 0)])
def test_a_lost_dispute_is_borne_as_the_setting_says(payment, participant, settings, bearer, kept, lost):
    settings.DISPUTES_BORNE_BY = bearer
    ledger.post_dispute(ref="dp_1", payment=payment, amount_minor=5500, now=timezone.now())

    ledger.post_dispute_lost(ref="dp_1", now=timezone.now())

    assert held(Kind.EARNINGS_PENDING, participant) == kept
    assert held(Kind.LOSSES) == lost
    assert held(Kind.DISPUTE_HOLD) == held(Kind.CLEARING, provider="demo") == 0
    assert balances_follow_postings()


def test_what_a_refunded_sale_cannot_cover_the_platform_holds_out(payment, settings):
    settings.DISPUTES_BORNE_BY = "maker"
    pot = sales(payment)[1]
    refund(payment, (pot, 2500))

    ledger.post_dispute(ref="dp_1", payment=payment, amount_minor=5500, now=timezone.now())
    assert held(Kind.DISPUTE_HOLD) == -2500
    ledger.post_dispute_lost(ref="dp_1", now=timezone.now())

    assert (held(Kind.DISPUTE_HOLD), held(Kind.LOSSES)) == (0, -2500)
    assert balances_follow_postings()
