"""Run by the clock: sends what other systems wait for, and forgets what was sent long ago."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.hooks import services


class Command(BaseCommand):
    help = "Send what is due of the webhooks; a worker mostly has done it already."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        services.forget_old(now=now)
        self.stdout.write(f"{services.deliver_due(now=now)} webhooks arrived")
