"""The one switch for the daily mail about what is due."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from mentorship.services import interactions
from messaging.models import Preference
from portal.testing import letters

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(("choice", "mails"), [("none", 0), ("now", 1)])
def test_who_wants_no_mail_about_what_is_due_gets_none(
    choice: str, mails: int, participant: Any, mentor: Any, django_capture_on_commit_callbacks: Any
) -> None:
    Preference.objects.create(person=mentor, kind="steps_due", in_inbox=False, mail=choice)
    planned = {"client_id": uuid4(), "next_step": "Bring clay", "next_step_date": NOON.date()}
    interactions.log(about=participant, by=mentor, now=NOON, **planned)

    with django_capture_on_commit_callbacks(execute=True):
        interactions.remind(now=NOON)
    letters.sent()

    assert len(mail.outbox) == mails
