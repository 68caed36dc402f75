"""Run every night: exits with 1 if money or stock do not add up, and says where."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from shop.selectors import integrity


class Command(BaseCommand):
    help = "Check that entries balance, accounts agree with sales and payments, and stock with open orders."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, figure in integrity.figures():
            self.stdout.write(f"{name}: {figure}")
        found = list(integrity.problems())
        for problem in found:
            self.stderr.write(problem)
        self.stdout.write(f"problems: {len(found)}")
        if found:
            sys.exit(1)
