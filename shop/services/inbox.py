"""The inbox of webhooks: kept once, acted on until it worked, put aside when it never does.

An event is a signal and nothing more: acting on it means reading the payment or payout anew (`sync`). So neither
their order nor how often they come matters, and one that nobody understands does no harm.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import require
from shop import payments as providers
from shop.models import Payment, ProviderEvent
from shop.payments.base import Event
from shop.services import payments, sending

logger = logging.getLogger(__name__)

#: Bytes that an event may have.
LARGEST = 256 * 1024
MOST_ATTEMPTS = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=2)
#: For so long we keep what providers wrote about buyers.
KEPT = timedelta(days=90)


class TooLarge(DomainError):
    message = "An event is never that large."


class NothingToReplay(DomainError):
    message = gettext_lazy("This event was emptied long ago, so it cannot be acted on again.")


def receive(*, provider: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Keep a genuine event and say whether it is new. Two queries at most.

    Raises UnknownProvider, TooLarge, NotGenuine, ProviderDown; then nothing is kept.
    """
    if len(body) > LARGEST:
        raise TooLarge
    event = providers.by_name(provider).read_event(body=body, headers=headers)
    return keep(provider=provider, event=event, now=now)


def keep(*, provider: str, event: Event, now: datetime) -> bool:
    """Keep an event that is known to be genuine, once, and say whether it is new. Two queries at most."""
    known = ProviderEvent.objects.filter(provider=provider, event_id=event.event_id)
    if known.exists():
        return False
    row = ProviderEvent(
        provider=provider,
        event_id=event.event_id,
        kind=event.kind[:80],
        payload=event.payload,
        next_try_at=now,
    )
    ProviderEvent.objects.bulk_create([row], ignore_conflicts=True)
    return True


def work(*, now: datetime, limit: int = 200) -> dict[str, int]:
    """Act on up to `limit` events that are due; as many workers at once as one likes."""
    counts = {"done": 0, "again": 0, "dead": 0}
    for _ in range(limit):
        event = _claim(now)
        if event is None:
            break
        counts[_act(event, now)] += 1
    return counts


def replay(*, event: ProviderEvent, by: User, now: datetime) -> str:
    """Act on an event once more, dead or done; return "done", "again" or "dead". Raises NotAllowed."""
    require(by.is_superuser, gettext("Only operators do this."))
    if not event.payload:
        raise NothingToReplay
    event.attempts, event.dead_at, event.processed_at = 1, None, None
    event.next_try_at = now + _wait(1)
    event.save(update_fields=["attempts", "dead_at", "processed_at", "next_try_at", "updated_at"])
    return _act(event, now)


def tidy(*, now: datetime) -> int:
    """Empty what came more than 90 days ago and return how many events that were."""
    old = ProviderEvent.objects.filter(created_at__lt=now - KEPT).exclude(payload="")
    return old.update(payload="")


def _claim(now: datetime) -> ProviderEvent | None:
    """Take the next event that is due. A worker that dies over it leaves it to others when its wait is over."""
    with transaction.atomic():
        event: ProviderEvent | None = (
            ProviderEvent.objects.due(now).select_for_update(skip_locked=True, of=("self",)).first()
        )
        if event is None:
            return None
        event.attempts += 1
        event.next_try_at = now + _wait(event.attempts)
        event.save(update_fields=["attempts", "next_try_at", "updated_at"])
    return event


def _wait(attempts: int) -> timedelta:
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_WAIT)


def _act(event: ProviderEvent, now: datetime) -> str:
    try:
        event.payment = _payment_of(event)
        if event.payment:
            payments.sync(payment=event.payment, now=now)
        is_ours = bool(event.payment) or sending.hear(provider=event.provider, payload=event.payload, now=now)
    except Exception as error:  # whatever is wrong with one event, the others go on
        return _failed(event, error, now)
    event.processed_at, event.error = now, "" if is_ours else "Not about a payment of ours."
    event.save(update_fields=["payment", "processed_at", "error", "updated_at"])
    return "done"


def _payment_of(event: ProviderEvent) -> Payment | None:
    uuid = providers.by_name(event.provider).payment_of(json.loads(event.payload))
    payment: Payment | None = Payment.objects.filter(uuid=uuid, provider=event.provider).first() if uuid else None
    return payment


def _failed(event: ProviderEvent, error: Exception, now: datetime) -> str:
    event.error = f"{type(error).__name__}: {error}"[:300]
    if event.attempts >= MOST_ATTEMPTS:
        event.dead_at = now
        logger.error("Event %s is a dead letter after %d tries: %s", event, event.attempts, event.error)
    else:
        logger.warning("Event %s failed and is tried again: %s", event, event.error, exc_info=error)
    event.save(update_fields=["payment", "dead_at", "error", "updated_at"])
    return "dead" if event.dead_at else "again"
