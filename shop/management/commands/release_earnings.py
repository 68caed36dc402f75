"""Run every day: earnings that have rested long enough become available."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.services import orders


class Command(BaseCommand):
    help = "Release earnings whose time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"released {orders.release_due(now=timezone.now())}")
