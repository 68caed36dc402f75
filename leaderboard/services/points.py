"""Awarding points and taking them back: by asking what should have earned them, and writing the difference."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from leaderboard import signals
from leaderboard.models import Metric, Period, PointEntry, Standing
from leaderboard.rules import RULES, Rule, Source
from leaderboard.services import boards
from portal.accounts.models import User
from portal.core import bulk
from portal.core.events import announce

logger = logging.getLogger(__name__)

TRIES = 5
#: So many people at once are rebuilt: their rows fit into memory.
AT_ONCE = 1000
#: So many rows are deleted at once.
ROWS_AT_ONCE = 2000

#: As plain words, which are quicker in a key than what they stand for.
METRICS = {rule.name: rule.metric.value for rule in RULES}
TOTAL, CONSISTENCY = Metric.TOTAL.value, Metric.CONSISTENCY.value

#: (rule, source): what it earned by now, on which day.
Held = dict[tuple[str, int], "Sum"]
#: The first and the last number of some people.
Span = tuple[int, int]
#: (metric, period, first day, skill): points.
Board = tuple[str, str, date, str]


@dataclass(slots=True)
class Sum:
    day: date
    skill: str
    points: int = 0


class Entry(NamedTuple):
    """A row of `PointEntry` that is to be written, by the names of its fields."""

    user_id: int
    number: int
    rule: str
    source: int
    points: int
    day: date
    skill: str
    created_at: datetime


class Stand(NamedTuple):
    """The same of `Standing`."""

    user_id: int
    metric: str
    period: str
    begins: date
    skill: str
    points: int
    is_shown: bool
    sorted_by: str


@dataclass
class Account:
    """All that one person has earned: the sum of each source, and the number of the last entry."""

    last: int = 0
    is_shown: bool = False
    sorted_by: str = ""
    held: Held = field(default_factory=dict)
    new: list[Entry] = field(default_factory=list)


def settle(*, rule: Rule, user_id: int, month: date | None, now: datetime) -> int:
    """Let `user_id` have what `rule` gives for the sources of `month`, no more; return how many entries it took.

    Without a month: for all of them, where what earned points is gone and nobody knows since when. Two queries
    when nothing has changed, four when something has, six when that empties a board of the person's points. Of two
    at one time one asks again.
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
        _write_entries(account.new)
        _write_standings(user_id, account, today=timezone.localtime(now).date())
        announce(signals.standings_changed, Standing)
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


def _accounts(span: Span) -> dict[int, Account]:
    """The same of many: whether each may be shown is asked once and not with every entry. Two queries."""
    people = boards.people().filter(pk__range=span).values_list("pk", "may_show", "sorted_by")
    accounts = {pk: Account(is_shown=may_show, sorted_by=sorted_by) for pk, may_show, sorted_by in people}
    rows: Any = (
        PointEntry.objects.filter(user__pk__range=span).order_by("user", "number").values_list("user", *ENTRY)
    )
    for user, *entry in rows:
        if user in accounts:
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
    account.new.append(Entry(user_id, account.last, *key, points, day, skill, now))
    held = account.held.setdefault(key, Sum(day, skill))
    held.points, held.day, held.skill = held.points + points, day, skill


def _write_entries(new: Sequence[Entry]) -> None:
    bulk.insert(PointEntry, Entry._fields, new)


# Standings ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _periods(day: date, today: date) -> tuple[tuple[str, date], ...]:
    """The periods that go on at `today` and that `day` is in."""
    begun = ((period.value, period.begins(day), period.begins(today)) for period in Period)
    return tuple((period, begins) for period, begins, current in begun if begins == current)


def _board_points(held: Held, today: date) -> dict[Board, int]:
    """Return what the sums in `held` come to on every board of the periods that go on at `today`."""
    points: dict[Board, int] = defaultdict(int)
    active: dict[Board, set[date]] = defaultdict(set)
    for (name, _source), each in held.items():
        if each.points <= 0:
            continue
        metric = METRICS.get(name, TOTAL)
        for period, begins in _periods(each.day, today):
            points[TOTAL, period, begins, ""] += each.points
            if each.skill:
                points[TOTAL, period, begins, each.skill] += each.points
            if metric != TOTAL:
                points[metric, period, begins, ""] += each.points
            active[CONSISTENCY, period, begins, ""].add(each.day)
    return dict(points) | {key: len(days) for key, days in active.items()}


def _write_standings(user_id: int, account: Account, today: date) -> None:
    """Write where one person stands now. One query, and two more when they left a board by what was lost."""
    wanted = _board_points(account.held, today)
    Standing.objects.bulk_create(
        [Standing(**each._asdict()) for each in _standings(user_id, wanted, account)],
        update_conflicts=True,
        unique_fields=["user", *FIELDS],
        update_fields=["points", "is_shown", "sorted_by"],
    )
    lost = {(each.rule, each.source): Sum(each.day, each.skill, -each.points) for each in account.new}
    if left := _board_points(lost, today).keys() - wanted.keys():
        is_left = reduce(or_, (Q(**dict(zip(FIELDS, key, strict=True))) for key in sorted(left)))
        Standing.objects.filter(is_left, user=user_id).delete()


FIELDS = ("metric", "period", "begins", "skill")


def _standings(user_id: int, wanted: dict[Board, int], account: Account) -> list[Stand]:
    return [Stand(user_id, *key, points, account.is_shown, account.sorted_by) for key, points in wanted.items()]


# All of it ------------------------------------------------------------------------------------------------


def rebuild(*, now: datetime, progress: Callable[[int, int], None] | None = None) -> dict[str, int]:
    """Put entries and standings right for everybody; return how many of each had to be written.

    Both are nothing where no signal was missed. Memory does not grow with the number of people.
    `progress` is told for how many people it is done, and how many there are.
    """
    written = {"entries": 0, "standings": 0}
    everybody = User.objects.count()
    for turn, span in enumerate(_everybody()):
        if progress is not None:
            progress(min(turn * AT_ONCE, everybody), everybody)
        with transaction.atomic():
            list(User.objects.select_for_update().filter(pk__range=span).order_by("pk").values_list("pk"))
            accounts = _accounts(span)
            written["entries"] += _rebuild_entries(accounts, span, now)
            written["standings"] += _rebuild_standings(accounts, span, now)
    if any(written.values()):
        announce(signals.standings_changed, Standing)
    return written


def _everybody() -> Iterator[Span]:
    """Yield the first and the last number of so many people at once: cheaper to ask about than their list."""
    numbers = User.objects.order_by("pk").values_list("pk", flat=True).iterator()
    while chunk := list(islice(numbers, AT_ONCE)):
        yield chunk[0], chunk[-1]


def _rebuild_entries(accounts: Mapping[int, Account], span: Span, now: datetime) -> int:
    """Write what the `accounts` lack, to whom nobody adds meanwhile: an entry waits for the lock on its person.

    Whoever came into the span since it was read is left for the next time.
    """
    held: dict[str, dict[int, Held]] = defaultdict(lambda: defaultdict(dict))
    for user_id, account in accounts.items():
        for key, each in account.held.items():
            held[key[0]][user_id][key] = each
    for rule in RULES:
        by_person: dict[int, list[Source]] = defaultdict(list)
        for source in rule.sources(earner__range=span):
            by_person[source.earner].append(source)
        standing = held[rule.name]
        for user_id in (by_person.keys() | standing.keys()) & accounts.keys():
            counted = rule.counted(by_person[user_id])
            _correct(accounts[user_id], user_id, rule, counted, standing[user_id], now)
    new = [entry for account in accounts.values() for entry in account.new]
    _write_entries(new)
    return len(new)


def _rebuild_standings(accounts: Mapping[int, Account], span: Span, now: datetime) -> int:
    """Replace the standings that are not what the entries of `accounts` come to."""
    today = timezone.localtime(now).date()
    stands: dict[int, dict[Board, tuple[int, int, bool, str]]] = defaultdict(dict)
    said = ("pk", "points", "is_shown", "sorted_by")
    rows: Any = Standing.objects.filter(user__pk__range=span).values_list("user", *FIELDS, *said)
    for user, metric, period, begins, skill, *row in rows:
        stands[user][metric, period, begins, skill] = tuple(row)
    wrong: list[int] = []
    new: list[Stand] = []
    for user_id, account in accounts.items():
        wanted, there = _board_points(account.held, today), stands[user_id]
        now_so = (account.is_shown, account.sorted_by)
        right = {key for key, row in there.items() if row[1:] == (wanted.get(key), *now_so)}
        wrong += [row[0] for key, row in there.items() if key not in right]
        missing = {key: points for key, points in wanted.items() if key not in right}
        new += _standings(user_id, missing, account)
    for first in range(0, len(wrong), ROWS_AT_ONCE):
        Standing.objects.filter(pk__in=wrong[first : first + ROWS_AT_ONCE]).delete()
    bulk.insert(Standing, Stand._fields, new)
    return max(len(new), len(wrong))
