"""Run by the clock: forgets what was answered to programs more than a day ago."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.core import once


class Command(BaseCommand):
    help = "Forget the answers that are kept for a day under the Idempotency-Key of a request."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{once.forget_old(now=timezone.now())} answers forgotten")
