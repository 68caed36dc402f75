"""Does the money add up? Questions for `check_integrity`; each answers with the problems it found."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, Sum
from oscar.core.loading import get_model

from shop import money
from shop.models import LedgerAccount, LedgerEntry, Payment, Posting, SaleLine

Kind = LedgerAccount.Kind
Line = get_model("order", "Line")
Order = get_model("order", "Order")
StockRecord = get_model("partner", "StockRecord")


def problems() -> Iterator[str]:
    """Walk through every promise that money and stock make and yield a sentence for each that is broken."""
    yield from _unbalanced_entries()
    yield from _foreign_currencies()
    yield from _payments_against_ledger()
    yield from _orders_against_payments()
    yield from _sales_against_ledger()
    yield from _stock()
    for payment in Payment.objects.exclude(problem=""):
        yield f"Payment {payment.uuid} of order {payment.order_id}: {payment.problem}"


def figures() -> list[tuple[str, int]]:
    """Count what there is, and say what each kind of account holds."""
    rows: list[tuple[str, int]] = [
        ("entries", LedgerEntry.objects.count()),
        ("postings", Posting.objects.count()),
        ("payments captured", Payment.objects.filter(state=Payment.State.CAPTURED).count()),
        ("sold lines", SaleLine.objects.count()),
    ]
    sums: Any = (
        Posting.objects.values("account__kind", "currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("account__kind", "currency")
    )
    return rows + [(f"{row['account__kind']} {row['currency']}", row["total"]) for row in sums]


def _unbalanced_entries() -> Iterator[str]:
    sums: Any = (
        Posting.objects.values("entry__key", "currency")
        .annotate(total=Sum("amount_minor"))
        .exclude(total=0)
        .order_by("entry__key")
    )
    for row in sums:
        yield f"Entry {row['entry__key']} is off by {row['total']} {row['currency']}."
    short: Any = LedgerEntry.objects.annotate(legs=Count("postings")).filter(legs__lt=2)
    for entry in short:
        yield f"Entry {entry.key} has fewer than two legs."


def _foreign_currencies() -> Iterator[str]:
    for posting in Posting.objects.exclude(currency=F("account__currency")).select_related("entry"):
        yield f"Entry {posting.entry.key} books {posting.currency} on an account of another currency."


def _payments_against_ledger() -> Iterator[str]:
    booked = set(LedgerEntry.objects.filter(kind__in=["capture", "earn"]).values_list("key", flat=True))
    captured = Payment.objects.filter(state=Payment.State.CAPTURED)
    for payment in captured:
        if f"capture:{payment.uuid}" not in booked:
            yield f"Payment {payment.uuid} is captured but not booked."
        if payment.settles != (f"earn:{payment.uuid}" in booked):
            yield f"Payment {payment.uuid}: accepted and booked as earned do not agree."
    expected = captured.count()
    if LedgerEntry.objects.filter(kind="capture").count() != expected:
        yield f"There are not exactly {expected} capture entries."


def _orders_against_payments() -> Iterator[str]:
    paid = Order.objects.filter(status__in=["Paid", "Shipped", "Complete"])
    for order in paid.annotate(settling=Count("payments", filter=Q(payments__settles=True))).exclude(settling=1):
        yield f"Order {order.number} is {order.status} without exactly one payment."
    unpaid = Order.objects.filter(status__in=["Awaiting payment", "Cancelled"], payments__settles=True)
    for order in unpaid.distinct():
        yield f"Order {order.number} is {order.status} although it was paid."
    settled: Any = Payment.objects.filter(settles=True).select_related("order")
    for payment in settled:
        if payment.amount_minor != money.to_minor(payment.order.total_incl_tax, payment.order.currency):
            yield f"Order {payment.order.number} and its payment differ."


def _sales_against_ledger() -> Iterator[str]:
    """What makers hold equals what their sales say."""
    for kind, released in ((Kind.EARNINGS_PENDING, False), (Kind.EARNINGS, True)):
        postings: Any = (
            Posting.objects.filter(account__kind=kind)
            .values_list("account__owner", "currency")
            .annotate(total=Sum("amount_minor"))
        )
        sales: Any = (
            SaleLine.objects.filter(released_at__isnull=not released)
            .values_list("seller__user", "currency")
            .annotate(total=Sum("net_minor"))
        )
        held = {(owner, currency): total for owner, currency, total in postings}
        sold = {(owner, currency): total for owner, currency, total in sales}
        for purse in sorted({*held, *sold}):
            if held.get(purse, 0) != sold.get(purse, 0):
                yield f"{kind} of person {purse[0]} holds {held.get(purse, 0)}, sales say {sold.get(purse, 0)}."


def _stock() -> Iterator[str]:
    over = StockRecord.objects.filter(num_in_stock__isnull=False, num_allocated__gt=F("num_in_stock"))
    for record in over:
        yield f"Stock record {record.pk}: {record.num_allocated} promised of {record.num_in_stock}."
    promised: dict[int, int] = dict(
        Line.objects.filter(status="Awaiting payment", allocation_cancelled=False)
        .exclude(stockrecord=None)
        .values_list("stockrecord")
        .annotate(total=Sum("num_allocated"))
    )
    tracked = StockRecord.objects.filter(product__product_class__track_stock=True)
    for pk, allocated in tracked.values_list("pk", "num_allocated"):
        if (allocated or 0) != promised.get(pk, 0):
            yield f"Stock record {pk}: {allocated or 0} set aside, open orders need {promised.get(pk, 0)}."
