from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.core import backups, outages


class Command(BaseCommand):
    help = "Takes a backup of database and files (docs/backups.md), or looks after those that are there."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--if-due", action="store_true", help="only when the newest is old enough (the clock)")
        what.add_argument("--list", action="store_true", help="name the sets that there are, newest first")
        what.add_argument("--verify", metavar="SET", help="read a whole set and say what is missing or damaged")

    @outages.of_the_store()
    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(backups.sets()) or "There is no backup.")
        elif name := options["verify"]:
            if faults := backups.verify(name):
                raise CommandError("\n".join(faults))
            self.stdout.write(f"{name} is whole.")
        elif not options["if_due"] or backups.is_due(now=timezone.now()):
            self._take()

    def _take(self) -> None:
        begun = timezone.now()
        try:
            taken = backups.take(now=begun)
        except backups.BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        seconds = (timezone.now() - begun).total_seconds()
        self.stdout.write(
            f"{taken.name}: the database and {taken.files} files ({taken.bytes} bytes, {taken.new} new)"
            f" in {seconds:.1f} s."
        )
