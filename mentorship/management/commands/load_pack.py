from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mentorship.packs import checking, source
from mentorship.services import packs
from portal.core.exceptions import DomainError


class Command(BaseCommand):
    help = "Loads a skill pack from a folder or a zip file; again, it changes nothing. docs/packs.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder with pack.json in it, or a zip file of it")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")

    def handle(self, *args: Any, path: Path, dry_run: bool = False, **options: Any) -> None:
        now = timezone.now()
        try:
            pack = checking.check(source.read(path))
            if dry_run:
                changes = packs.preview(pack=pack, by=None, now=now)
            else:
                changes = packs.load(pack=pack, by=None, now=now).changes
        except DomainError as error:
            raise CommandError(error.message) from error
        for change in changes:
            self.stdout.write(f"  {change}")
        done = "would be loaded" if dry_run else "is here"
        self.stdout.write(f"{pack.manifest['name']} {pack.version} {done}: {len(changes)} changes")
