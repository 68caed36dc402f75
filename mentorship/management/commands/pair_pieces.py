from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand

from mentorship.services import comparisons


class Command(BaseCommand):
    help = "Pairs pieces that were handed in and stand in no comparison yet. docs/feedback-data.md"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{comparisons.catch_up(rng=SystemRandom())} pairs more")
