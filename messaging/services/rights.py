"""Letting open sockets know that rights in a conversation are others now."""

from __future__ import annotations

from django.db.models import F

from messaging import live
from messaging.models import Conversation
from portal.accounts.models import User


def rights_changed(conversation: Conversation) -> None:
    """Let every socket that watches `conversation` ask again whether its person may."""
    Conversation.objects.filter(pk=conversation.pk).update(
        version=F("version") + 1,
        reads_version=F("reads_version") + 1,  # who is told how far others have read may be others now
    )
    live.ask_again(conversation=conversation)


def reading_changed(conversation: Conversation) -> None:
    """Let pages ask again how far others have read."""
    Conversation.objects.filter(pk=conversation.pk).update(reads_version=F("reads_version") + 1)
    live.hint(conversation=Conversation.objects.get(pk=conversation.pk))


def rights_changed_between(one: User, other: User) -> None:
    """The same for each conversation in which both are."""
    for conversation in Conversation.objects.of(one) & Conversation.objects.of(other):
        rights_changed(conversation)
