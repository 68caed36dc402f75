"""Tell how the log calls somebody, for whoever looks after a complaint of theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import User
from portal.core import logs


class Command(BaseCommand):
    help = "Tell how lines of the log call the person with this mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        self.stdout.write(logs.alias(person.pk))
