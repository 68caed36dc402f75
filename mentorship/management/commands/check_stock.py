"""Whether every stock is the sum of what came and went, and every tool lies where it is counted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentorship.selectors import resources


class Command(BaseCommand):
    help = "Check the stores; the command fails if a figure is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = list(resources.stock_problems())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} figures are wrong.")
        self.stdout.write("Every stock is the sum of its moves.")
