from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mentorship.datasets.rows import KINDS
from mentorship.services import feedback_exports
from portal.accounts.models import AuditEvent
from portal.accounts.services import audit
from portal.core.exceptions import DomainError


class Command(BaseCommand):
    help = "Writes what people agreed to give away for research and training. docs/feedback-data.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, required=True, help="a folder that is empty or does not exist")
        parser.add_argument(
            "--kind",
            action="append",
            choices=list(KINDS),
            help="may be given more than once; all of them otherwise",
        )

    def handle(self, *args: Any, output: Path, kind: list[str] | None = None, **options: Any) -> None:
        try:
            written = feedback_exports.write(folder=output, kinds=kind or list(KINDS))
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        detail = {"what": "feedback", "lines": sum(written.lines.values())}
        audit.record(action=AuditEvent.Action.EXPORTED, by=None, detail=detail)
        for name, lines in sorted(written.lines.items()):
            self.stdout.write(f"{name}.jsonl: {lines}")
        self.stdout.write(f"{written.file_count} files beside them, and README.md, in {output}")
