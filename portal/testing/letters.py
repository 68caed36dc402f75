"""Mails and notices as tests read them."""

from email.utils import parseaddr
from io import StringIO
from typing import Any

from django.core import mail
from django.core.management import call_command

from messaging import selectors
from messaging.models import Notification


def sent() -> list[Any]:
    """Send what the queue holds, and return every mail that went since the test began, the newest last."""
    call_command("send_mails", stdout=StringIO())
    return list(mail.outbox)


def address(letter: Any) -> str:
    """Return the one address that `letter` goes to."""
    [to] = letter.to
    return parseaddr(to)[1]


def addresses(letters: list[Any]) -> list[str]:
    return [address(letter) for letter in letters]


def told(person: Any, kind: str) -> list[Any]:
    """Return what `person` was told of this kind, as they read it, oldest first."""
    return selectors.shown(person, Notification.objects.filter(person=person, kind=kind).order_by("pk"))
