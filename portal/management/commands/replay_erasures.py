"""Erase again whom a restored backup brought back. Run it before the site opens."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.accounts.services import closures


class Command(BaseCommand):
    help = "Erase again whom a restored backup brought back. Run it before the site opens."

    def handle(self, *args: Any, **options: Any) -> None:
        count = closures.replay(now=timezone.now())
        self.stdout.write(f"{count} accounts erased again")
