"""What goes back: refunds of sales, disputes, and entries that are undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from portal.core.exceptions import DomainError
from shop.models import LedgerAccount, LedgerEntry, Payment, Pot, Refund, SaleLine, TakenBack
from shop.services.ledger.books import AlreadyReversed, Kind, Leg, Purse, lock_people, post, pot_of
from shop.services.ledger.income import locked_sales
from shop.splits import CannotSplit, take_back

#: What a sale is divided into, in the order in which a remainder is given.
PARTS = ("fee_minor", "share_minor", "coop_minor", "savings_minor", "net_minor")


class NotOfThisPayment(DomainError):
    """A part names a sale that this payment did not pay, or the parts do not make the amount."""

    message = "These parts do not make this refund."


@dataclass(frozen=True)
class _Part:
    """What one sale gives: the row, and what is left in the pots that it filled."""

    sale: SaleLine
    taken: TakenBack
    from_pots: Sequence[tuple[Pot, int]]


@transaction.atomic
def spread(*, payment: Payment, amount_minor: int) -> list[tuple[SaleLine, int]]:
    """Divide `amount_minor` over what is left of the sales that `payment` paid. Raises CannotSplit."""
    sales = locked_sales(payment)
    left = _left_of(sales)
    parts = take_back(amount_minor, [sum(left[sale.pk]) for sale in sales])
    return [(sale, part) for sale, part in zip(sales, parts, strict=True) if part]


@transaction.atomic
def post_sale_refund(*, refund: Refund, parts: Sequence[tuple[SaleLine, int]], now: datetime) -> LedgerEntry:
    """Book that a buyer gets back `parts` (sale and amount) of what they paid, once.

    Everybody gives of what is left of their part, the provider's fee being the maker's to give; pots give only
    what is in them, earnings the rest, and may go below nothing: then the maker owes it.
    Raises NotOfThisPayment, CannotSplit.
    """
    if sum(amount for _sale, amount in parts) != refund.amount_minor:
        raise NotOfThisPayment
    clearing = Leg(Purse(Kind.CLEARING, refund.currency, provider=refund.payment.provider), refund.amount_minor)
    return _take(f"refund:{refund.uuid}", "sale_refund", refund.payment, parts, [clearing], now, refund.reason)


@transaction.atomic
def post_dispute(
    *,
    ref: str,
    payment: Payment,
    amount_minor: int,
    now: datetime,
    parts: Sequence[tuple[SaleLine, int]] | None = None,
    fee_minor: int = 0,
) -> LedgerEntry:
    """Book that the provider took `amount_minor` and its fee for a dispute; the sales' money is held, once.

    Without `parts`, the amount is spread over what is left of the sales; what they cannot cover the platform holds
    out. The provider's fee is the platform's. Raises NotOfThisPayment, CannotSplit.
    """
    currency = payment.currency
    clearing = Purse(Kind.CLEARING, currency, provider=payment.provider)
    if parts is None:
        parts = _as_far_as_it_goes(payment, amount_minor) if payment.settles else []
    uncovered = amount_minor - sum(amount for _sale, amount in parts)
    if uncovered < 0:
        raise CannotSplit
    others = [Leg(clearing, amount_minor), Leg(Purse(Kind.DISPUTE_HOLD, currency), -uncovered)]
    entry = _take(f"dispute:{ref}", "dispute", payment, parts, others, now, ref)
    if fee_minor:
        legs = [Leg(clearing, fee_minor), Leg(Purse(Kind.PROVIDER_FEES, currency), -fee_minor)]
        post(key=f"dispute-fee:{ref}", kind="dispute_fee", legs=legs, now=now, memo=ref)
    return entry


def post_dispute_won(*, ref: str, now: datetime, fee_back: bool = False) -> LedgerEntry:
    """Book that the provider gave the disputed money back; with `fee_back` its fee as well."""
    if fee_back and (fee := LedgerEntry.objects.filter(key=f"dispute-fee:{ref}").first()):
        reverse(entry=fee, key=f"dispute-fee-back:{ref}", now=now)
    return reverse(entry=LedgerEntry.objects.get(key=f"dispute:{ref}"), key=f"dispute-won:{ref}", now=now)


@transaction.atomic
def post_dispute_lost(*, ref: str, now: datetime) -> LedgerEntry:
    """Book that the disputed money is gone.

    DISPUTES_BORNE_BY says who bears it: the `platform`, then makers get what was held, or the `maker`.
    """
    entry: LedgerEntry = LedgerEntry.objects.get(key=f"dispute:{ref}")
    if settings.DISPUTES_BORNE_BY == "platform":
        reverse(entry=entry, key=f"dispute-back:{ref}", now=now)
        taken = entry.postings.get(account__kind=Kind.CLEARING)
        purse, amount = _purse(taken.account), taken.amount_minor
        legs = [Leg(purse, amount), Leg(Purse(Kind.LOSSES, taken.currency), -amount)]
    else:
        TakenBack.objects.in_dispute().filter(key=entry.key).update(decided_at=now)
        held = entry.postings.filter(account__kind=Kind.DISPUTE_HOLD).first()
        if held is None:
            return entry
        legs = [
            Leg(_purse(held.account), -held.amount_minor),
            Leg(Purse(Kind.LOSSES, held.currency), held.amount_minor),
        ]
    return post(key=f"dispute-lost:{ref}", kind="dispute_lost", legs=legs, now=now, memo=ref)


@transaction.atomic
def reverse(*, entry: LedgerEntry, key: str, now: datetime, memo: str = "") -> LedgerEntry:
    """Undo `entry` to the last unit, once; a refund that failed, a dispute that was won. Raises AlreadyReversed.

    Parts of sales that the entry took are the maker's again; if the sale was released meanwhile, at once.
    """
    taken = list(
        TakenBack.objects.select_for_update(of=("self",))
        .filter(key=entry.key, undone_at__isnull=True)
        .select_related("sale__seller__user")
        .order_by("sale")
    )
    list(SaleLine.objects.select_for_update().filter(pk__in=[each.sale_id for each in taken]).order_by("pk"))
    postings = list(entry.postings.select_related("account__owner", "account__pot__owner"))
    lock_people(posting.account.owner for posting in postings if posting.account.owner)
    before = LedgerEntry.objects.filter(reverses=entry).first()
    if before and before.key != key:
        raise AlreadyReversed
    legs = [Leg(_purse(posting.account), -posting.amount_minor) for posting in postings]
    undoing = post(
        key=key, kind=f"{entry.kind}_undone"[:20], legs=legs, now=now, memo=memo or entry.memo, reverses=entry
    )
    for each in taken:
        _give_again(each, now)
    return undoing


# Inside ----------------------------------------------------------------------------------------------------


def _take(
    key: str,
    kind: str,
    payment: Payment,
    parts: Sequence[tuple[SaleLine, int]],
    others: Sequence[Leg],
    now: datetime,
    memo: str,
) -> LedgerEntry:
    """Take `parts` of sales back against `others`, once."""
    sales = {sale.pk: sale for sale in locked_sales(payment)}
    if not {sale.pk for sale, _amount in parts} <= sales.keys() or (parts and not payment.settles):
        raise NotOfThisPayment
    lock_people(sale.seller.user for sale in sales.values())
    existing: LedgerEntry | None = LedgerEntry.objects.filter(key=key).first()
    if existing:
        return existing
    left = _left_of(list(sales.values()))
    wanted: dict[int, int] = {}
    for sale, amount in parts:
        wanted[sale.pk] = wanted.get(sale.pk, 0) + amount
    legs = list(others)
    spent: dict[int, int] = {}
    for pk, amount in sorted(wanted.items()):
        part = _write_part(key, sales[pk], take_back(amount, left[pk]), now)
        legs += _legs_of(part, spent)
    return post(key=key, kind=kind, legs=legs, now=now, memo=memo[:200])


def _as_far_as_it_goes(payment: Payment, amount_minor: int) -> list[tuple[SaleLine, int]]:
    left = sum(sum(parts) for parts in _left_of(locked_sales(payment)).values())
    return spread(payment=payment, amount_minor=min(amount_minor, left))


def _left_of(sales: Sequence[SaleLine]) -> Mapping[int, list[int]]:
    """Return what is left of each sale, part by part: {sale pk: amounts in the order of PARTS}. One query."""
    left = {sale.pk: [getattr(sale, name) for name in PARTS] for sale in sales}
    taken = TakenBack.objects.standing().filter(sale__in=sales).order_by("sale").values_list("sale")
    for pk, *sums in taken.annotate(**{f"all_{name}": Sum(name) for name in PARTS}):
        left[pk] = [whole - gone for whole, gone in zip(left[pk], sums, strict=True)]
    return left


def _write_part(key: str, sale: SaleLine, amounts: Sequence[int], now: datetime) -> _Part:
    row = dict(zip(PARTS, amounts, strict=True))
    taken = TakenBack.objects.create(
        key=key, sale=sale, amount_minor=sum(amounts), taken_at=now, was_resting=sale.released_at is None, **row
    )
    savings = list(sale.savings.select_for_update(of=("self",)).select_related("pot__owner").order_by("pk"))
    from_pots = take_back(taken.savings_minor, [saving.left_minor for saving in savings])
    for saving, amount in zip(savings, from_pots, strict=True):
        saving.taken_minor += amount
        saving.save(update_fields=["taken_minor"])
    pots = [(saving.pot, amount) for saving, amount in zip(savings, from_pots, strict=True) if amount]
    return _Part(sale, taken, pots)


def _legs_of(part: _Part, spent: dict[int, int]) -> list[Leg]:
    """Where the money of one part comes from; `spent` tells what the same entry took from pots before."""
    sale, taken = part.sale, part.taken
    owner, currency = sale.seller.user, sale.currency
    legs = [
        Leg(Purse(Kind.FEE_INCOME, currency), -taken.share_minor),
        Leg(Purse(Kind.COOP_SHARE, currency), -taken.coop_minor),
    ]
    earnings = Purse(Kind.EARNINGS, currency, owner=owner)
    if taken.was_resting:
        resting = taken.savings_minor + taken.net_minor
        legs.append(Leg(Purse(Kind.EARNINGS_PENDING, currency, owner=owner), -resting))
        legs.append(Leg(earnings, -taken.fee_minor))
        return legs
    rest = taken.net_minor + taken.fee_minor
    for pot, wanted in part.from_pots:
        given = min(wanted, _in_pot(pot) - spent.get(pot.pk, 0))
        spent[pot.pk] = spent.get(pot.pk, 0) + given
        rest += wanted - given
        legs.append(Leg(pot_of(pot), -given))
    legs.append(Leg(earnings, -rest))
    return legs


def _in_pot(pot: Pot) -> int:
    held = LedgerAccount.objects.filter(pot=pot).values_list("balance_minor", flat=True).first()
    return int(held or 0)


def _give_again(taken: TakenBack, now: datetime) -> None:
    """Let a part of a sale be the maker's again; a sale that was released meanwhile releases it now."""
    taken.undone_at = now
    taken.save(update_fields=["undone_at"])
    sale = taken.sale
    savings = list(sale.savings.select_for_update(of=("self",)).select_related("pot__owner").order_by("pk"))
    back = take_back(taken.savings_minor, [saving.taken_minor for saving in savings])
    for saving, amount in zip(savings, back, strict=True):
        saving.taken_minor -= amount
        saving.save(update_fields=["taken_minor"])
    resting = taken.savings_minor + taken.net_minor
    if not (taken.was_resting and sale.released_at and resting):
        return
    owner, currency = sale.seller.user, sale.currency
    legs = [
        Leg(Purse(Kind.EARNINGS_PENDING, currency, owner=owner), -resting),
        Leg(Purse(Kind.EARNINGS, currency, owner=owner), taken.net_minor),
        *[Leg(pot_of(saving.pot), amount) for saving, amount in zip(savings, back, strict=True)],
    ]
    post(key=f"release:{sale.pk}:{taken.pk}", kind="release", legs=legs, now=now)


def _purse(account: LedgerAccount) -> Purse:
    return Purse(account.kind, account.currency, account.provider, account.owner, account.pot)
