from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.core import backups, outages


class Command(BaseCommand):
    help = (
        "Brings a backup back: verifies it, then database and files, migrations that came since, erasures since,"
        " public copies; at last it checks money and stock. Stop the site first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", nargs="?", help="which one; without a name the newest")
        parser.add_argument("--over", action="store_true", help="also over a database that has accounts")
        parser.add_argument("--damaged", action="store_true", help="also what could not be verified whole")

    @outages.of_the_store()
    def handle(self, *args: Any, **options: Any) -> None:
        begun = timezone.now()
        name = options["set"] or next(iter(backups.sets()), None)
        if name is None:
            raise CommandError("There is no backup.")
        if not options["over"] and self._has_accounts():
            raise CommandError("This database has accounts. Say --over to put the backup in their place.")
        if faults := backups.verify(name):
            self.stderr.write("\n".join(faults))
            if not options["damaged"]:
                raise CommandError("Nothing was changed. Say --damaged to restore what there is, or name another.")
        self.stdout.write(f"{name} is read.")
        backups.restore_database(name)
        files = backups.restore_files(name, skip_faults=options["damaged"])
        self.stdout.write(f"The database and {files} files are back.")
        backups.restore_erasures()
        for command in ("migrate", "replay_erasures", "tidy_media", "check_integrity"):
            call_command(command, stdout=self.stdout, stderr=self.stderr, **self._quiet(command))
        self.stdout.write(f"Done in {(timezone.now() - begun).total_seconds():.1f} s.")

    def _has_accounts(self) -> bool:
        if User._meta.db_table not in connection.introspection.table_names():
            return False
        return User.objects.exists()

    def _quiet(self, command: str) -> dict[str, Any]:
        return {"verbosity": 0, "interactive": False} if command == "migrate" else {}
