"""Payouts that a provider makes: sent, followed, paid; or refused, or come back, and in hand again.

The intent and its key are committed before the provider is called, its answer after; no call is made under a lock.
One door, `sync`, for webhook, button and clock: what the provider says, said twice, changes nothing.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.accounts.models import User
from portal.core.events import announce
from portal.core.policy import can, require
from shop import payout_ways
from shop.models import Payout, PayoutAccount
from shop.models.payments import MOST_TRIES_WITH_A_KEY
from shop.payments.base import ProviderDown, Refused, Sent
from shop.services import ledger, payout_accounts, payouts
from shop.services.ledger import Kind, Leg, Purse
from shop.signals import payout_failed, payout_paid

State = Payout.State
logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
#: PayPal knows a name for thirty days: after this long without any answer a person looks first.
LONGEST_TRY = timedelta(days=20)


def send(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Let the payout's provider pay it. One that it refuses is ready to be sent again, with `problem` saying why.

    Raises NotAllowed, NotInThisState, ReceiverChanged, AnotherNeeded, NotYet, MeanwhileOwed, UnknownWay.
    """
    require(can(by, "pay", payout), _("Coordinators pay out, and nobody to themselves."))
    return _call(_begin(payout, by, now), now)


@transaction.atomic
def _begin(payout: Payout, by: User, now: datetime) -> Payout:
    payout = payouts.locked(payout)
    if payout.is_by_hand or payout.ref:  # what has a name at its provider was paid, whatever we think of it
        raise payouts.NotInThisState
    payouts.require_ready(payout, now)
    payout.state, payout.paid_by, payout.sent_at, payout.problem = State.SENT, by, now, ""
    _count(payout, now)
    payout.save()
    log(payout, "shop.payout.send", user=by)
    return payout


def _count(payout: Payout, now: datetime) -> None:
    payout.tries += 1
    payout.next_try_at = now + min(FIRST_WAIT * 2 ** min(payout.tries - 1, 10), LONGEST_WAIT)


def _call(payout: Payout, now: datetime) -> Payout:
    """Ask the provider to pay, having looked first whether an earlier call did."""
    way = payout_ways.by_name(payout.provider)
    try:
        told = way.find(payout) if payout.tries > 1 else None
        if told is None:
            told = way.send(_with_its_key(payout) if way.stores_errors else payout)
    except Refused as refusal:
        return _refused(payout, str(refusal))
    except ProviderDown:
        logger.warning("Payout %s has to wait: the provider does not answer", payout.public_id)
        return payout
    return follow(payout=payout, told=told, now=now)


@transaction.atomic
def _with_its_key(payout: Payout) -> Payout:
    """Leave a key behind under which the provider may have stored a fault."""
    if payout.tries > 1 and (payout.tries - 1) % MOST_TRIES_WITH_A_KEY == 0:
        payout = payouts.locked(payout)
        payout.key_number += 1
        payout.save(update_fields=["key_number", "updated_at"])
    return payout


@transaction.atomic
def _refused(payout: Payout, why: str) -> Payout:
    """Nothing left. The money stays reserved; whoever mends the cause sends it again, under a new key."""
    payout = payouts.locked(payout)
    if payout.state == State.SENT and payout.ref is None:
        payout.state, payout.paid_by, payout.problem = State.PREPARED, None, why[:200]
        payout.key_number, payout.tries = payout.key_number + 1, 0
        payout.save()
        logger.error("Payout %s was refused by %s: %s", payout.public_id, payout.provider, why)
    return payout


# What became of it ------------------------------------------------------------------------------------------


def sync(*, payout: Payout, now: datetime) -> Payout:
    """Ask the provider and apply what it says; as often as one likes, from anywhere. Raises ProviderDown."""
    payout.refresh_from_db()
    if payout.ref and not payout.is_by_hand:
        told = payout_ways.by_name(payout.provider).read(payout)
        return follow(payout=payout, told=told, now=now)
    payout, is_mine = _again(payout, now)
    return _call(payout, now) if is_mine else payout


@transaction.atomic
def _again(payout: Payout, now: datetime) -> tuple[Payout, bool]:
    """Count a try before it is made, and keep others from making one at the same time."""
    payout = payouts.locked(payout)
    if payout.state != State.SENT or payout.ref or payout.next_try_at is None or payout.next_try_at > now:
        return payout, False
    if payout.sent_at and now - payout.sent_at > LONGEST_TRY:
        logger.error("Nobody knows whether payout %s was paid; look at %s", payout.public_id, payout.provider)
        return payout, False
    _count(payout, now)
    payout.save(update_fields=["tries", "next_try_at", "updated_at"])
    return payout, True


@transaction.atomic
def follow(*, payout: Payout, told: Sent, now: datetime) -> Payout:
    """Make true here what the provider says of a payout."""
    payout = payouts.locked(payout)
    payout.ref = payout.ref or told.ref
    if payout.state == State.SENT:
        _count(payout, now)
    payout.problem = told.problem or payout.problem
    if told.state == State.PAID and payout.state == State.SENT:
        _paid(payout, told, now)
    elif told.state == State.FAILED and payout.state in (State.SENT, State.PAID):
        _came_back(payout, now)
    elif told.state == State.PAID and payout.state != State.PAID:
        payout.problem = f"The provider says that it was paid, but here it is {payout.state}."
        logger.error("Payout %s: %s", payout.public_id, payout.problem)
    payout.save()
    return payout


def _paid(payout: Payout, told: Sent, now: datetime) -> None:
    payout.state, payout.paid_at = State.PAID, now
    payout.save()
    payouts.post(payout, "paid", Kind.RESERVED, Kind.CLEARING, now)
    if told.fee_minor:
        currency = payout.currency
        legs = [
            Leg(Purse(Kind.CLEARING, currency, provider=payout.provider), told.fee_minor),
            Leg(Purse(Kind.PROVIDER_FEES, currency), -told.fee_minor),
        ]
        ledger.post(key=f"payout-fee:{payout.public_id}", kind="payout_fee", legs=legs, now=now)
    announce(payout_paid, Payout, payout=payout)


def _came_back(payout: Payout, now: datetime) -> None:
    source = Kind.RESERVED if payout.state == State.SENT else Kind.CLEARING
    payout.state, payout.failed_at = State.FAILED, now
    payout.save()
    payouts.post(payout, "failed", source, Kind.EARNINGS, now)
    logger.error("Payout %s came back from %s: %s", payout.public_id, payout.provider, payout.problem)
    announce(payout_failed, Payout, payout=payout)


def hear(*, provider: str, payload: str, now: datetime) -> bool:
    """Act on a verified event if it is about a payout, or an account, of ours; say whether it was."""
    if provider not in payout_ways.WAYS:
        return False
    told = json.loads(payload)
    payout = Payout.objects.filter(
        provider=provider, public_id=payout_ways.by_name(provider).payout_of(told)
    ).first()
    if payout:
        sync(payout=payout, now=now)
        return True
    name = payout_ways.opener(provider).account_of(told) if provider in payout_ways.OPENERS else ""
    account = PayoutAccount.objects.filter(provider=provider, ref=name).first() if name else None
    if account:
        payout_accounts.look(account=account)
    return account is not None


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Ask anew about every sent payout that is due, and return how many are settled now."""
    due = Payout.objects.filter(state=State.SENT, next_try_at__lte=now).select_related("person")
    settled, silent = 0, set()
    for payout in due.order_by("next_try_at", "pk")[:limit]:
        if payout.provider in silent:
            continue
        try:
            settled += sync(payout=payout, now=now).state != State.SENT
        except ProviderDown:
            silent.add(payout.provider)
    return settled
