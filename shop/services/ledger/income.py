"""What comes in: a buyer's money, each maker's part of it, the provider's fee, and the end of the rest."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from shop.models import LedgerEntry, Payment, Refund, SaleLine, TakenBack
from shop.services import allocation
from shop.services.ledger.books import Kind, Leg, Purse, lock_people, post, pot_of
from shop.splits import split


def post_capture(*, payment: Payment, amount_minor: int, currency: str, now: datetime) -> None:
    """Book that the provider holds a buyer's money."""
    post(
        key=f"capture:{payment.uuid}",
        kind="capture",
        legs=[
            Leg(Purse(Kind.CLEARING, currency, provider=payment.provider), -amount_minor),
            Leg(Purse(Kind.UNEARNED, currency), amount_minor),
        ],
        now=now,
    )


def post_earnings(*, payment: Payment, sales: Sequence[SaleLine], now: datetime) -> None:
    """Book each maker's part of an accepted payment as resting earnings, and the shares of the others."""
    currency = payment.currency
    legs = [
        Leg(Purse(Kind.UNEARNED, currency), -sum(sale.gross_minor for sale in sales)),
        Leg(Purse(Kind.FEE_INCOME, currency), sum(sale.share_minor for sale in sales)),
        Leg(Purse(Kind.COOP_SHARE, currency), sum(sale.coop_minor for sale in sales)),
    ]
    legs.extend(
        Leg(Purse(Kind.EARNINGS_PENDING, currency, owner=sale.seller.user), sale.resting_minor) for sale in sales
    )
    post(key=f"earn:{payment.uuid}", kind="earn", legs=legs, now=now)


@transaction.atomic
def post_provider_fee(*, payment: Payment, fee_minor: int, currency: str, now: datetime) -> None:
    """Book what the provider kept of a captured payment, once; the makers' sides of its sales bear it.

    What their sides cannot bear, the fee of a payment that bought nothing, and a fee in another `currency` than
    the sales' are the platform's. May be called before or after the sales are released.
    """
    key = f"pfee:{payment.uuid}"
    sales = locked_sales(payment) if payment.settles and currency == payment.currency else []
    if not fee_minor or LedgerEntry.objects.filter(key=key).exists():
        return
    lock_people(sale.seller.user for sale in sales)
    wanted = split(fee_minor, [sale.gross_minor for sale in sales]) if sales else []
    borne = [(sale, _bear(sale, part, now)) for sale, part in zip(sales, wanted, strict=True)]
    legs = [
        Leg(Purse(Kind.CLEARING, currency, provider=payment.provider), fee_minor),
        Leg(Purse(Kind.PROVIDER_FEES, currency), -(fee_minor - sum(part for _sale, part in borne))),
    ]
    for sale, part in borne:
        kind = Kind.EARNINGS if sale.released_at else Kind.EARNINGS_PENDING
        legs.append(Leg(Purse(kind, currency, owner=sale.seller.user), -part))
    post(key=key, kind="provider_fee", legs=legs, now=now)


def locked_sales(payment: Payment) -> list[SaleLine]:
    """Return the sales that `payment` paid, locked, in the order in which sales are always locked."""
    rows = SaleLine.objects.select_for_update(of=("self",)).filter(line__order=payment.order_id)
    return list(rows.select_related("seller__user", "rule_set").order_by("pk"))


def _bear(sale: SaleLine, wanted: int, now: datetime) -> int:
    """Take a fee from what is left of the maker's side and return how much it could bear.

    While nothing was released or taken back, savings are divided anew: rules speak of what is left after the fee.
    """
    is_whole = not sale.released_at and not sale.taken_back.exists()
    if is_whole:
        sale.net_minor, sale.savings_minor = sale.resting_minor, 0
    part = min(wanted, net_left(sale))
    sale.fee_minor += part
    sale.net_minor -= part
    sale.save(update_fields=["fee_minor", "net_minor", "savings_minor", "updated_at"])
    if is_whole:
        allocation.divide(sale=sale, now=now)
    return part


def net_left(sale: SaleLine) -> int:
    """Return the maker's net amount without what was taken back. One query."""
    taken = TakenBack.objects.filter(sale=sale, undone_at__isnull=True).aggregate(net=Sum("net_minor", default=0))
    return sale.net_minor - int(taken["net"])


def post_release(*, sale: SaleLine, now: datetime) -> None:
    """Book that a sale's money has rested long enough: into the maker's pots, and the rest in hand."""
    owner, net = sale.seller.user, net_left(sale)
    savings = [(saving.pot, saving.left_minor) for saving in sale.savings.select_related("pot__owner")]
    resting = net + sum(amount for _pot, amount in savings)
    if not resting:
        return
    post(
        key=f"release:{sale.pk}",
        kind="release",
        legs=[
            Leg(Purse(Kind.EARNINGS_PENDING, sale.currency, owner=owner), -resting),
            Leg(Purse(Kind.EARNINGS, sale.currency, owner=owner), net),
            *[Leg(pot_of(pot), amount) for pot, amount in savings],
        ],
        now=now,
    )


def post_refund(*, refund: Refund, now: datetime) -> None:
    """Book that money which was never assigned to a maker went back to its buyer."""
    post(
        key=f"refund:{refund.uuid}",
        kind="refund",
        legs=[
            Leg(Purse(Kind.UNEARNED, refund.currency), -refund.amount_minor),
            Leg(Purse(Kind.CLEARING, refund.currency, provider=refund.payment.provider), refund.amount_minor),
        ],
        now=now,
        memo=refund.reason,
    )
