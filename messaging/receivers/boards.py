"""Facts that open boards are told of."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from leaderboard.signals import standings_changed
from messaging import live


@receiver(standings_changed, dispatch_uid="messaging.hint_at_boards")
def hint_at_boards(**_: Any) -> None:
    live.hint_at_boards()
