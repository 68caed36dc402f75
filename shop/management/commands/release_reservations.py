"""Run every minute: closes payments whose time is over and gives their pieces back."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.services import cash, payments, sending


class Command(BaseCommand):
    help = "Close overdue payments, finish open refunds and sent payouts, let unsigned cash go."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        counts = {**payments.sweep(now=now), "payouts settled": sending.sweep(now=now)}
        counts["cash sales let go"] = cash.let_go(now=now)
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
