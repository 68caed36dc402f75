"""Run by the clock: deletes what visitors asked makers for long ago, and with it their addresses."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import commissions


class Command(BaseCommand):
    help = "Delete what visitors asked makers for a year ago, and with it their addresses."

    def handle(self, *args: Any, **options: Any) -> None:
        count = commissions.forget_old(now=timezone.now())
        self.stdout.write(f"{count} requests forgotten")
