"""Answering a message with a sign."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from messaging.models import Conversation, Message, Reaction
from messaging.selectors import conversations as questions
from messaging.selectors.desk import suspension_of
from messaging.services import messages
from portal.accounts.models import User
from portal.core.exceptions import DomainError
from portal.core.policy import can, require


class NoSuchSign(DomainError):
    message = gettext_lazy("There is no such sign.")


@transaction.atomic
def react(*, message: Message, by: User, sign: str, is_on: bool, now: datetime) -> Message:
    """Give a sign to `message`, or take it back; again changes nothing.

    Raises NoSuchSign, NotAllowed, messages.CannotSend, messages.Suspended.
    """
    if sign not in Reaction.Sign.values:
        raise NoSuchSign
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    if suspension_of(by, now):
        raise messages.Suspended
    if not can(by, "write", conversation):
        raise messages.CannotSend
    found = questions.messages_of(conversation, by).filter(pk=message.pk, seq__isnull=False, deleted_at=None)
    require(found.filter(hidden_at=None, is_hidden=False).exists())
    given = Reaction.objects.filter(message=message, by=by, sign=sign)
    if given.exists() == is_on:
        return message
    if is_on:
        Reaction.objects.create(message=message, by=by, sign=Reaction.Sign(sign), created_at=now)
    else:
        given.delete()
    return messages.changed(conversation, Message.objects.get(pk=message.pk))
