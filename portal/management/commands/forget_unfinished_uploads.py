"""Run by the clock: deletes what was sent of files that nobody went on sending."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import uploading


class Command(BaseCommand):
    help = "Delete what was sent of files that nobody went on sending."

    def handle(self, *args: Any, **options: Any) -> None:
        count = uploading.forget_expired(now=timezone.now())
        self.stdout.write(f"{count} uploads forgotten")
