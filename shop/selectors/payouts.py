"""Payouts, and to whom something is owed. Who pays out sees names and amounts, nothing of sales or buyers."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import User
from portal.core import waiting
from portal.core.policy import visible_to
from shop.models import LedgerAccount, Payout, PayoutAccount
from shop.models.payouts import PayoutQuerySet


def own(user: User) -> PayoutQuerySet:
    """Return payouts of `user`, the newest first. One query."""
    return Payout.objects.filter(person=user).select_related("person").order_by("-requested_at", "-pk")


def seen_by(user: Any, *, is_open: bool) -> QuerySet[Payout]:
    """Return payouts that `user` sees, of those that wait the oldest first. One query."""
    rows = visible_to(user, Payout.objects.with_people())
    if is_open:
        return rows.filter(state__in=Payout.OPEN).order_by("requested_at", "pk")
    return rows.exclude(state__in=Payout.OPEN).order_by("-requested_at", "-pk")


@waiting.counted_as("payouts", at="shop:payouts")
def waiting_for(user: Any) -> QuerySet[Payout]:
    """Payouts that wait until somebody like `user` makes them."""
    return seen_by(user, is_open=True)


def owed() -> QuerySet[LedgerAccount]:
    """Return what people have in hand, the most first, with `has_open` for a payout on its way. One query."""
    waiting = Payout.objects.open().filter(person=OuterRef("owner"), currency=OuterRef("currency"))
    rows = LedgerAccount.objects.filter(
        kind=LedgerAccount.Kind.EARNINGS, balance_minor__gt=0, owner__is_active=True
    )
    return rows.select_related("owner").annotate(has_open=Exists(waiting)).order_by("-balance_minor", "pk")


def accounts_of(user: User) -> QuerySet[PayoutAccount]:
    """Return the accounts at providers that `user` can be paid to, once they are finished. One query."""
    rows = PayoutAccount.objects.filter(person=user).select_related("guardian").order_by("provider", "pk")
    if user.is_minor:
        return rows.filter(guardian__isnull=False, guardian__removed_at=None)
    return rows.filter(guardian=None)
