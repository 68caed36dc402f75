from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentorship.packs import archive
from mentorship.services import pack_exports
from portal.core.exceptions import DomainError


class Command(BaseCommand):
    help = "Writes a craft of this site as a skill pack that others can load. docs/packs.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="of the pack, or of a discipline that came from none")
        parser.add_argument("--output", type=Path, required=True, help="a folder, or a file that ends in .zip")
        parser.add_argument("--set-version", default="", help="in place of the one that follows by itself")

    def handle(self, *args: Any, slug: str, output: Path, set_version: str = "", **options: Any) -> None:
        try:
            pack = pack_exports.export(slug=slug, by=None, version=set_version)
            archive.write(pack, output)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{pack.manifest['name']} {pack.version} is in {output}")
