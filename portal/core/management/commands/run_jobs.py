"""Work background jobs off: until it is stopped, or until none is left."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.core import jobs


class Command(BaseCommand):
    help = "Work background jobs off. Any number of these may run, on any number of machines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when no job is left")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between two looks at an empty queue"
        )
        parser.add_argument(
            "--lease", type=float, default=jobs.LEASE, help="seconds until a silent worker is dead"
        )
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the process that began this stops"
        )
        parser.add_argument("--status", action="store_true", help="only say how many jobs wait, run and are dead")
        parser.add_argument("--revive", action="store_true", help="only let dead jobs be tried anew")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["status"]:
            self.stdout.write(", ".join(f"{name} {figure}" for name, figure in jobs.figures(now=now).items()))
        elif options["revive"]:
            self.stdout.write(f"revived {jobs.revive(now=now)}")
        else:
            self._work(options)

    def _work(self, options: dict[str, Any]) -> None:
        jobs.tidy(now=timezone.now())
        worker = jobs.LeasedWorker(
            batch=options["batch"],
            interval=options["interval"],
            beat=min(jobs.BEAT, options["lease"] / 5),
            lease=options["lease"],
            with_parent=options["with_parent"],
        )
        worker.configure_signals()
        worker.run()
