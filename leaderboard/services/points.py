"""Awarding points and taking them back: by asking what should have earned them, and writing the difference."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from leaderboard.models import Metric, Period, PointEntry, Standing
from leaderboard.rules import BY_NAME, RULES, Rule, Source
from leaderboard.services import boards
from portal.accounts.models import User

logger = logging.getLogger(__name__)

TRIES = 5
#: So many people at once are rebuilt: their rows fit into memory.
AT_ONCE = 1000
ROWS_AT_ONCE = 2000

#: (rule, source): what it earned by now, on which day.
Held = dict[tuple[str, int], "Sum"]
#: (metric, period, first day, skill): points.
Board = tuple[str, str, date, str]


@dataclass
class Sum:
    day: date
    skill: str
    points: int = 0


@dataclass
class Account:
    """All that one person has earned: the sum of each source, and the number of the last entry."""

    last: int = 0
    is_shown: bool = False
    sorted_by: str = ""
    held: Held = field(default_factory=dict)
    new: list[PointEntry] = field(default_factory=list)


def settle(*, rule: Rule, user_id: int, month: date | None, now: datetime) -> int:
    """Let `user_id` have what `rule` gives for the sources of `month`, no more; return how many entries it took.

    Without a month: for all of them, where what earned points is gone and nobody knows since when. Two queries
    when nothing has changed, four when something has, six when less is left; of two at one time one asks again.
    """
    for turn in range(TRIES):
        try:
            with transaction.atomic():
                return _settle(rule, user_id, month, now)
        except IntegrityError:
            if turn == TRIES - 1:
                raise
    raise AssertionError


def _settle(rule: Rule, user_id: int, month: date | None, now: datetime) -> int:
    narrowed = dict(zip(("at__gte", "at__lt"), _bounds(month), strict=True)) if month else {}
    sources = list(rule.sources(earner=user_id, **narrowed))
    counted = rule.counted(sources)
    account = _account(user_id)
    keys = {each.key for each in counted}
    standing = {
        (name, source): each
        for (name, source), each in account.held.items()
        if name == rule.name and (month is None or _is_in(each.day, month) or source in keys)
    }
    _correct(account, user_id, rule, counted, standing, now)
    if beyond := len(sources) - len(counted):
        logger.info("Points of person %s by %s: %s beyond what counts", user_id, rule.name, beyond)
    if account.new:
        PointEntry.objects.bulk_create(account.new)
        _write_standings(user_id, account, today=timezone.localtime(now).date())
    return len(account.new)


def _is_in(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _bounds(month: date) -> tuple[datetime, datetime]:
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    begins, ends = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, after))
    return begins, ends


ENTRY = ("number", "rule", "source", "points", "day", "skill")


def _account(user_id: int) -> Account:
    """All that one person has earned. One query."""
    account = Account()
    names = [f"point_entries__{name}" for name in ENTRY]
    rows: Any = boards.people().filter(pk=user_id).order_by("point_entries__number")
    for may_show, sorted_by, *entry in rows.values_list("may_show", "sorted_by", *names):
        account.is_shown, account.sorted_by = may_show, sorted_by
        if entry[0] is not None:
            _hold(account, *entry)
    return account


def _accounts(user_ids: Collection[int]) -> dict[int, Account]:
    """The same of many: whether each may be shown is asked once and not with every entry. Two queries."""
    people = boards.people().filter(pk__in=user_ids).values_list("pk", "may_show", "sorted_by")
    accounts = {pk: Account(is_shown=may_show, sorted_by=sorted_by) for pk, may_show, sorted_by in people}
    rows: Any = PointEntry.objects.filter(user__in=user_ids).order_by("user", "number").values_list("user", *ENTRY)
    for user, *entry in rows.iterator(chunk_size=5000):
        _hold(accounts[user], *entry)
    return accounts


def _hold(account: Account, number: int, rule: str, source: int, points: int, day: date, skill: str) -> None:
    account.last = number
    held = account.held.setdefault((rule, source), Sum(day, skill))
    held.points += points
    held.day, held.skill = day, skill


def _correct(
    account: Account, user_id: int, rule: Rule, counted: Iterable[Source], standing: Held, now: datetime
) -> None:
    """Note in `account` the entries that lead from what is `standing` to what is `counted`."""
    wanted = {(rule.name, each.key): each for each in counted}
    for key, held in standing.items():
        each = wanted.get(key)
        right = each is not None and (each.day, each.skill, rule.points) == (held.day, held.skill, held.points)
        if held.points and not right:
            _add(account, user_id, key, -held.points, held.day, held.skill, now)
    for key, each in wanted.items():
        if not (key in account.held and account.held[key].points):
            _add(account, user_id, key, rule.points, each.day, each.skill, now)


def _add(
    account: Account, user_id: int, key: tuple[str, int], points: int, day: date, skill: str, now: datetime
) -> None:
    account.last += 1
    rule, source = key
    entry = PointEntry(user_id=user_id, number=account.last, rule=rule, source=source, points=points)
    entry.day, entry.skill, entry.created_at = day, skill, now
    account.new.append(entry)
    held = account.held.setdefault(key, Sum(day, skill))
    held.points, held.day, held.skill = held.points + points, day, skill


# Standings ------------------------------------------------------------------------------------------------


def _board_points(held: Held, today: date) -> dict[Board, int]:
    """Return what the sums in `held` come to on every board of the periods that go on at `today`."""
    boards_now = [(period, period.begins(today)) for period in Period]
    points: dict[Board, int] = defaultdict(int)
    active: dict[Board, set[date]] = defaultdict(set)
    for (name, _source), each in held.items():
        if each.points <= 0:
            continue
        rule = BY_NAME.get(name)
        for period, begins in boards_now:
            if period.begins(each.day) != begins:
                continue
            points[Metric.TOTAL, period, begins, ""] += each.points
            if each.skill:
                points[Metric.TOTAL, period, begins, each.skill] += each.points
            if rule and rule.metric != Metric.TOTAL:
                points[rule.metric, period, begins, ""] += each.points
            active[Metric.CONSISTENCY, period, begins, ""].add(each.day)
    return dict(points) | {key: len(days) for key, days in active.items()}


def _write_standings(user_id: int, account: Account, today: date) -> None:
    """Write where one person stands now. One query, and one more when something was lost."""
    wanted = _board_points(account.held, today)
    Standing.objects.bulk_create(
        _standings(user_id, wanted, account),
        update_conflicts=True,
        unique_fields=["user", "metric", "period", "begins", "skill"],
        update_fields=["points", "is_shown", "sorted_by"],
    )
    if any(entry.points < 0 for entry in account.new):
        lost = Standing.objects.filter(user=user_id)
        stale = [pk for pk, *key in lost.values_list("pk", *FIELDS) if tuple(key) not in wanted]
        Standing.objects.filter(pk__in=stale).delete()


FIELDS = ("metric", "period", "begins", "skill")


def _standings(user_id: int, wanted: dict[Board, int], account: Account) -> list[Standing]:
    return [
        Standing(
            user_id=user_id,
            metric=metric,
            period=period,
            begins=begins,
            skill=skill,
            points=points,
            is_shown=account.is_shown,
            sorted_by=account.sorted_by,
        )
        for (metric, period, begins, skill), points in wanted.items()
    ]


# All of it ------------------------------------------------------------------------------------------------


def rebuild(*, now: datetime) -> dict[str, int]:
    """Put entries and standings right for everybody; return how many of each had to be written.

    Both are nothing where no signal was missed. Memory does not grow with the number of people.
    """
    written = {"entries": 0, "standings": 0}
    for chunk in _everybody():
        with transaction.atomic():
            list(User.objects.select_for_update().filter(pk__in=chunk).order_by("pk").values_list("pk"))
            accounts = _accounts(chunk)
            written["entries"] += _rebuild_entries(accounts, now)
            written["standings"] += _rebuild_standings(accounts, now)
    return written


def _everybody() -> Iterator[list[int]]:
    numbers = User.objects.order_by("pk").values_list("pk", flat=True).iterator()
    while chunk := list(islice(numbers, AT_ONCE)):
        yield chunk


def _rebuild_entries(accounts: Mapping[int, Account], now: datetime) -> int:
    """Write what the `accounts` lack, to whom nobody adds meanwhile: an entry waits for the lock on its person."""
    held: dict[str, dict[int, Held]] = defaultdict(lambda: defaultdict(dict))
    for user_id, account in accounts.items():
        for key, each in account.held.items():
            held[key[0]][user_id][key] = each
    for rule in RULES:
        by_person: dict[int, list[Source]] = defaultdict(list)
        for source in rule.sources(earner__in=list(accounts)):
            by_person[source.earner].append(source)
        standing = held[rule.name]
        for user_id in by_person.keys() | standing.keys():
            counted = rule.counted(by_person[user_id])
            _correct(accounts[user_id], user_id, rule, counted, standing[user_id], now)
    new = [entry for account in accounts.values() for entry in account.new]
    PointEntry.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    return len(new)


def _rebuild_standings(accounts: Mapping[int, Account], now: datetime) -> int:
    """Replace the standings that are not what the entries of `accounts` come to."""
    today = timezone.localtime(now).date()
    stands: dict[int, dict[Board, tuple[int, int, bool, str]]] = defaultdict(dict)
    said = ("pk", "points", "is_shown", "sorted_by")
    rows: Any = Standing.objects.filter(user__in=list(accounts)).values_list("user", *FIELDS, *said)
    for user, metric, period, begins, skill, *row in rows.iterator(chunk_size=5000):
        stands[user][metric, period, begins, skill] = tuple(row)
    wrong: list[int] = []
    new: list[Standing] = []
    for user_id, account in accounts.items():
        wanted, there = _board_points(account.held, today), stands[user_id]
        now_so = (account.is_shown, account.sorted_by)
        right = {key for key, row in there.items() if row[1:] == (wanted.get(key), *now_so)}
        wrong += [row[0] for key, row in there.items() if key not in right]
        missing = {key: points for key, points in wanted.items() if key not in right}
        new += _standings(user_id, missing, account)
    for first in range(0, len(wrong), ROWS_AT_ONCE):
        Standing.objects.filter(pk__in=wrong[first : first + ROWS_AT_ONCE]).delete()
    Standing.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    return max(len(new), len(wrong))
