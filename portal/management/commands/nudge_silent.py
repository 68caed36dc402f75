"""Run by the clock: tells both sides of a silent pairing, and in the end who could help."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import nudges


class Command(BaseCommand):
    help = "Tell mentors and participants who have not been in touch, and coordinators after a long silence."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        # First the longest silence: whoever is told of that is told of nothing shorter.
        asked = nudges.ask_for_another_mentor(now=now)
        told = nudges.nudge(now=now)
        self.stdout.write(f"{told} pairings nudged, {asked} shown to coordinators")
