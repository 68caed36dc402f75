"""Run every minute: closes payments whose time is over and gives their pieces back."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.services import payments


class Command(BaseCommand):
    help = "Close overdue payments, read again those without news, finish open refunds."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = payments.sweep(now=timezone.now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
