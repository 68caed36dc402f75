"""The way out of mails: a row each, one attempt at a time, with longer and longer waits between them.

An attempt that was cut off in the middle is not repeated by itself: nobody knows whether it arrived, and a mail
that goes twice is worse than one that an operator looks at.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from messaging.models import OutgoingMail
from portal.accounts.models import Closure, User
from portal.accounts.selectors import is_expected
from portal.core.exceptions import DomainError, NotAllowed

logger = logging.getLogger(__name__)

#: How long after the first, second, … failed attempt the next one follows.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
#: After which time an attempt without an end counts as cut off.
CUT_OFF = timedelta(minutes=15)
MOST_AT_ONCE = 500
LASTING_ERROR = 500
Compose = Callable[[OutgoingMail, datetime], EmailMessage | None]
State = OutgoingMail.State


class NotDead(DomainError):
    message = _("This mail was not given up.")


def queue(*, key: str, person: User, form: str, at: datetime) -> OutgoingMail:
    """Put a mail in the queue, once for each `key`; a worker sends it as soon as it is time."""
    return _queue(key, at, person=person, form=form)


def queue_letter(*, letter: str, source_id: int, occasion: str = "", at: datetime) -> OutgoingMail:
    """Put a letter to somebody without an account in the queue, once for each occasion."""
    about = {"letter": letter, "source_id": source_id, "occasion": occasion}
    return _queue(f"letter:{letter}:{source_id}:{occasion}"[:80], at, form=OutgoingMail.Form.LETTER, **about)


def _queue(key: str, at: datetime, **fields: Any) -> OutgoingMail:
    from messaging.jobs import deliver_mail  # which calls us

    mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults={"next_try_at": at, **fields})
    if is_new:
        transaction.on_commit(partial(deliver_mail.using(run_after=at).enqueue, mail.pk))
    return mail


def may_be_reached(person: User) -> bool:
    """Whether mails go to `person`: not to who has left, is leaving or has yet to join. Two queries."""
    return person.is_active and not is_expected(person) and not Closure.objects.filter(person=person).exists()


def deliver(*, number: int, compose: Compose, now: datetime) -> bool:
    """Send the mail with the key `number` if it is due and nobody else does; return whether it went."""
    mail = _claim(number, now)
    if mail is None:
        return False
    is_here = mail.person is None or may_be_reached(mail.person)
    message = compose(mail, now) if is_here else None
    if message is None:
        _note(mail, State.DROPPED)
        return False
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        _failed(mail, error, now)
        return False
    _note(mail, State.SENT, sent_at=now)
    return True


def deliver_due(*, compose: Compose, now: datetime) -> int:
    """Send what is due, for the clock; return how many went."""
    note_cut_off(now=now)
    due = OutgoingMail.objects.due(now).order_by("next_try_at", "pk").values_list("pk", flat=True)
    return sum(deliver(number=number, compose=compose, now=now) for number in due[:MOST_AT_ONCE])


def note_cut_off(*, now: datetime) -> int:
    """Set aside attempts that never ended; return how many."""
    lost = OutgoingMail.objects.filter(state=State.SENDING, begun_at__lt=now - CUT_OFF)
    return lost.update(state=State.UNSURE)


@transaction.atomic
def try_again(*, mail: OutgoingMail, by: User, now: datetime) -> None:
    """Let a mail that was given up be sent after all. Raises NotDead, NotAllowed."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if not (by.is_active and by.is_superuser):
        raise NotAllowed
    if mail.state not in OutgoingMail.DEAD:
        raise NotDead
    mail.state, mail.attempts, mail.next_try_at = State.WAITING, 0, now
    mail.save(update_fields=["state", "attempts", "next_try_at", "updated_at"])


@transaction.atomic
def _claim(number: int, now: datetime) -> OutgoingMail | None:
    due = OutgoingMail.objects.due(now).filter(pk=number)
    mail: OutgoingMail | None = due.select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    mail.state, mail.begun_at, mail.attempts = State.SENDING, now, mail.attempts + 1
    mail.save(update_fields=["state", "begun_at", "attempts", "updated_at"])
    return mail


def _failed(mail: OutgoingMail, error: Exception, now: datetime) -> None:
    lasts = isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= LASTING_ERROR
    lasts = lasts or mail.attempts > len(WAITS)
    logger.warning("Mail %s failed at attempt %d: %s", mail.pk, mail.attempts, type(error).__name__)
    words = {"error": type(error).__name__[:80]}
    if lasts:
        _note(mail, State.GIVEN_UP, **words)
    else:
        _note(mail, State.WAITING, next_try_at=now + WAITS[mail.attempts - 1], **words)


def _note(mail: OutgoingMail, state: str, **fields: object) -> None:
    OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING).update(state=state, **fields)
