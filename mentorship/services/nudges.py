"""When nothing is heard between a mentor and a participant, both are told, and in the end who could help."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mentorship import signals
from mentorship.models import Nudge, Pairing
from mentorship.selectors.silence import silent
from portal.core.events import announce

#: Nobody wants to be told at night.
MORNING = 6


def nudge(*, now: datetime) -> int:
    """Tell both sides of each silent pairing once for each of NUDGE_DAYS; return how many pairings were told of.

    Whoever was missed, since the clock stood still, hears once, of the longest silence. A few queries and one for
    each pairing that is told of.
    """
    if timezone.localtime(now).hour < MORNING:
        return 0
    told = 0
    for days in sorted(settings.NUDGE_DAYS, reverse=True):
        for pairing in _untold(days, now):
            if _note(pairing, days, now):
                since = pairing.silent_since  # type: ignore[attr-defined]  # annotated
                announce(signals.pairing_fell_silent, Pairing, pairing=pairing, days=days, since=since)
                told += 1
    return told


def ask_for_another_mentor(*, now: datetime) -> int:
    """Tell coordinators of pairings that have been silent for HAND_OVER_DAYS; return of how many."""
    days = settings.HAND_OVER_DAYS
    if not days or timezone.localtime(now).hour < MORNING:
        return 0
    found = [pairing for pairing in _untold(days, now) if _note(pairing, days, now)]
    for pairing in found:
        since = pairing.silent_since  # type: ignore[attr-defined]  # annotated
        announce(signals.pairing_stayed_silent, Pairing, pairing=pairing, since=since)
    return len(found)


def _untold(days: int, now: datetime) -> list[Pairing]:
    """Return the silent pairings that were told of nothing as long as `days` since their last sign."""
    before = Nudge.objects.filter(pairing=OuterRef("pk"), silent_since=OuterRef("silent_since"), days__gte=days)
    rows = silent(days=days, now=now).filter(~Exists(before)).select_related("mentor", "participant")
    return list(rows.order_by("pk"))


def _note(pairing: Pairing, days: int, now: datetime) -> bool:
    """Write down that they are told; False if another clock was quicker."""
    since = pairing.silent_since  # type: ignore[attr-defined]  # annotated
    with transaction.atomic():
        _row, is_new = Nudge.objects.get_or_create(
            pairing=pairing, silent_since=since, days=days, defaults={"sent_at": now}
        )
    return is_new
