"""Run by the clock: sends announcements and digests, tells whom messages wait for, sends mails that are due."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from messaging.models import OutgoingMail
from messaging.services import announcements, digests, letters, mails, waiting


class Command(BaseCommand):
    help = "Collect digests and send the mails that are due; says how many were given up."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        announcements.send_due(now=now)
        waiting.tell(now=now)
        collected = digests.collect(now=now)
        sent = mails.deliver_due(compose=letters.compose, now=now)
        dead = OutgoingMail.objects.dead().count()
        self.stdout.write(
            f"{collected} digests collected, {sent} mails sent, {dead} need somebody to look at them"
        )
