"""What is told once a day or once a week, in one mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from messaging import rules
from messaging.models import Notification, OutgoingMail, Reception
from messaging.models.notifications import Mail
from messaging.services import mails
from messaging.services.notifications import reception_of
from portal.accounts.models import User

PERIODS: dict[str, Callable[[Reception, datetime], str | None]] = {
    Mail.DAILY: rules.daily_period,
    Mail.WEEKLY: rules.weekly_period,
}


def collect(*, now: datetime) -> int:
    """Queue the digests whose hour has come where each person lives, once each; return how many."""
    return sum(_collect(form, person, now) for form in PERIODS for person in _waiting(form))


def _waiting(form: str) -> list[User]:
    waits = Notification.objects.filter(mail=None, mail_choice=form).unread()
    return list(User.objects.filter(pk__in=waits.values("person"), is_active=True).order_by("pk"))


@transaction.atomic
def _collect(form: str, person: User, now: datetime) -> bool:
    reception = reception_of(person)
    period = PERIODS[form](reception, now)
    key = f"{form}:{person.pk}:{period}"
    if period is None or OutgoingMail.objects.filter(key=key).exists():
        return False
    mail = mails.queue(key=key, person=person, form=form, at=rules.end_of_quiet(reception, now))
    taken = Notification.objects.filter(person=person, mail=None, mail_choice=form).unread().update(mail=mail)
    return taken > 0
