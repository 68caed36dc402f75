"""Saying something, changing it, taking it back; holding it until somebody has looked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from mentorship.services import files as stored
from mentorship.services import work_files
from messaging import live
from messaging.models import Conversation, Membership, Message, MessageFile
from messaging.permissions import conversations as rights
from messaging.selectors.desk import suspension_of
from portal.accounts.models import User
from portal.accounts.services import audit
from portal.core import quota, screening
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: How long words can be changed or taken back.
WINDOW = timedelta(minutes=30)
MOST_FILES = 10
#: How many messages before a reported one are shown with it.
CONTEXT = 10


class NothingSaid(DomainError):
    message = gettext_lazy("Write something, or add a file.")


class TooLong(DomainError):
    message = gettext_lazy("A message holds 8,000 characters. Send it in parts.")


class TooManyFiles(DomainError):
    message = gettext_lazy("A message takes 10 files. Send the others with the next one.")


class NotText(DomainError):
    message = gettext_lazy("There are characters in it that nobody can read.")


class CannotSend(DomainError):
    message = gettext_lazy("You cannot write here any more.")


class Suspended(DomainError):
    message = gettext_lazy("You may read here at present, but not write. What is new tells you why.")


class WaitForAnswer(DomainError):
    message = gettext_lazy("You have not been answered yet. You can go on once your message was accepted.")


class TooLate(DomainError):
    message = gettext_lazy("Messages can be changed for half an hour. This one is older.")


class NotReached(DomainError):
    message = gettext_lazy("Who wrote this does not reach the others here any more. Keep it back.")


class NotHeld(DomainError):
    message = gettext_lazy("Somebody has decided about this message already.")


def send(
    *,
    conversation: Conversation,
    by: User,
    text: str,
    client_id: UUID,
    now: datetime,
    files: Iterable[Any] = (),
    reply_to: int | None = None,
) -> Message:
    """Say `text` once, however often it is sent under `client_id`; `reply_to` is a number here.

    Raises CannotSend, WaitForAnswer, and refusals of the words and the files.
    """
    text, files = checked(text), list(files)
    if not text and not files:
        raise NothingSaid
    if len(files) > MOST_FILES:
        raise TooManyFiles
    cleaned = stored.clean_all(files)
    with stored.shelf() as shelf, transaction.atomic():
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        known = Message.objects.filter(conversation=conversation, author=by, client_id=client_id).first()
        if known:
            stored.delete_paths(shelf.paths)
            return known
        _permit(conversation, by, now)
        quota.claim(by, work_files.size_of(cleaned))
        message = Message(conversation=conversation, author=by, client_id=client_id, text=text, sent_at=now)
        if reply_to:
            message.reply_to = Message.objects.filter(conversation=conversation, seq=reply_to).first()
        if Conversation.objects.watched().filter(pk=conversation.pk).exists():
            message.held_for = screening.reason_to_hold(text, *(each.filename for each in cleaned))
        if message.held_for:
            message.state = Message.State.HELD
            _count_change(conversation, message)
        else:
            _deliver(conversation, message, now=now)
        for position, each in enumerate(cleaned):
            row = MessageFile(message=message, position=position)
            stored.fill(row, each, shelf=shelf, folder="messages").save()
        own = conversation.memberships.filter(user=by).exclude(draft="")
        own.update(draft="", draft_version=F("draft_version") + 1)
    return message


@transaction.atomic
def edit(*, message: Message, by: User, text: str, now: datetime) -> Message:
    """Change the words, within the window; they are screened again. Raises NotAllowed, TooLate and others."""
    conversation, message = _locked(message, by, now)
    if not can(by, "write", conversation):
        raise CannotSend
    text = checked(text)
    if not text and not message.files.exists():
        raise NothingSaid
    if Conversation.objects.watched().filter(pk=conversation.pk).exists() and screening.reason_to_hold(text):
        raise CannotSend(
            gettext_lazy("Contact details and some words are looked at first. Send it as a new message.")
        )
    message.text, message.edited_at = text, now
    return changed(conversation, message)


@transaction.atomic
def delete(*, message: Message, by: User, now: datetime) -> Message:
    """Take a message back, within the window; a mark stays, files go. Raises NotAllowed, TooLate."""
    conversation, message = _locked(message, by, now)
    for file in message.files.all():
        stored.delete_after_commit(file.paths)
        file.delete()
    message.text, message.deleted_at = "", now
    return changed(conversation, message)


@transaction.atomic
def decide(*, message: Message, by: User, release: bool, now: datetime) -> Message:
    """Deliver what was held, or keep it back for good; noted in the log.

    Raises NotAllowed, NotHeld, NotReached.
    """
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    message = Message.objects.select_related("author").get(pk=message.pk)
    require(rights.can_review(by) and by.pk != message.author_id)
    if not message.is_held:
        raise NotHeld
    if release and not can(message.author, "write", conversation):
        raise NotReached
    message.reviewed_by = by
    if release:
        message.state = Message.State.DELIVERED
        _deliver(conversation, message, now=now)
    else:
        message.state = Message.State.REFUSED
        changed(conversation, message)
    detail = {"what": "message", "released": release}
    audit.record(action="moderate", by=by, subject=message.author, obj=message, detail=detail, now=now)
    return message


@transaction.atomic
def hide(*, message: Message, hidden_at: datetime | None) -> Message:
    """Let nobody read `message` any more, or again (None). Who may is asked by the desk."""
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    message = Message.objects.get(pk=message.pk)
    message.hidden_at = hidden_at
    return changed(conversation, message)


def checked(text: str) -> str:
    """Return what may be kept of `text`. Raises TooLong, NotText."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > Message.LONGEST:
        raise TooLong
    if "\0" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise NotText
    return text


def _permit(conversation: Conversation, by: User, now: datetime) -> None:
    if suspension_of(by, now):
        raise Suspended
    if not can(by, "write", conversation):
        raise CannotSend
    others = conversation.memberships.current().exclude(user=by)
    unanswered = others.exclude(state=Membership.State.MEMBER)
    is_direct = conversation.kind == Conversation.Kind.DIRECT
    if is_direct and unanswered.exists() and conversation.messages.filter(author=by).exists():
        raise WaitForAnswer
    conversation.memberships.filter(user=by).update(state=Membership.State.MEMBER)  # who writes back, accepts


def _deliver(conversation: Conversation, message: Message, *, now: datetime) -> None:
    """Give `message` its number, under the lock of `conversation`."""
    conversation.last_seq += 1
    conversation.reads_version += 1  # who writes has read what was there
    conversation.last_at = now
    message.seq = conversation.last_seq
    changed(conversation, message)
    places = conversation.memberships.current()
    places.filter(user=message.author_id).update(read_seq=message.seq, is_unread=False)
    places.filter(is_archived=True, is_muted=False).update(is_archived=False)


def _count_change(conversation: Conversation, message: Message) -> None:
    conversation.last_change += 1
    message.change = conversation.last_change
    message.save()
    conversation.save(update_fields=["last_seq", "last_change", "last_at", "reads_version"])


def changed(conversation: Conversation, message: Message) -> Message:
    """Count a change of `message`, under the lock of `conversation`, and hint at it."""
    _count_change(conversation, message)
    live.hint(conversation=conversation)
    return message


def _locked(message: Message, by: User, now: datetime) -> tuple[Conversation, Message]:
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    message = Message.objects.get(pk=message.pk)
    require(message.author_id == by.pk and message.deleted_at is None and message.seq is not None)
    require(message.hidden_at is None)
    require(can(by, "see", conversation))
    if now - message.sent_at > WINDOW:
        raise TooLate
    return conversation, message
