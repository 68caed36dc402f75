"""Who is told how far others have read, and that they write: people close to each other who both agree to it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from messaging.models import Block, Conversation, Membership
from messaging.permissions import contacts
from portal.accounts.models import User

READING, TYPING = "shows_reading", "shows_typing"
#: In larger conversations nobody is told how far others have read, or that they write.
MOST = 20


def agreeing(what: str, person: str = "") -> Q:
    """Which people let others know of `what`. Who has said nothing does, but for minors."""
    silent = Q(**{f"{person}contact_setting__{what}__isnull": True})  # also who has no row
    grown_up = ~Q(**{f"{person}age_band__in": User.MINOR})
    return Q(**{f"{person}contact_setting__{what}": True}) | (silent & grown_up)


def agrees(person: User, what: str) -> bool:
    """One query."""
    return User.objects.filter(agreeing(what), pk=person.pk).exists()


def readers(conversation: Conversation, person: User) -> dict[str, int]:
    """Return how far others have read, by handle, as far as `person` is told. Three queries at most."""
    places = _told_of_each_other(conversation, person, READING)
    return dict(places.filter(read_seq__gt=0).values_list("user__handle", "read_seq"))


def names_of_readers(conversation: Conversation, person: User, seq: int) -> list[str]:
    """Return who has read message `seq`, as far as `person` is told."""
    places = _told_of_each_other(conversation, person, READING).filter(read_seq__gte=seq)
    return list(places.values_list("user__display_name", flat=True))


def to_be_told(conversation: Conversation, person: User) -> list[int]:
    """Return the keys of those who are told that `person` writes."""
    return list(_told_of_each_other(conversation, person, TYPING).values_list("user", flat=True))


def is_small(conversation: Conversation) -> bool:
    return conversation.memberships.current().count() <= MOST


def _told_of_each_other(conversation: Conversation, person: User, what: str) -> QuerySet[Membership, Any]:
    """The places of others between whom and `person` `what` is known, in both directions alike."""
    places = conversation.memberships.current()
    if not is_small(conversation) or not agrees(person, what):
        return places.none()
    if not places.filter(user=person, is_muted=False, state=Membership.State.MEMBER).exists():
        return places.none()
    apart = Block.objects.filter(Q(by=person) | Q(person=person))
    near = User.objects.filter(contacts.close_to(person), agreeing(what), is_active=True).exclude(
        Q(pk__in=apart.values("by")) | Q(pk__in=apart.values("person"))
    )
    others = places.filter(is_muted=False, state=Membership.State.MEMBER, user__in=near).exclude(user=person)
    return others.order_by("user__display_name", "user")
