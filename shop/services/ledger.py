"""Booking money: every fact once, every entry balanced, credit positive."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop.models import LedgerAccount, LedgerEntry, Payment, Posting, Refund, SaleLine

Kind = LedgerAccount.Kind


class Unbalanced(DomainError):
    """The legs of an entry do not add up to nothing in every currency, or there are too few."""

    message = "This entry is not balanced."


@dataclass(frozen=True)
class Purse:
    """Which account is meant; it is opened when first used."""

    kind: str
    currency: str
    provider: str = ""
    owner: User | None = None


@dataclass(frozen=True)
class Leg:
    purse: Purse
    amount_minor: int


def post(*, key: str, kind: str, legs: Sequence[Leg], now: datetime, memo: str = "") -> LedgerEntry:
    """Book `legs` (credit > 0) under `key`, once: the same key returns the first entry. Raises Unbalanced."""
    legs = [leg for leg in legs if leg.amount_minor]
    _require_balance(legs)
    existing: LedgerEntry | None = LedgerEntry.objects.filter(key=key).first()
    if existing:
        return existing
    try:
        with transaction.atomic():
            return _book(key, kind, legs, now, memo)
    except IntegrityError:
        # Somebody else booked the same fact between our look and our write.
        winner: LedgerEntry = LedgerEntry.objects.get(key=key)
        return winner


def _book(key: str, kind: str, legs: Sequence[Leg], now: datetime, memo: str) -> LedgerEntry:
    entry: LedgerEntry = LedgerEntry.objects.create(key=key, kind=kind, memo=memo, created_at=now)
    postings = [
        Posting(
            entry=entry,
            account=_account(leg.purse),
            amount_minor=leg.amount_minor,
            currency=leg.purse.currency,
        )
        for leg in legs
    ]
    # Always in the same order, so that two entries never wait for one another.
    Posting.objects.bulk_create(sorted(postings, key=lambda posting: posting.account_id))
    return entry


def _require_balance(legs: Sequence[Leg]) -> None:
    sums: dict[str, int] = defaultdict(int)
    for leg in legs:
        if type(leg.amount_minor) is not int:
            raise Unbalanced("Money is booked in whole smallest units.")
        sums[leg.purse.currency] += leg.amount_minor
    if len(legs) < 2 or any(sums.values()):
        raise Unbalanced


def _account(purse: Purse) -> LedgerAccount:
    account, _created = LedgerAccount.objects.get_or_create(
        kind=purse.kind, provider=purse.provider, owner=purse.owner, currency=purse.currency
    )
    return account


def balance(*, kind: str, currency: str, provider: str = "", owner: User | None = None) -> int:
    """Return what an account holds, in smallest units; 0 if it was never used. One query."""
    rows = Posting.objects.filter(
        account__kind=kind, account__currency=currency, account__provider=provider, account__owner=owner
    )
    return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


# What the shop books ---------------------------------------------------------------------------------------


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
    """Book each maker's part of an accepted payment as resting earnings, and the platform's share."""
    legs = [Leg(Purse(Kind.UNEARNED, payment.currency), -sum(sale.gross_minor for sale in sales))]
    legs.append(Leg(Purse(Kind.FEE_INCOME, payment.currency), sum(sale.share_minor for sale in sales)))
    for sale in sales:
        owner = sale.seller.user
        legs.append(Leg(Purse(Kind.EARNINGS_PENDING, payment.currency, owner=owner), sale.net_minor))
    post(key=f"earn:{payment.uuid}", kind="earn", legs=legs, now=now)


def post_release(*, sale: SaleLine, now: datetime) -> None:
    """Book that a sale's earnings have rested long enough."""
    if not sale.net_minor:
        return
    owner = sale.seller.user
    post(
        key=f"release:{sale.pk}",
        kind="release",
        legs=[
            Leg(Purse(Kind.EARNINGS_PENDING, sale.currency, owner=owner), -sale.net_minor),
            Leg(Purse(Kind.EARNINGS, sale.currency, owner=owner), sale.net_minor),
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
