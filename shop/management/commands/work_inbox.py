"""Run every minute: acts on events of payment providers whose time for another try has come."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.services import inbox


class Command(BaseCommand):
    help = "Act on waiting events of payment providers and empty old ones."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        counts = {**inbox.work(now=now), "emptied": inbox.tidy(now=now)}
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
