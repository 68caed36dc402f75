"""Run every minute: enqueues the look at all money once a night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from shop.services import watching


class Command(BaseCommand):
    help = "Once a night, let a worker look whether all money and stock adds up."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"begun {int(watching.begin_nightly(now=timezone.now()))}")
