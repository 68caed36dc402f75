"""Run every hour or so: people are reminded of tasks and pieces, and what nobody handed in expires."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import task_reminders, tasks


class Command(BaseCommand):
    help = "Remind of tasks that are due soon and pieces that wait, and end tasks whose day is long over."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        told, waiting = task_reminders.remind(now=now), task_reminders.remind_reviewers(now=now)
        ended = tasks.expire(now=now)
        self.stdout.write(f"reminded of tasks: {told}, of pieces: {waiting}; ended: {ended}")
