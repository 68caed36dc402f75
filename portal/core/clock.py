"""The clock: commands that are done by themselves, each when it is due (settings.CLOCK).

Any number of processes run it, on any number of machines. A turn is claimed by one conditional UPDATE of its row,
which the database lets one of them do; whoever dies in the middle has the turn for LEASE and no longer.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db.models import Min, Q

from portal.core import database_time
from portal.core.models import ClockTurn

logger = logging.getLogger(__name__)

#: For how long a command that does not end keeps others from its next turn.
LEASE = timedelta(minutes=5)


def turn(*, stop: threading.Event | None = None) -> list[str]:
    """Do what is due and nobody else does, and return it. One that fails is logged, and due again in its time."""
    done = []
    for name in _due(database_time.now()):
        if stop is not None and stop.is_set():
            break
        if busy_until := claim(name=name, now=database_time.now()):
            _run(name)
            ClockTurn.objects.filter(name=name, busy_until=busy_until).update(busy_until=None)
            done.append(name)
    return done


def claim(*, name: str, now: datetime) -> datetime | None:
    """Take the turn of `name` and return until when it is ours, or None when it is not due or somebody else's."""
    busy_until = now + LEASE
    free = ClockTurn.objects.filter(Q(busy_until=None) | Q(busy_until__lte=now), name=name, due_at__lte=now)
    taken = free.update(due_at=now + settings.CLOCK[name], busy_until=busy_until)
    return busy_until if taken else None


def late(*, now: datetime) -> float:
    """Return for how many seconds what is due has waited for a clock; 0 where none has run yet. One query."""
    oldest = ClockTurn.objects.filter(name__in=settings.CLOCK).aggregate(oldest=Min("due_at"))["oldest"]
    return max((now - oldest).total_seconds(), 0.0) if oldest else 0.0


def _due(now: datetime) -> list[str]:
    """Return what is due, in the order of the table. One query, but for what the table did not know yet."""
    due_at = dict(ClockTurn.objects.values_list("name", "due_at"))
    new = [ClockTurn(name=name, due_at=now) for name in settings.CLOCK if name not in due_at]
    if new:
        ClockTurn.objects.bulk_create(new, ignore_conflicts=True)  # of another clock that began just now
    return [name for name in settings.CLOCK if due_at.get(name, now) <= now]


def _run(name: str) -> None:
    command, *options = name.split()
    try:
        call_command(command, *options)
    except Exception:  # what one cannot do must not keep the others from their turn
        logger.exception("%s failed", command)
