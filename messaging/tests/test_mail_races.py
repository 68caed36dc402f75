"""Two workers and one mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from messaging.models import OutgoingMail
from messaging.services import mails
from portal.accounts.models import User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS, MAILS = 6, 20


def test_many_workers_send_each_mail_once() -> None:
    person = User.objects.create_user("mia@example.org", display_name="Mia")
    now = timezone.now()
    numbers = [mails.queue(key=f"m{n}", person=person, form="notice", at=now).pk for n in range(MAILS)]
    together = Barrier(WORKERS)

    def work(_worker: int) -> int:
        together.wait()
        try:
            return sum(mails.deliver(number=number, compose=_letter, now=now) for number in numbers)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        sent = sum(pool.map(work, range(WORKERS)))

    assert sent == len(mail.outbox) == MAILS
    assert len({letter.subject for letter in mail.outbox}) == MAILS
    assert OutgoingMail.objects.filter(state="sent", attempts=1).count() == MAILS


def _letter(row: OutgoingMail, now: Any) -> EmailMessage:
    return EmailMessage(subject=row.key, body="…", to=[row.person.email])
