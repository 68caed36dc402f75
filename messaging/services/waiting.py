"""Telling people that messages wait for them: once for each stretch that they have not read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from messaging.models import Block, Conversation, Membership, Message, Notification
from messaging.signals import message_waits
from portal.core.events import announce

KIND = "message_waits"
#: Who is there reads it sooner; what is older was told already, or nobody was to be told.
AFTER, UNTIL = timedelta(minutes=10), timedelta(days=3)
AT_ONCE = 500


def tell(*, now: datetime) -> int:
    """Tell each person of the first message of others that waits in a conversation; return how many were told.

    Nobody is told of what is muted, archived or a stranger's request, nor in groups of whom they have blocked. One
    query for who is to be told, and one that marks the notices as read whose messages were read meanwhile.
    """
    _forget_what_was_read(now)
    places = list(_untold(now)[:AT_ONCE])
    first = Message.objects.select_related("author", "conversation").in_bulk([place.first for place in places])
    for place in places:
        announce(message_waits, Message, message=first[place.first], person=place.user)
    return len(places)


def _untold(now: datetime) -> QuerySet[Any]:
    told = Notification.objects.filter(
        person=OuterRef("user"), kind=KIND, source_type=_type(), source_id=OuterRef("first")
    )
    places = Membership.objects.current().filter(
        state=Membership.State.MEMBER,
        is_muted=False,
        is_archived=False,
        user__is_active=True,
        conversation__last_at__gt=now - UNTIL,
    )
    found = places.annotate(first=Subquery(_of_others().order_by("seq").values("pk")[:1])).filter(
        Exists(Message.objects.filter(pk=OuterRef("first"), sent_at__lte=now - AFTER, sent_at__gt=now - UNTIL)),
        ~Exists(told),
    )
    return found.select_related("user").order_by("pk")


def _of_others() -> QuerySet[Message]:
    """What others said in the conversation of a place after what its person has read."""
    said = Message.objects.filter(
        conversation=OuterRef("conversation"), seq__gt=OuterRef("read_seq"), deleted_at=None, hidden_at=None
    )
    in_groups = ~Q(conversation__kind=Conversation.Kind.DIRECT)
    blocked = Exists(Block.objects.filter(by=OuterRef(OuterRef("user")), person=OuterRef("author")))
    return said.exclude(author=OuterRef("user")).exclude(in_groups & Q(blocked))


def _forget_what_was_read(now: datetime) -> None:
    seen = Membership.objects.filter(user=OuterRef("person"), conversation__messages=OuterRef("source_id"))
    reached = Message.objects.filter(pk=OuterRef(OuterRef("source_id"))).values("seq")
    waiting = Notification.objects.filter(kind=KIND, source_type=_type(), read_at=None)
    waiting.filter(Exists(seen.filter(read_seq__gte=Subquery(reached)))).update(read_at=now)


def _type() -> ContentType:
    return ContentType.objects.get_for_model(Message)
