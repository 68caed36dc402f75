"""The books themselves: purses, entries, and the two promises that an entry balances and no purse is overdrawn.

Whoever books on people's purses first locks these people, in one order, so that two entries never wait for one
another and nobody spends the same money twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from shop.models import LedgerAccount, LedgerEntry, Posting, Pot
from shop.services.ledger import reaching

Kind = LedgerAccount.Kind


class Unbalanced(DomainError):
    """The legs of an entry do not add up to nothing in every currency, or there are too few."""

    message = "This entry is not balanced."


class NotEnough(DomainError):
    """A purse that may not be overdrawn would be."""

    message = gettext_lazy("There is not that much money in it.")


class AlreadyReversed(DomainError):
    """The entry has been undone under another key."""

    message = "This entry has been undone before."


@dataclass(frozen=True)
class Purse:
    """Which account is meant; it is opened when first used."""

    kind: str
    currency: str
    provider: str = ""
    owner: User | None = None
    pot: Pot | None = None

    @property
    def floor(self) -> int | None:
        return LedgerAccount.FLOORS.get(self.kind)


def pot_of(pot: Pot) -> Purse:
    """Return the purse of `pot`."""
    return Purse(Kind.SAVINGS, pot.currency, owner=pot.owner, pot=pot)


@dataclass(frozen=True)
class Leg:
    purse: Purse
    amount_minor: int


def lock_people(people: Iterable[User]) -> None:
    """Let no two transactions book on the purses of `people` at the same time. One query."""
    ids = {person.pk for person in people}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def post(
    *,
    key: str,
    kind: str,
    legs: Sequence[Leg],
    now: datetime,
    memo: str = "",
    reverses: LedgerEntry | None = None,
) -> LedgerEntry:
    """Book `legs` (credit > 0) under `key`, once: the same key returns the first entry.

    Raises Unbalanced, NotEnough.
    """
    legs = [leg for leg in legs if leg.amount_minor]
    _require_balance(legs)
    with transaction.atomic():
        lock_people(leg.purse.owner for leg in legs if leg.purse.owner)
        existing: LedgerEntry | None = LedgerEntry.objects.filter(key=key).first()
        return existing or _book_or_find(key, kind, legs, now, memo, reverses)


def _book_or_find(
    key: str, kind: str, legs: Sequence[Leg], now: datetime, memo: str, reverses: LedgerEntry | None
) -> LedgerEntry:
    try:
        with transaction.atomic():
            return _book(key, kind, legs, now, memo, reverses)
    except IntegrityError:
        # Somebody else booked the same fact between our look and our write; anything else is not ours to hide.
        winner: LedgerEntry | None = LedgerEntry.objects.filter(key=key).first()
        if winner is None:
            raise
        return winner


def _book(
    key: str, kind: str, legs: Sequence[Leg], now: datetime, memo: str, reverses: LedgerEntry | None
) -> LedgerEntry:
    entry: LedgerEntry = LedgerEntry.objects.create(
        key=key, kind=kind, memo=memo, created_at=now, reverses=reverses
    )
    postings = [
        Posting(entry=entry, account=account, amount_minor=leg.amount_minor, currency=leg.purse.currency)
        for leg, account in [(leg, _account(leg.purse)) for leg in legs]
    ]
    # Always in the same order, so that two entries never wait for one another.
    postings.sort(key=lambda posting: posting.account_id)
    _require_cover(postings)
    Posting.objects.bulk_create(postings)
    if connection.vendor != "postgresql":
        _follow_postings(postings)
    reaching.look([leg.purse.pot for leg in legs if leg.purse.pot and leg.amount_minor > 0], now=now)
    return entry


def _require_cover(postings: Sequence[Posting]) -> None:
    changes: dict[LedgerAccount, int] = defaultdict(int)
    for posting in postings:
        changes[posting.account] += posting.amount_minor
    for account, change in changes.items():
        held, floor = account.balance_minor, account.floor_minor
        if held is not None and floor is not None and change < 0 and held + change < floor:
            raise NotEnough


def _follow_postings(postings: Sequence[Posting]) -> None:
    """What a trigger does on PostgreSQL."""
    for posting in postings:
        LedgerAccount.objects.filter(pk=posting.account_id, balance_minor__isnull=False).update(
            balance_minor=F("balance_minor") + posting.amount_minor
        )


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
        kind=purse.kind,
        provider=purse.provider,
        owner=purse.owner,
        pot=purse.pot,
        currency=purse.currency,
        defaults={"balance_minor": 0 if purse.owner else None, "floor_minor": purse.floor},
    )
    return account


def balance(
    *, kind: str, currency: str, provider: str = "", owner: User | None = None, pot: Pot | None = None
) -> int:
    """Return what an account holds, in smallest units; 0 if it was never used.

    One query; a person's purse knows its balance, others are summed. Without `pot`, all savings of the owner.
    """
    accounts = LedgerAccount.objects.filter(kind=kind, currency=currency, provider=provider, owner=owner)
    if pot:
        accounts = accounts.filter(pot=pot)
    if owner:
        return int(accounts.aggregate(total=Sum("balance_minor"))["total"] or 0)
    return int(Posting.objects.filter(account__in=accounts).aggregate(total=Sum("amount_minor"))["total"] or 0)
