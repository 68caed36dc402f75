"""Beginning conversations, taking part in them, leaving them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy

from mentorship.models import Pairing, Task
from messaging.models import Conversation, Membership
from messaging.permissions import contacts
from messaging.permissions.contacts import Answer
from messaging.permissions.conversations import may_be_beside_minors, may_remove, without_minors
from messaging.selectors import reading
from messaging.services.rights import reading_changed, rights_changed
from portal.accounts.models import User
from portal.accounts.permissions import accompanies
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from shop.models import Listing

State = Membership.State
#: How many people a group holds.
MOST = 50


class CannotWrite(DomainError):
    message = gettext_lazy("You cannot write to this person.")


class TooManyPeople(DomainError):
    message = gettext_lazy("A group holds 50 people.")


class NobodyElse(DomainError):
    message = gettext_lazy("Choose at least one person.")


@transaction.atomic
def begin(*, by: User, to: User, listing: Listing | None = None) -> Conversation:
    """Return the conversation of the two, perhaps about `listing`, new or known. Raises CannotWrite."""
    about = f":listing:{listing.pk}" if listing else ""
    key = f"direct:{min(by.pk, to.pk)}:{max(by.pk, to.pk)}{about}"
    known = Conversation.objects.filter(key=key).first()
    if known:
        return known
    answer = contacts.may_begin(by, to)
    if answer is Answer.NO:
        raise CannotWrite
    kept = {"kind": Conversation.Kind.DIRECT, "listing": listing}
    conversation, is_new = Conversation.objects.get_or_create(key=key, defaults=kept)
    if is_new:
        is_known = answer is Answer.YES or listing is not None
        _seat(conversation, by)
        _seat(conversation, to, state=State.MEMBER if is_known else State.ASKED)
    return conversation


@transaction.atomic
def begin_group(*, by: User, title: str, people: Iterable[User]) -> Conversation:
    """Begin a group of `by` and `people`, to all of whom `by` may write unasked. Raises CannotWrite and others."""
    others = list({each.pk: each for each in people if each != by}.values())
    if not others:
        raise NobodyElse
    if len(others) >= MOST:
        raise TooManyPeople
    if any(contacts.may_begin(by, each) is not Answer.YES for each in others):
        raise CannotWrite(gettext_lazy("You cannot write to everybody whom you chose."))
    conversation = Conversation.objects.create(kind=Conversation.Kind.GROUP, title=title, begun_by=by)
    for person in (by, *others):
        _seat(conversation, person)
    if not all(may_be_beside_minors(person, conversation) for person in (by, *others)):
        raise CannotWrite(gettext_lazy("A group with minors holds no adult but those who accompany them."))
    return conversation


@transaction.atomic
def part(*, mentor: User, participant: User, now: datetime) -> None:
    """Let `mentor`, who no longer accompanies `participant`, out of their task threads and groups with minors.

    Sockets ask again about every conversation of the two.
    """
    with_them = Q(task__participant=participant) | Q(memberships__user=participant)
    for conversation in Conversation.objects.of(mentor).filter(with_them).distinct():
        if conversation.kind == Conversation.Kind.DIRECT:
            rights_changed(conversation)
            continue
        is_about_them = conversation.task is not None and conversation.task.participant_id == participant.pk
        if is_about_them or not may_be_beside_minors(mentor, conversation):
            conversation.memberships.current().filter(user=mentor).update(left_at=now)
        rights_changed(conversation)


@transaction.atomic
def part_strangers(*, person: User, now: datetime) -> None:
    """Let out of the conversations of `person`, whose age or roles are others now, whom minors are kept from.

    Sockets ask again about every conversation of theirs.
    """
    talks = list(Conversation.objects.of(person))
    only_adults = without_minors(talks)
    for conversation in talks:
        if conversation.kind != Conversation.Kind.DIRECT and conversation.pk not in only_adults:
            places = conversation.memberships.current()
            strangers = [
                place.user_id
                for place in places.select_related("user")
                if not may_be_beside_minors(place.user, conversation)
            ]
            places.filter(user__in=strangers).update(left_at=now, draft="")
        rights_changed(conversation)


@transaction.atomic
def about_task(*, task: Task, by: User) -> Conversation:
    """Return the conversation about `task`, of who works on it and their mentors of today. Raises NotAllowed."""
    require(can(by, "see", task) and (by == task.participant or accompanies(by, task.participant)))
    conversation, _new = Conversation.objects.get_or_create(
        key=f"task:{task.pk}", defaults={"kind": Conversation.Kind.TASK, "task": task}
    )
    mentors = User.objects.filter(
        pk__in=Pairing.objects.current().filter(participant=task.participant_id).values("mentor")
    )
    for person in {task.participant, *mentors}:
        _seat(conversation, person)
    return conversation


@transaction.atomic
def leave(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Let `by` out; the others keep what was said."""
    Conversation.objects.select_for_update().get(pk=conversation.pk)
    gone = conversation.memberships.current().filter(user=by).update(left_at=now, draft="")
    require(gone == 1)
    rights_changed(conversation)


@transaction.atomic
def remove(*, conversation: Conversation, person: User, by: User, now: datetime) -> None:
    """Take `person` out of a group; what was said stays with the others. Raises NotAllowed."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    require(may_remove(by, conversation, person))
    gone = conversation.memberships.current().filter(user=person).update(left_at=now, draft="")
    require(gone == 1)
    rights_changed(conversation)


def _seat(conversation: Conversation, person: User, *, state: str = State.MEMBER) -> None:
    _place, is_new = Membership.objects.get_or_create(
        conversation=conversation, user=person, defaults={"state": state}
    )
    if is_new:
        rights_changed(conversation)


@transaction.atomic
def mark(*, conversation: Conversation, by: User, **marks: bool) -> None:
    """Pin, archive, mute or mark as unread, for `by` alone: is_pinned, is_archived, is_muted, is_unread."""
    unknown = marks.keys() - {"is_pinned", "is_archived", "is_muted", "is_unread"}
    if unknown:
        raise TypeError(f"There are no such marks: {sorted(unknown)}.")
    require(conversation.memberships.current().filter(user=by).update(**marks) == 1)
    if "is_muted" in marks:
        reading_changed(conversation)


@transaction.atomic
def read(*, conversation: Conversation, by: User, until: int) -> None:
    """Note that `by` has read until message `until`; the pointer never goes back."""
    places = conversation.memberships.current().filter(user=by)
    places.filter(is_unread=True).update(is_unread=False)
    seq = min(until, conversation.last_seq)
    moved = places.filter(read_seq__lt=seq).update(read_seq=seq)
    if moved and reading.is_small(conversation) and reading.agrees(by, reading.READING):
        reading_changed(conversation)


@transaction.atomic
def answer_request(*, conversation: Conversation, by: User, accept: bool) -> None:
    """Let a stranger's conversation in, or turn it away; the stranger is not told."""
    state = State.MEMBER if accept else State.IGNORED
    asked = conversation.memberships.current().filter(user=by, state__in=[State.ASKED, State.IGNORED])
    require(asked.update(state=state) == 1)
