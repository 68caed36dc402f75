"""Write somebody's public pages as a site of files."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms_pages.services import exports
from portal.accounts.models import User
from portal.core.exceptions import DomainError


class Command(BaseCommand):
    help = "Write somebody's public pages as a site of files: a folder, or a zip file when the path ends in .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("handle", help="whose pages, such as amina-okoye")
        parser.add_argument("--output", required=True, type=Path, metavar="PATH[.zip]")
        parser.add_argument("--base-url", default="", help="where it will stand, for search engines and feeds")

    def handle(self, *args: Any, handle: str, output: Path, base_url: str, **options: Any) -> None:
        person = User.objects.filter(handle=handle.removeprefix("@")).first()
        if person is None:
            raise CommandError(f"Nobody has the handle {handle}.")
        target = output.absolute()
        if not target.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        write = exports.write_zip if target.suffix == ".zip" else exports.write_folder
        begun = time.monotonic()
        try:
            built = write(person=person, target=target, base_url=base_url)
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(
            f"{output}: {built.pages} pages, {built.works} works, {built.files} files "
            f"in {time.monotonic() - begun:.1f} s"
        )
