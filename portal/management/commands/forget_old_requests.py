"""Run by the clock: deletes what visitors asked long ago and invitations nobody accepted, with the addresses."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorship.services import commissions
from portal.accounts.services import invitations
from shop.services import questions


class Command(BaseCommand):
    help = (
        "Delete what visitors asked makers for a year ago and what nobody accepted, and with it their addresses."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        count, unanswered = commissions.forget_old(now=now), invitations.forget_old(now=now)
        count += questions.forget_old(now=now)
        self.stdout.write(f"{count} requests and {unanswered} invitations forgotten")
