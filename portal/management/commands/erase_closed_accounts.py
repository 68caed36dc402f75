"""Erase every account that was closed long enough ago. Meant to run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accounts.services import closures


class Command(BaseCommand):
    help = "Erase every account that was closed long enough ago. Meant to run once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        count = closures.erase_due(now=timezone.now())
        self.stdout.write(f"{count} accounts erased")
