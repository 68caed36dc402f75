"""Does the money add up? Questions for `check_integrity`; each answers with the problems it found."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, Sum
from oscar.core.loading import get_model

from shop import money
from shop.models import (
    LedgerAccount,
    LedgerEntry,
    Payment,
    Payout,
    Posting,
    SaleLine,
    SaleSaving,
    TakenBack,
    Voucher,
    VoucherUse,
)

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
    yield from _balances()
    yield from _reversals()
    yield from _sales_against_ledger()
    yield from _savings_of_sales()
    yield from _payouts_against_ledger()
    yield from _stock()
    yield from _vouchers()
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
    paid = Order.objects.filter(status__in=["Paid", "Shipped", "Complete", "Refunded"])
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
    """What rests for makers is what is left of their sales that were not released."""
    held: dict[Any, int] = {
        (account.owner_id, account.currency): account.balance_minor or 0
        for account in LedgerAccount.objects.filter(kind=Kind.EARNINGS_PENDING)
    }
    sold: dict[Any, int] = defaultdict(int)
    waiting = SaleLine.objects.filter(released_at__isnull=True)
    for owner, currency, total in waiting.values_list("seller__user", "currency").annotate(
        total=Sum(F("net_minor") + F("savings_minor"))
    ):
        sold[owner, currency] += total
    taken: Any = TakenBack.objects.standing().filter(sale__released_at__isnull=True)
    for owner, currency, total in taken.values_list("sale__seller__user", "sale__currency").annotate(
        total=Sum(F("net_minor") + F("savings_minor"))
    ):
        sold[owner, currency] -= total
    for purse in sorted({*held, *sold}):
        if held.get(purse, 0) != sold[purse]:
            yield f"{held.get(purse, 0)} {purse[1]} rest for person {purse[0]}, sales say {sold[purse]}."


def _savings_of_sales() -> Iterator[str]:
    sums = SaleLine.objects.annotate(put=Sum("savings__amount_minor", default=0))
    for sale in sums.exclude(put=F("savings_minor")):
        yield f"Sale {sale.pk} saves {sale.savings_minor}, its pots say {sale.put}."
    back = TakenBack.objects.standing().values_list("sale").annotate(total=Sum("savings_minor"))
    taken = dict(back.order_by("sale"))
    for pk, total in SaleSaving.objects.values_list("sale").annotate(total=Sum("taken_minor")).order_by("sale"):
        if total != taken.get(pk, 0):
            yield f"{total} of the savings of sale {pk} were taken, its refunds say {taken.get(pk, 0)}."


def _payouts_against_ledger() -> Iterator[str]:
    """What is reserved for people is what is on its way to them, and each step of a payout is booked."""
    held: dict[Any, int] = {
        (account.owner_id, account.currency): account.balance_minor or 0
        for account in LedgerAccount.objects.filter(kind=Kind.RESERVED)
    }
    waiting = Payout.objects.open().order_by("person", "currency").values_list("person", "currency")
    asked: dict[Any, int] = {
        (person, currency): total for person, currency, total in waiting.annotate(total=Sum("amount_minor"))
    }
    for purse in sorted({*held, *asked}):
        reserved, said = held.get(purse, 0), asked.get(purse, 0)
        if reserved != said:
            yield f"{reserved} {purse[1]} are reserved for person {purse[0]}, payouts say {said}."
    booked = set(LedgerEntry.objects.filter(kind__startswith="payout_").values_list("key", flat=True))
    steps: dict[str, str] = {
        Payout.State.PAID: "paid",
        Payout.State.FAILED: "failed",
        Payout.State.CANCELLED: "cancel",
    }
    for payout in Payout.objects.order_by("pk"):
        wanted = {"reserve", *([steps[payout.state]] if payout.state in steps else [])}
        wanted |= {"paid"} if payout.paid_at else set()
        done = {step for step in ("reserve", *steps.values()) if f"payout-{step}:{payout.public_id}" in booked}
        if done != wanted:
            yield f"Payout {payout.public_id} is {payout.state}, but booked are {', '.join(sorted(done))}."
        if payout.problem and payout.ref and payout.state not in (Payout.State.SENT, Payout.State.FAILED):
            yield f"Payout {payout.public_id}: {payout.problem}"


def _balances() -> Iterator[str]:
    """The balance beside a person's purse is the sum of its postings, and none is below its floor."""
    sums: Any = LedgerAccount.objects.filter(balance_minor__isnull=False).annotate(
        total=Sum("postings__amount_minor", default=0)
    )
    for account in sums.exclude(total=F("balance_minor")):
        yield f"Account {account.pk} ({account}) says {account.balance_minor}, its postings {account.total}."
    for account in sums.filter(floor_minor__isnull=False, total__lt=F("floor_minor")):
        yield f"Account {account.pk} ({account}) holds {account.total}, less than its floor."
    savings = LedgerAccount.objects.filter(pot__isnull=False)
    for account in savings.exclude(owner=F("pot__owner"), currency=F("pot__currency")):
        yield f"Account {account.pk} is of another person or currency than its pot."


def _reversals() -> Iterator[str]:
    """What undoes an entry undoes all of it."""
    for entry in LedgerEntry.objects.filter(reverses__isnull=False).select_related("reverses"):
        legs = Counter(entry.postings.values_list("account", "amount_minor"))
        undone = Counter(
            (account, -amount)
            for account, amount in entry.reverses.postings.values_list("account", "amount_minor")
        )
        if legs != undone:
            yield f"Entry {entry.key} does not undo {entry.reverses.key} exactly."


def _vouchers() -> Iterator[str]:
    """A voucher is used as often as orders say, and lines bear together what it took off their order."""
    counted: Any = Voucher.objects.annotate(orders=Count("uses", filter=Q(uses__counts=True)))
    for voucher in counted.exclude(used=F("orders")):
        yield f"Voucher {voucher.pk} was used {voucher.used} times, orders say {voucher.orders}."
    borne: Any = VoucherUse.objects.annotate(borne=Sum("order__lines__extra__discount_minor", default=0))
    for use in borne.exclude(amount_minor=F("borne")):
        yield f"The voucher of order {use.order_id} takes {use.amount_minor} off, its lines say {use.borne}."


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
