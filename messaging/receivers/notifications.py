"""Hears of each fact in the table of kinds, and tells whom it concerns."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from messaging.kinds import KINDS, Kind
from messaging.services import notifications


def _teller(kind: Kind) -> Callable[..., None]:
    def tell(**facts: Any) -> None:
        notifications.tell(kind=kind, heard=kind.hears(facts), by=facts.get("by"), now=timezone.now())

    tell.__qualname__ = f"tell_{kind.slug}"
    return tell


for _kind in KINDS:
    for _signal in _kind.signals:
        _signal.connect(_teller(_kind), weak=False, dispatch_uid=f"messaging.tell_{_kind.slug}")
