from typing import Any

from django.core.management.base import BaseCommand

from portal.core import copies


class Command(BaseCommand):
    help = "Brings the public copies of pictures in line with who may see them, also after a crash. Runs hourly."

    def handle(self, *args: Any, **options: Any) -> None:
        rows, folders = copies.tidy()
        if rows or folders:
            self.stdout.write(f"{rows} rows and {folders} folders were out of line.")
