"""Messages through the contact form: to adults at once, to minors only past whoever looks after them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms_pages import signals
from cms_pages.models import ContactMessage
from portal.accounts.models import User
from portal.accounts.permissions import accepts_contact_from, are_apart
from portal.core.events import announce
from portal.core.exceptions import DomainError, NotAllowed
from portal.core.policy import can, require

Status = ContactMessage.Status
KEPT = timedelta(days=365)


class NothingWritten(DomainError):
    message = _("Write your message first.")


@transaction.atomic
def write(
    *,
    recipient: User,
    text: str,
    now: datetime,
    submission: UUID,
    by: User | None = None,
    name: str = "",
    email: str = "",
) -> ContactMessage:
    """Send `text` to `recipient`: from `by`, or from a visitor with `name` and `email`.

    What may not reach a minor directly is held for whoever looks after them. One form sent twice is one message.
    Raises NotAllowed, NothingWritten.
    """
    if not recipient.is_active:
        raise NotAllowed(gettext("This person is not here any more."))
    if by is not None:
        require(by.pk != recipient.pk and by.is_active, gettext("This would reach yourself."))
        name, email = by.display_name, by.email
    accepted = not recipient.is_minor if by is None else accepts_contact_from(recipient, by)
    refusal = gettext("You cannot write to this person directly. Ask your mentor to help.")
    require(accepted or recipient.is_minor, refusal)
    require(by is None or not are_apart(by, recipient), refusal)
    if not text.strip():
        raise NothingWritten
    message, is_new = ContactMessage.objects.get_or_create(
        submission=submission,
        defaults={
            "recipient": recipient,
            "sender": by,
            "name": name.strip(),
            "email": email,
            "text": text.strip(),
            "status": Status.DELIVERED if accepted else Status.HELD,
            "created_at": now,
        },
    )
    if is_new:
        fact = signals.message_delivered if accepted else signals.message_waits
        announce(fact, ContactMessage, message=message)
    return message


@transaction.atomic
def decide(*, message: ContactMessage, deliver: bool, by: User, now: datetime) -> ContactMessage:
    """Hand a held message to the minor it is for, or don't. Deciding twice changes nothing. Raises NotAllowed."""
    message = ContactMessage.objects.select_for_update().select_related("recipient").get(pk=message.pk)
    require(can(by, "decide", message), gettext("Somebody else decides about this message."))
    if message.status != Status.HELD:
        return message
    message.status = Status.DELIVERED if deliver else Status.DECLINED
    message.decided_by, message.decided_at = by, now
    message.save(update_fields=["status", "decided_by", "decided_at"])
    if deliver:
        announce(signals.message_delivered, ContactMessage, message=message)
    return message


@transaction.atomic
def delete(*, message: ContactMessage, by: User) -> None:
    """Delete a delivered message for good. Raises NotAllowed."""
    require(can(by, "delete", message), gettext("This is somebody else's message."))
    message.delete()


def forget_old(*, now: datetime) -> int:
    """Delete messages older than a year, and return how many."""
    _total, by_model = ContactMessage.objects.filter(created_at__lt=now - KEPT).delete()
    return by_model.get(ContactMessage._meta.label, 0)
