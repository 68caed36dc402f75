"""One month of somebody's money in one currency: what there was, what moved, what there is; and each sale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.table_files import Table, unbroken
from shop import money
from shop.models import LedgerAccount, LedgerEntry, Posting
from shop.selectors import purses
from shop.wording import PURSES, entry_words

#: The columns of a statement.
COLUMNS = tuple(PURSES)


@dataclass(frozen=True)
class Line:
    """One entry, and what it changed in each purse."""

    day: date
    words: str
    changes: Mapping[str, int]


@dataclass(frozen=True)
class Statement:
    month: date
    currency: str
    opening: Mapping[str, int]
    lines: Sequence[Line]
    sales: Sequence[purses.Waterfall]

    @property
    def closing(self) -> dict[str, int]:
        moved = {kind: sum(line.changes.get(kind, 0) for line in self.lines) for kind in COLUMNS}
        return {kind: self.opening.get(kind, 0) + moved[kind] for kind in COLUMNS}


def first_of(month: date) -> datetime:
    """Return the moment at which `month` begins here."""
    return timezone.make_aware(datetime.combine(month.replace(day=1), time.min))


def after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def first_month(user: User) -> date | None:
    """Return the month of the first booking of `user`. Two queries."""
    own = Posting.objects.filter(account__in=purses.accounts_of(user)).order_by("pk")
    oldest = own.values_list("entry__created_at", flat=True).first()
    return timezone.localtime(oldest).date().replace(day=1) if oldest else None


def statement(user: User, month: date, currency: str) -> Statement:
    """Return what happened to the money of `user` in `month`. Six queries, however much happened."""
    begins, ends = first_of(month), first_of(after(month))
    rows = LedgerAccount.objects.filter(owner=user, currency=currency)
    held = list(rows.order_by("pk").values_list("pk", "kind", "balance_minor"))
    accounts: dict[int, str] = {pk: kind for pk, kind, _balance in held}
    in_month = Q(entry__created_at__gte=begins, entry__created_at__lt=ends)
    postings = purses.of_accounts(list(accounts)).filter(in_month).order_by("entry__created_at", "entry", "pk")
    sales = purses.sales_of(user).filter(currency=currency, paid_at__gte=begins, paid_at__lt=ends)
    return Statement(
        month=month,
        currency=currency,
        opening=_held_before(held, begins),
        lines=_lines(postings),
        sales=purses.waterfalls(sales),
    )


def _held_before(accounts: Sequence[tuple[int, str, int | None]], moment: datetime) -> dict[str, int]:
    """What there is now, without what was booked since: there is less of that than of what was before."""
    held = dict.fromkeys(COLUMNS, 0)
    since: Any = Posting.objects.filter(account__in=[pk for pk, *_rest in accounts], entry__created_at__gte=moment)
    moved = dict(since.order_by("account").values_list("account").annotate(total=Sum("amount_minor")))
    for pk, kind, balance in accounts:
        held[kind] += (balance or 0) - moved.get(pk, 0)
    return held


def _lines(postings: Any) -> list[Line]:
    changes: dict[int, dict[str, int]] = {}
    entries: dict[int, LedgerEntry] = {}
    for posting in postings:
        entries[posting.entry_id] = posting.entry
        own = changes.setdefault(posting.entry_id, {})
        kind = posting.account.kind
        own[kind] = own.get(kind, 0) + posting.amount_minor
    return [
        Line(timezone.localtime(entry.created_at).date(), entry_words(entry.kind), changes[pk])
        for pk, entry in entries.items()
    ]


# As tables -------------------------------------------------------------------------------------------------


def movements_table(of: Statement, *, name: str) -> Table:
    """Return the bookings of the month, between what there was and what there is."""
    ends = after(of.month)
    rows = [
        [of.month, _("At the beginning"), *_amounts(of.opening, of.currency)],
        *([line.day, line.words, *_changes(line, of.currency)] for line in of.lines),
        [ends, _("At the end"), *_amounts(of.closing, of.currency)],
    ]
    return Table(
        title=_("%(name)s: money in %(month)s, %(currency)s")
        % {"name": name, "month": date_format(of.month, "YEAR_MONTH_FORMAT"), "currency": of.currency},
        headers=[_("Day"), _("What"), *map(str, PURSES.values())],
        rows=rows,
        numeric=frozenset(range(2, 2 + len(COLUMNS))),
    )


def sales_table(of: Statement, *, name: str) -> Table:
    """Return the sales of the month, from what buyers paid down to what is left."""
    headers = [
        *(_("Day"), _("Piece"), _("Paid"), _("Fee"), _("Platform"), _("Cooperative"), _("Savings"), _("Yours")),
        _("Back to the buyer"),
    ]
    rows = [
        [
            timezone.localtime(each.sale.paid_at).date(),
            each.sale.line.title,
            *(
                money.from_minor(amount, of.currency)
                for amount in (
                    each.sale.gross_minor,
                    *(getattr(each.sale, part) for part in purses.PARTS),
                    each.back_minor,
                )
            ),
        ]
        for each in of.sales
    ]
    return Table(
        title=_("%(name)s: sales in %(month)s, %(currency)s")
        % {"name": name, "month": date_format(of.month, "YEAR_MONTH_FORMAT"), "currency": of.currency},
        headers=headers,
        rows=rows,
        numeric=frozenset(range(2, len(headers))),
    )


def on_page(table: Table) -> Table:
    """Return `table` for a page, where the year stands above it and a day shall not need three lines."""
    return replace(
        table, rows=[[unbroken(date_format(day, "MONTH_DAY_FORMAT")), *rest] for day, *rest in table.rows]
    )


def _amounts(held: Mapping[str, int], currency: str) -> list[Any]:
    return [money.from_minor(held.get(kind, 0), currency) for kind in COLUMNS]


def _changes(line: Line, currency: str) -> list[Any]:
    return [money.from_minor(line.changes[kind], currency) if line.changes.get(kind) else "" for kind in COLUMNS]
