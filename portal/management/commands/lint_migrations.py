"""Refuse migrations that the release before them would not survive."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.loader import MigrationLoader

from portal.core import upgrading


class Command(BaseCommand):
    help = "Say which new migrations would break the release that still serves while they run."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        loader = MigrationLoader(None)
        young = upgrading.new_migrations(loader)
        found = [
            words
            for migration in young
            for words in upgrading.findings(
                migration, loader.project_state((migration.app_label, migration.name), at_end=False)
            )
        ]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(young)} looked at, nothing found")
