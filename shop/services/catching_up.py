"""What providers told in vain: refunds, disputes and payouts of their own pages whose webhook never came.

Stripe keeps its events, so those since the last time go through the inbox like any other. Of PayPal all that may
still change is read anew: what is young every night, what is older once a week, each on a night of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from portal.core.exceptions import DomainError
from shop import payments as providers
from shop.models import CaughtUp, Payment, Payout
from shop.payments.base import ProviderDown
from shop.services import inbox, payments, sending

logger = logging.getLogger(__name__)

#: So long Stripe keeps events.
KEPT = timedelta(days=30)
#: Events may become visible a while after they happened.
OVERLAP = timedelta(hours=6)
#: What PayPal has of ours changes for half a year, mostly in the first weeks.
YOUNG, OLD = timedelta(days=14), timedelta(days=181)
NIGHTS = 7
#: Events that waited before; what is above it the clock does.
ALSO_WAITING = 200


def catch_up(*, now: datetime) -> list[str]:
    """Fetch and do what was missed; return a sentence for each provider or row that tells nothing.

    Asks providers over the network: never inside a transaction. May be called again at any time.
    """
    problems: list[str] = []
    for name in providers.reachable():
        try:
            if name in providers.RECALLERS:
                _recall(name, now)
            else:
                problems += _read_anew(name, now)
        except ProviderDown:
            problems.append(f"{name} does not answer; what it told in vain is not known yet.")
    return problems


def _recall(name: str, now: datetime) -> None:
    """Bring what `name` told since the last time into the inbox, and act on it."""
    mark = CaughtUp.objects.filter(provider=name).first()
    since = max(mark.until - OVERLAP, now - KEPT) if mark else now - KEPT
    told = providers.recaller(name).missed(since=since)
    new = sum(inbox.keep(provider=name, event=event, now=now) for event in told)
    CaughtUp.objects.update_or_create(provider=name, defaults={"until": now})
    if new:
        logger.warning("%d events of %s never reached our webhook", new, name)
        inbox.work(now=now, limit=new + ALSO_WAITING)


def _read_anew(name: str, now: datetime) -> list[str]:
    captured = Payment.objects.filter(provider=name, state=Payment.State.CAPTURED).select_related("order")
    paid = Payout.objects.filter(provider=name, state=Payout.State.PAID).select_related("person")
    return [
        *_each(_due(captured, "captured_at", now), lambda row: payments.sync(payment=row, now=now)),
        *_each(_due(paid, "paid_at", now), lambda row: sending.sync(payout=row, now=now)),
    ]


def _due(rows: QuerySet[Any], field: str, now: datetime) -> QuerySet[Any]:
    """Choose what is young, and of what is old the part that is this night's."""
    young = Q(**{f"{field}__gte": now - YOUNG})
    old = Q(**{f"{field}__gte": now - OLD}, night=now.toordinal() % NIGHTS)
    due: QuerySet[Any] = rows.annotate(night=F("pk") % NIGHTS).filter(young | old).order_by("pk")
    return due


def _each(rows: QuerySet[Any], look: Callable[[Any], object]) -> list[str]:
    """Look at each row; one that is refused does not keep the others waiting. Raises ProviderDown."""
    problems = []
    for row in rows.iterator(chunk_size=200):
        try:
            look(row)
        except ProviderDown:
            raise
        except DomainError as refusal:
            problems.append(f"{row}: {refusal.message}")
    return problems
