"""Bookkeeping: exact, balanced, never changed."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.append_only import HistoryIsFixed
from shop import money
from shop.models import LedgerEntry, Posting
from shop.services import ledger
from shop.services.ledger import Kind, Leg, Purse, books

A, B = Purse(Kind.UNEARNED, "EUR"), Purse(Kind.FEE_INCOME, "EUR")


def book(key="k", legs=None):
    return ledger.post(key=key, kind="test", legs=legs or [Leg(A, -100), Leg(B, 100)], now=timezone.now())


@given(st.integers(0, 10**12), st.sampled_from(sorted(money.EXPONENTS)))
def test_amounts_survive_the_way_to_minor_units_and_back(amount_minor, currency):
    assert money.to_minor(money.from_minor(amount_minor, currency), currency) == amount_minor


@given(st.decimals(0, 10**9, places=2))
def test_two_digits_are_exact_in_euro(amount):
    assert Decimal(money.to_minor(amount, "EUR")) == amount * 100


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (Decimal("19.999"), "EUR"),
        (Decimal("100.50"), "JPY"),
        (Decimal("1.00"), "KWD"),
        (Decimal("NaN"), "EUR"),
        (Decimal("Infinity"), "EUR"),
        (19.99, "EUR"),
    ],
)
def test_amounts_that_cannot_be_exact_are_refused(amount, currency):
    with pytest.raises(money.InexactAmount):
        money.to_minor(amount, currency)


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_share_never_creates_or_loses_money(amount_minor, basis_points):
    share = money.share_of(amount_minor, basis_points)

    assert 0 <= share <= amount_minor
    assert abs(share * 10_000 - amount_minor * basis_points) <= 5_000
    assert share + (amount_minor - share) == amount_minor


@given(st.integers(0, 10**9))
def test_the_ends_of_the_scale_are_nothing_and_all(amount_minor):
    assert money.share_of(amount_minor, 0) == 0
    assert money.share_of(amount_minor, 10_000) == amount_minor


def test_half_a_cent_goes_up():
    assert money.share_of(5, 1000) == 1
    assert money.share_of(4, 1000) == 0


@pytest.mark.django_db
def test_a_fact_is_booked_once():
    assert book() == book()
    assert ledger.balance(kind=Kind.FEE_INCOME, currency="EUR") == 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    "legs",
    [
        [Leg(A, -100), Leg(B, 99)],
        [Leg(A, 100)],
        [Leg(A, 0), Leg(B, 0)],
        [Leg(A, -100), Leg(Purse(Kind.FEE_INCOME, "USD"), 100)],
        [Leg(A, Decimal(-1)), Leg(B, Decimal(1))],
        [Leg(A, -1.0), Leg(B, 1.0)],
    ],
)
def test_what_does_not_balance_is_not_booked(legs):
    with pytest.raises(ledger.Unbalanced):
        book(legs=legs)

    assert not LedgerEntry.objects.exists()


@pytest.mark.django_db
def test_history_cannot_be_changed_from_python():
    entry = book()
    posting = entry.postings.first()

    for change in (
        entry.save,
        entry.delete,
        posting.save,
        posting.delete,
        lambda: Posting.objects.update(amount_minor=1),
        lambda: Posting.objects.all().delete(),
        lambda: LedgerEntry.objects.filter(pk=entry.pk).update(memo="x"),
        lambda: Posting.objects.bulk_update([posting], ["amount_minor"]),
    ):
        with pytest.raises(HistoryIsFixed):
            change()


@pytest.mark.django_db
@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop_posting SET amount_minor = 1",
        "DELETE FROM shop_posting",
        "UPDATE shop_ledgerentry SET memo = 'x'",
        "DELETE FROM shop_ledgerentry",
        "TRUNCATE shop_posting",
        "TRUNCATE shop_ledgerentry CASCADE",
        "TRUNCATE shop_ledgeraccount CASCADE",
        "DELETE FROM shop_ledgeraccount",
        "UPDATE shop_ledgeraccount SET balance_minor = 1000000 WHERE balance_minor IS NOT NULL",
        "UPDATE shop_ledgeraccount SET currency = 'USD'",
        "UPDATE shop_ledgeraccount SET floor_minor = -1000000 WHERE balance_minor IS NOT NULL",
        "INSERT INTO shop_posting (entry_id, account_id, amount_minor, currency)"
        " SELECT entry_id, account_id, v, 'USD' FROM (SELECT * FROM shop_posting LIMIT 1) p,"
        " (VALUES (7), (-7)) x(v)",
        "INSERT INTO shop_posting (entry_id, account_id, amount_minor, currency)"
        " SELECT entry_id, account_id, 7, currency FROM shop_posting LIMIT 1",
    ],
)
def test_history_cannot_be_changed_in_sql_either(statement, participant):
    book(legs=[Leg(A, -100), Leg(Purse(Kind.EARNINGS, "EUR", owner=participant), 100)])

    def attack():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError):
        attack()


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_no_leg_is_added_to_an_entry_that_is_closed():
    entry = book()

    def add():
        legs = [Posting(entry=entry, account=leg.account, amount_minor=n, currency="EUR") for leg, n in pairs]
        with transaction.atomic():
            Posting.objects.bulk_create(legs)

    pairs = list(zip(entry.postings.select_related("account"), (5, -5), strict=True))
    with pytest.raises(DatabaseError, match="is closed"):
        add()


@pytest.mark.django_db
def test_a_purse_with_a_floor_gives_only_what_is_in_it(participant):
    resting = Purse(Kind.EARNINGS_PENDING, "EUR", owner=participant)
    book(legs=[Leg(A, -100), Leg(resting, 100)])

    with pytest.raises(ledger.NotEnough):
        book(key="too much", legs=[Leg(A, 101), Leg(resting, -101)])
    book(key="all", legs=[Leg(A, 100), Leg(resting, -100)])

    assert ledger.balance(kind=Kind.EARNINGS_PENDING, currency="EUR", owner=participant) == 0
    assert LedgerEntry.objects.count() == 2


@pytest.mark.django_db
def test_the_database_refuses_an_overdrawn_purse_as_well(participant, monkeypatch):
    monkeypatch.setattr(books, "_require_cover", lambda postings: None)
    resting = Purse(Kind.EARNINGS_PENDING, "EUR", owner=participant)

    with pytest.raises(IntegrityError):
        book(legs=[Leg(A, 1), Leg(resting, -1)])


@pytest.mark.django_db
def test_earnings_may_be_below_nothing(participant):
    earnings = Purse(Kind.EARNINGS, "EUR", owner=participant)

    book(legs=[Leg(A, 1), Leg(earnings, -1)])

    assert ledger.balance(kind=Kind.EARNINGS, currency="EUR", owner=participant) == -1


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=8),
    st.integers(0, 10_000),
)
def test_random_sales_leave_the_books_at_nothing(grosses, basis_points):
    with transaction.atomic():
        shares = [money.share_of(gross, basis_points) for gross in grosses]
        legs = [Leg(A, -sum(grosses)), Leg(B, sum(shares))]
        legs += [
            Leg(Purse(Kind.CLEARING, "EUR", provider=str(n)), g - s)
            for n, (g, s) in enumerate(zip(grosses, shares, strict=True))
        ]
        book(key=f"random:{grosses}:{basis_points}", legs=legs)

        assert Posting.objects.aggregate(total=Sum("amount_minor"))["total"] == 0
        transaction.set_rollback(True)
