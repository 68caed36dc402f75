"""Run by hand at any time (the clock does so every night): exits with 1 if money or stock do not add up."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from shop.selectors import integrity
from shop.services import watching


class Command(BaseCommand):
    help = (
        "Check that entries balance, accounts agree with sales, payouts and payments, and stock with open orders."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--providers",
            type=int,
            default=0,
            metavar="DAYS",
            help="also ask payment providers about payments that changed in so many days",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, figure in integrity.figures():
            self.stdout.write(f"{name}: {figure}")
        found = list(integrity.problems())
        if options["providers"]:
            found += watching.provider_problems(since=timezone.now() - timedelta(days=options["providers"]))
        for problem in found:
            self.stderr.write(problem)
        self.stdout.write(f"problems: {len(found)}")
        if found:
            sys.exit(1)
