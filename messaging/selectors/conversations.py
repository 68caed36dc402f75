"""What people read of their conversations."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from messaging.models import Block, Conversation, Membership, Message, MessageFile, Reaction
from portal.accounts.models import User
from portal.accounts.permissions import accompanied_by
from portal.core import quota, waiting

PAGE = 50
FILTERS = ("unread", "pinned", "archived", "requests")


def every_place(person: User) -> QuerySet[Membership]:
    """Return the places of `person` in conversations in which something was said. Three queries."""
    said = Message.objects.filter(conversation=OuterRef("conversation"), author=person)
    return (
        Membership.objects.current()
        .filter(Q(conversation__last_seq__gt=0) | Exists(said), user=person)
        .select_related("conversation__task", "conversation__listing__project")
        .prefetch_related(_others(), Prefetch("conversation__messages", _last(person), to_attr="newest"))
        .annotate(new_count=_new(person))
    )


def inbox(person: User, *, show: str = "", q: str = "") -> QuerySet[Membership]:
    """Return the places of `person` in conversations in which something was said, newest first."""
    places = _narrowed(every_place(person), show)
    if q:
        places = places.filter(pk__in=_found(places, person, q).values("pk"))
    return places.order_by("-is_pinned", F("conversation__last_at").desc(nulls_last=True), "-pk")


@waiting.counted_as("talks", at="messaging:inbox")
def unread(person: User) -> QuerySet[Membership]:
    """Return the places of `person` where something of others is new, or that they marked."""
    places = Membership.objects.current().filter(user=person, state=Membership.State.MEMBER, is_archived=False)
    return _only_unread(places.annotate(new_count=_new(person)))


def messages_of(conversation: Conversation, person: User) -> QuerySet[Message]:
    """Return what `person` reads of `conversation`: all that was delivered, and their own that was not.

    In groups `is_hidden` marks the words of whom `person` has blocked, `hides_quote` those that answer such words.
    """
    mine = Q(author=person)
    return (
        conversation.messages.filter(Q(state=Message.State.DELIVERED) | mine)
        .annotate(is_hidden=_is_hidden(person, "author"), hides_quote=_is_hidden(person, "reply_to__author"))
        .select_related("author__profile", "reply_to__author")
        .prefetch_related("files", reactions(conversation, person))
    )


def reactions(conversation: Conversation, person: Any) -> Prefetch[Any]:
    """The signs under messages, as far as `person` reads of those who gave them; oldest first."""
    rows = Reaction.objects.select_related("by").order_by("pk")
    if conversation.kind != Conversation.Kind.DIRECT:
        rows = rows.exclude(by__in=Block.objects.hidden_from(person))
    return Prefetch("reactions", rows, to_attr="signs")


def page(conversation: Conversation, person: User, *, before: int | None = None) -> list[Message]:
    """Return the newest messages before number `before`, oldest first; those without a number come last."""
    rows = messages_of(conversation, person)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return list(rows.order_by(F("seq").desc(nulls_first=True), "-pk")[:PAGE])[::-1]


def changed_after(conversation: Conversation, person: User, change: int) -> list[Message]:
    """Return what became new or different after `change`, in the order of the changes: at most one page.

    Own messages without a number, held or not delivered, are among them.
    """
    return list(messages_of(conversation, person).filter(change__gt=change).order_by("change")[:PAGE])


def words_after(conversation: Conversation, person: User, change: int) -> list[Message]:
    """The same for clients that show words only, and only what was delivered. Two queries."""
    rows = conversation.messages.filter(state=Message.State.DELIVERED, change__gt=change)
    rows = rows.annotate(is_hidden=_is_hidden(person, "author")).select_related("author")
    rows = rows.prefetch_related(reactions(conversation, person))
    return list(rows.order_by("change")[:PAGE])


def last_own(conversation: Conversation, person: Any) -> int | None:
    """Return the number of the last message of `person` that was delivered."""
    return conversation.messages.filter(author=person).aggregate(last=Max("seq"))["last"]


def _is_hidden(person: Any, author: str) -> Q:
    """In conversations of more than two, words of whom `person` has blocked."""
    return ~Q(conversation__kind=Conversation.Kind.DIRECT) & Q(
        **{f"{author}__in": Block.objects.hidden_from(person)}
    )


@quota.counter("size_bytes")
def files_of_messages(person: Any) -> QuerySet[MessageFile]:
    """What `person` has sent along."""
    return MessageFile.objects.filter(message__author=person)


def people_of(conversation: Conversation) -> list[Membership]:
    return list(conversation.memberships.current().select_related("user__profile").order_by("pk"))


def is_watched(conversation: Conversation) -> bool:
    """Whether the safeguarding lead reads `conversation` too. One query."""
    return Conversation.objects.watched().filter(pk=conversation.pk).exists()


def held() -> QuerySet[Message]:
    """Return what waits for somebody to look at it, oldest first."""
    rows = Message.objects.filter(state=Message.State.HELD, deleted_at=None)
    return rows.select_related("author", "conversation").prefetch_related("files").order_by("sent_at", "pk")


@waiting.counted_as("held", at="messaging:held")
def held_for(person: Any) -> QuerySet[Message]:
    """The same, for who decides about it."""
    return held()


def _narrowed(places: QuerySet[Membership], show: str) -> QuerySet[Membership]:
    if show == "requests":
        return places.filter(state=Membership.State.ASKED)
    places = places.filter(state=Membership.State.MEMBER, is_archived=show == "archived")
    if show == "pinned":
        return places.filter(is_pinned=True)
    return _only_unread(places) if show == "unread" else places


def _only_unread(places: QuerySet[Membership]) -> QuerySet[Membership]:
    return places.filter(Q(is_unread=True) | Q(new_count__gt=0))


def _new(person: User) -> Coalesce:
    """How many messages after the pointer of a place are of others, but not of those whom `person` has blocked."""
    said = Message.objects.filter(conversation=OuterRef("conversation"), seq__gt=OuterRef("read_seq"))
    new = said.exclude(author=person).exclude(_is_hidden(person, "author")).order_by()
    counted = new.values("conversation").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _found(places: QuerySet[Membership], person: User, q: str) -> QuerySet[Membership]:
    said = Message.objects.filter(
        conversation=OuterRef("conversation"), state="sent", hidden_at=None, text__icontains=q
    )
    said = said.exclude(_is_hidden(person, "author"))
    people = Membership.objects.filter(conversation=OuterRef("conversation"), user__display_name__icontains=q)
    return places.filter(Q(conversation__title__icontains=q) | Exists(said) | Exists(people.exclude(user=person)))


def _others() -> Prefetch[Any]:
    rows = Membership.objects.select_related("user__profile").order_by("pk")
    return Prefetch("conversation__memberships", rows, to_attr="places")


def _last(person: User) -> QuerySet[Message]:
    last = Message.objects.filter(seq=F("conversation__last_seq")).select_related("author")
    return last.annotate(is_hidden=_is_hidden(person, "author"))


def removable_by(by: User, conversation: Conversation, people: list[Membership]) -> set[int]:
    """Return whom of `people` `by` may take out of the group. A constant number of queries."""
    if conversation.kind != Conversation.Kind.GROUP or by.pk not in {each.user_id for each in people}:
        return set()
    others = {each.user_id for each in people} - {by.pk}
    if conversation.begun_by_id == by.pk:
        return others
    return set(User.objects.filter(accompanied_by(by), pk__in=others).values_list("pk", flat=True))
