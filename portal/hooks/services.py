"""Webhooks: begun, changed, tried and ended by whose they are; each fact sent until it arrives."""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from portal.accounts.permissions import can_run_chapter
from portal.core import outside
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.hooks.models import PING, Attempt, Delivery, Endpoint, Event, new_nonce
from portal.hooks.signing import OVERLAP, headers_for

logger = logging.getLogger(__name__)

#: Of the chapter, and of one person.
MOST, MOST_OF_ONE = 20, 5
#: How long after the first, second, … failed attempt the next one follows.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
#: After which time an attempt without an end counts as cut off; it is made again, under its id.
CUT_OFF = timedelta(minutes=5)
MOST_AT_ONCE = 200
KEPT = timedelta(days=30)
#: For how long one that is ended stays as a row.
ENDED = timedelta(days=1)
GONE = 410
State = Delivery.State


class BadAddress(DomainError):
    message = gettext_lazy("This is no address of another site that begins with “https://”.")


class NothingToTell(DomainError):
    message = gettext_lazy("Choose at least one thing that is told.")


class TooMany(DomainError):
    message = gettext_lazy("These are as many webhooks as there may be. End one first.")


class Ended(DomainError):
    message = gettext_lazy("This webhook is ended.")


@transaction.atomic
def add(*, url: str, events: Iterable[str], by: User) -> Endpoint:
    """Let the chapter tell `url` of `events` from now on.

    Raises BadAddress, NothingToTell, TooMany, NotAllowed.
    """
    require(can_run_chapter(by), _("Webhooks are looked after by who runs the chapter."))
    if Endpoint.objects.of_chapter().count() >= MOST:
        raise TooMany
    return Endpoint.objects.create(url=_checked(url), events=_known(events), made_by=by)


@transaction.atomic
def add_own(*, url: str, events: Iterable[str], by: User) -> Endpoint:
    """Tell `url` from now on of those `events` that concern `by`. Raises as `add` does."""
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    require(can(by, "create", Endpoint), _("Only participants have webhooks of their own."))
    if by.own_hooks.standing().count() >= MOST_OF_ONE:
        raise TooMany
    return Endpoint.objects.create(url=_checked(url), events=_known(events), owner=by, made_by=by)


@transaction.atomic
def change(*, endpoint: Endpoint, url: str, events: Iterable[str], is_on: bool, by: User) -> Endpoint:
    """Change what is told and where; switched off, what waits is given up. Raises as `add` does."""
    endpoint = _locked(endpoint, by)
    endpoint.url, endpoint.events, endpoint.is_on = _checked(url), _known(events), is_on
    endpoint.save(update_fields=["url", "events", "is_on", "updated_at"])
    if not is_on:
        _give_up_waiting(endpoint.pk)
    return endpoint


@transaction.atomic
def rotate(*, endpoint: Endpoint, by: User, now: datetime) -> Endpoint:
    """Give `endpoint` a new secret; for a day is signed by the old one too. Raises NotAllowed."""
    endpoint = _locked(endpoint, by)
    endpoint.old_nonce, endpoint.old_until, endpoint.nonce = endpoint.nonce, now + OVERLAP, new_nonce()
    endpoint.save(update_fields=["old_nonce", "old_until", "nonce", "updated_at"])
    return endpoint


@transaction.atomic
def remove(*, endpoint: Endpoint, by: User, now: datetime) -> None:
    """End `endpoint`, with its log. Raises NotAllowed."""
    endpoint = _locked(endpoint, by)
    endpoint.ended_at, endpoint.is_on = now, False
    endpoint.save(update_fields=["ended_at", "is_on", "updated_at"])
    endpoint.deliveries.all().delete()


@transaction.atomic
def try_out(*, endpoint: Endpoint, by: User, now: datetime) -> Delivery:
    """Send something that means nothing. Raises NotAllowed."""
    endpoint = _locked(endpoint, by)
    return _queue(endpoint, PING, uuid.uuid4(), {}, endpoint.owner, now)


@transaction.atomic
def replay(*, delivery: Delivery, by: User, now: datetime) -> Delivery:
    """Send the same once more, under the same id. Raises NotAllowed."""
    endpoint = _locked(delivery.endpoint, by)
    again = Delivery.objects.create(
        endpoint=endpoint,
        event=delivery.event,
        event_id=delivery.event_id,
        about=delivery.about,
        body=delivery.body,
        next_try_at=now,
    )
    _enqueue(again)
    return again


@transaction.atomic
def tell(
    *, event: Event, data: dict[str, Any], about: User | None, now: datetime, others: Iterable[User] = ()
) -> int:
    """Queue what has happened for whoever wants to know; return how many do. One query if nobody does.

    It is `about` somebody, and concerns `others` too: their own webhooks hear of it, and the chapter's.
    """
    people = [each for each in (about, *others) if each is not None]
    told = Endpoint.objects.told_of(people).select_related("owner")
    wanted = [each for each in told if event in each.events]
    event_id = uuid.uuid4()
    for endpoint in wanted:
        _queue(endpoint, event, event_id, data, endpoint.owner or about, now)
    return len(wanted)


def deliver(*, number: int, now: datetime) -> bool:
    """Send the delivery with the key `number` if it is due and nobody else does; return whether it arrived."""
    delivery = _claim(number, now)
    if delivery is None:
        return False
    begun = time.monotonic()
    receipt = outside.tell(
        delivery.endpoint.url,
        body=delivery.body.encode(),
        headers=headers_for(delivery, now=now),
        schemes=schemes(),
    )
    return _note(delivery, receipt, int((time.monotonic() - begun) * 1000), now)


def deliver_due(*, now: datetime) -> int:
    """Send what is due, for the clock; return how many arrived."""
    Delivery.objects.filter(state=State.SENDING, begun_at__lt=now - CUT_OFF).update(state=State.WAITING)
    due = Delivery.objects.due(now).order_by("next_try_at", "pk").values_list("pk", flat=True)
    return sum(deliver(number=number, now=now) for number in due[:MOST_AT_ONCE])


def forget_old(*, now: datetime) -> int:
    """Forget what arrived or was given up long ago; return how many."""
    Endpoint.objects.filter(ended_at__lt=now - ENDED).delete()
    over = Delivery.objects.filter(state__in=(State.DELIVERED, State.GIVEN_UP), created_at__lt=now - KEPT)
    return over.delete()[1].get(Delivery._meta.label, 0)


def schemes() -> tuple[str, ...]:
    """Secrets go by TLS only, but on a machine where nothing is at stake."""
    return ("https", "http") if settings.DEBUG else ("https",)


def _give_up_waiting(number: int) -> None:
    Delivery.objects.filter(endpoint=number, state=State.WAITING).update(state=State.GIVEN_UP)


def _locked(endpoint: Endpoint, by: User) -> Endpoint:
    rows = Endpoint.objects.select_for_update(of=("self",), no_key=True).select_related("owner")
    found = rows.get(pk=endpoint.pk)
    require(can(by, "change", found), _("Webhooks are looked after by whose they are."))
    if found.ended_at:
        raise Ended
    return found


def _checked(url: str) -> str:
    if not outside.is_address(url, schemes=schemes()):
        raise BadAddress
    return url


def _known(events: Iterable[str]) -> list[str]:
    wanted = set(events)
    known = [each.value for each in Event if each.value in wanted]
    if not known or len(known) < len(wanted):
        raise NothingToTell
    return known


def _queue(
    endpoint: Endpoint, event: str, event_id: uuid.UUID, data: dict[str, Any], about: User | None, now: datetime
) -> Delivery:
    said = {"id": str(event_id), "event": str(event), "created_at": now.isoformat(), "data": data}
    delivery = Delivery.objects.create(
        endpoint=endpoint,
        event=event,
        event_id=event_id,
        about=about,
        body=json.dumps(said, separators=(",", ":")),
        next_try_at=now,
    )
    _enqueue(delivery)
    return delivery


def _enqueue(delivery: Delivery) -> None:
    from portal.hooks.jobs import deliver_hook  # which calls us

    transaction.on_commit(partial(deliver_hook.using(run_after=delivery.next_try_at).enqueue, delivery.pk))


@transaction.atomic
def _claim(number: int, now: datetime) -> Delivery | None:
    due = Delivery.objects.due(now).filter(pk=number).select_related("endpoint")
    delivery: Delivery | None = due.select_for_update(skip_locked=True, of=("self",)).first()
    if delivery is None:
        return None
    delivery.state, delivery.begun_at, delivery.attempts = State.SENDING, now, delivery.attempts + 1
    delivery.save(update_fields=["state", "begun_at", "attempts", "updated_at"])
    return delivery


@transaction.atomic
def _note(delivery: Delivery, receipt: outside.Receipt, took_ms: int, now: datetime) -> bool:
    """Keep what came of an attempt, and say when the next one is."""
    tried = {"at": now, "status": receipt.status, "reason": receipt.reason[:120], "took_ms": took_ms}
    Attempt.objects.create(delivery=delivery, **tried)
    has_arrived = 200 <= receipt.status < 300
    if has_arrived:
        delivery.state = State.DELIVERED
    elif receipt.status == GONE or delivery.attempts > len(WAITS):
        delivery.state = State.GIVEN_UP
    else:
        delivery.state, delivery.next_try_at = State.WAITING, now + WAITS[delivery.attempts - 1]
        _enqueue(delivery)
    delivery.save(update_fields=["state", "next_try_at", "updated_at"])
    if receipt.status == GONE:  # so the other side says that it wants nothing any more
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(is_on=False)
        _give_up_waiting(delivery.endpoint_id)
    return has_arrived
