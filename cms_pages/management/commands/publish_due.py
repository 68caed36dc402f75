"""Publish and unpublish pages whose time has come, forget old letters and answers. Meant to run every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms_pages.services import contact, enquiries, schedule


class Command(BaseCommand):
    help = (
        "Publish and unpublish every page whose time has come, and forget old letters and answers. "
        "Meant to run every minute."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        done = schedule.publish_due(now=now)
        letters, answers = contact.forget_old(now=now), enquiries.forget_old(now=now)
        self.stdout.write(
            f"{done.published} published, {done.expired} expired, "
            f"{letters} letters and {answers} answers forgotten"
        )
        if done.failed:
            raise CommandError(f"{done.failed} pages could not be published or taken offline; see the log.")
