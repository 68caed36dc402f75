"""Run now and then: boards whose period is over are kept as they were, then points are put right."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leaderboard.services import rebuilding


class Command(BaseCommand):
    help = "Put points and standings right, and keep the boards whose period is over."

    def handle(self, *args: Any, **options: Any) -> None:
        begun, now = time.monotonic(), timezone.now()
        written = rebuilding.rebuild(now=now)
        differed = f"{written['entries']} entries and {written['standings']} standings differed"
        self.stdout.write(f"{differed}, {written['kept']} places kept, {time.monotonic() - begun:.1f} s")
