"""Who reads which conversation."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from messaging.models import Block, Case, Conversation, Membership, Message, MessageFile
from messaging.permissions import contacts
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.permissions import accompanied_by, accompanies, watches_over_people
from portal.core import policy
from portal.core.policy import NOBODY_SEES, Policy


@policy.register(Conversation)
class ConversationPolicy(Policy[Conversation]):
    """Who takes part; and the safeguarding lead where a minor does."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        seen = Q(pk__in=Conversation.objects.of(person).values("pk"))
        if is_lead(person):
            seen |= Q(pk__in=Conversation.objects.watched().values("pk"))
        return seen

    def may_write(self, person: User, conversation: Conversation) -> bool:
        """Whether words of `person` arrive here. A constant number of queries."""
        own = conversation.memberships.current().filter(user=person).first()
        return own is not None and own.state != Membership.State.IGNORED and is_reached(person, conversation)


@policy.register(MessageFile)
class MessageFilePolicy(Policy[MessageFile]):
    """Who reads the message: its writer alone while it is held, and nobody once it is deleted."""

    def seen_by(self, person: Any, key: str = "") -> Q:
        if not (person.is_authenticated and person.is_active):
            return NOBODY_SEES
        conversations = Conversation.objects.visible_to(person).values("pk")
        of_blocked = Q(message__author__in=Block.objects.hidden_from(person))
        reported = Case.objects.filter(kind=Case.Kind.MESSAGE).exclude(person=person).values("object_id")
        unwanted = of_blocked & ~Q(message__conversation__kind=Conversation.Kind.DIRECT)
        read = Q(message__state=Message.State.DELIVERED) | Q(message__author=person)
        read &= Q(message__hidden_at=None)
        if can_review(person):
            held = Q(message__state=Message.State.HELD) | Q(message__in=reported)
            return Q(message__deleted_at=None) & (held | (Q(message__conversation__in=conversations) & read))
        return Q(message__deleted_at=None, message__conversation__in=conversations) & read & ~unwanted


def may_listen(person: User, conversation: Conversation) -> bool:
    """Whether `person` is in `conversation` and what is said there still reaches them, and they the others."""
    is_in = conversation.memberships.current().filter(user=person).exists()
    return person.is_active and is_in and is_reached(person, conversation)


def is_reached(person: User, conversation: Conversation) -> bool:
    """The same about somebody who is in it."""
    if conversation.kind != Conversation.Kind.DIRECT:
        return may_be_beside_minors(person, conversation)
    other = conversation.memberships.current().exclude(user=person).select_related("user").first()
    return other is not None and contacts.reaches(person, other.user)


def without_minors(conversations: Collection[Conversation]) -> set[int]:
    """Return the keys of those groups and threads in which every member is reached, for no minor is there.

    One query.
    """
    shared = {each.pk for each in conversations if each.kind != Conversation.Kind.DIRECT}
    places = Membership.objects.current().filter(conversation__in=shared, user__age_band__in=User.MINOR)
    return shared - set(places.values_list("conversation", flat=True))


def may_remove(by: User, conversation: Conversation, person: User) -> bool:
    """Whether `by` takes `person` out of a group: who began it, and the mentor of the person."""
    if conversation.kind != Conversation.Kind.GROUP or by == person:
        return False
    is_in = conversation.memberships.current().filter(user=by).exists()
    return is_in and (conversation.begun_by_id == by.pk or accompanies(by, person))


def is_lead(person: Any) -> bool:
    """Whether `person` is a named safeguarding lead. Roles are asked once per request."""
    return bool(person.is_authenticated and person.is_active and person.has_role(roles.SAFEGUARDING))


def can_review(person: Any) -> bool:
    """Whether `person` decides about what was held."""
    return bool(person.is_authenticated and watches_over_people(person))


def may_be_beside_minors(person: User, conversation: Conversation) -> bool:
    """Whether `person` accompanies every minor in the group, or watches over all, or is a minor too."""
    if person.is_minor or watches_over_people(person):
        return True
    people = conversation.memberships.current().values("user")
    minors = User.objects.filter(pk__in=people, age_band__in=User.MINOR)
    return not minors.exclude(accompanied_by(person)).exists()
