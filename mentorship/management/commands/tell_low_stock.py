"""Run every hour or so: coordinators learn once that something has run low."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import resources


class Command(BaseCommand):
    help = "Mail coordinators what has run low since they were told last."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"told of {resources.tell_low(now=timezone.now())}")
