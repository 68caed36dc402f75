"""Ask a worker to look after links to other sites; with --read, read every published page anew."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms_pages import jobs
from cms_pages.services import mentions


class Command(BaseCommand):
    help = "Ask a worker to look after links to other sites (CHECK_OUTSIDE_LINKS). Meant to run hourly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--read", action="store_true", help="read every published page anew, here and now")

    def handle(self, *args: Any, read: bool = False, **options: Any) -> None:
        if read:
            self.stdout.write(f"{mentions.note_all()} pages read")
        if settings.CHECK_OUTSIDE_LINKS:
            jobs.check_links.enqueue()
