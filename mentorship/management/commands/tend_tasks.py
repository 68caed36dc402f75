"""Run every hour or so: people are reminded of tasks, and what nobody handed in expires."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import task_reminders, tasks


class Command(BaseCommand):
    help = "Remind of tasks that are due soon, and end those whose day is long over."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        told, ended = task_reminders.remind(now=now), tasks.expire(now=now)
        self.stdout.write(f"reminded of {told}, ended {ended}")
