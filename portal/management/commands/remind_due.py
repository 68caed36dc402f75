"""Run by the clock: tells who looks after people what is due, in one mail a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import interactions


class Command(BaseCommand):
    help = "Send mentors and coordinators one mail a day about what is due."

    def handle(self, *args: Any, **options: Any) -> None:
        count = interactions.remind(now=timezone.now())
        self.stdout.write(f"{count} people told what is due")
