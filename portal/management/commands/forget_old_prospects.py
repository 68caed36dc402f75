"""Run by the clock: forgets prospects who were put off long ago, and tables of people that nobody took in."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import imports, prospects


class Command(BaseCommand):
    help = "Forget prospects two years after they declined, and uploaded tables a day after their upload."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        people, tables = prospects.forget_old(now=now), imports.forget_unfinished(now=now)
        self.stdout.write(f"{people} prospects forgotten, {tables} tables deleted")
