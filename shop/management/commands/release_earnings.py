"""Run every day: earnings that have rested long enough become available, and goals are reached by them."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.services import orders
from shop.services.ledger import reaching


class Command(BaseCommand):
    help = "Release earnings whose time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        released, reached = orders.release_due(now=now), reaching.look_at_all(now=now)
        self.stdout.write(f"released {released}, goals reached {reached}")
