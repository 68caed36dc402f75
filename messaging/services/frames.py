"""What a frame of somebody's socket does: it calls the services that the pages call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from messaging import live, protocol
from messaging.models import Conversation, Membership
from messaging.permissions.conversations import is_reached, without_minors
from messaging.selectors import conversations as questions
from messaging.selectors import reading
from messaging.selectors.desk import suspension_of
from messaging.services import conversations, drafts, messages, reactions
from portal.accounts.models import User
from portal.core.exceptions import DomainError, NotAllowed
from portal.core.limits import Limit
from portal.core.policy import can


def answer(*, frame: dict[str, Any], by: User) -> dict[str, Any] | None:
    """Do what `frame` asks, if `by` may, and return the frame that answers; None if nothing is to be said.

    `by` is whoever connected, perhaps hours ago: what they are today is asked for each time.
    """
    person = User.objects.filter(pk=by.pk, is_active=True).first()
    places = Conversation.objects.of(person) if person else Conversation.objects.none()
    talk = places.filter(public_id=frame["conversation"]).first()
    if talk is None:
        return protocol.error(code="no-such-conversation")
    try:
        return _ANSWERS[frame["type"]](talk, person, frame)
    except DomainError:
        return protocol.error(code="refused")


@dataclass(frozen=True)
class LogIn:
    """What a socket was opened by."""

    person_id: int
    session_key: str
    auth_hash: str


def log_in_of(*, session: SessionBase, person_id: int) -> LogIn:
    return LogIn(person_id, session.session_key or "", session.get(HASH_SESSION_KEY, ""))


def ended(*, log_ins: Collection[LogIn], now: datetime) -> set[LogIn]:
    """Return those of `log_ins` that hold no longer: logged out, another password, deactivated. Two queries."""
    people = User.objects.filter(is_active=True).in_bulk({each.person_id for each in log_ins})
    keys = {each.session_key for each in log_ins}
    kept = Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list("session_key", flat=True)
    open_ones, hashes = set(kept), {pk: each.get_session_auth_hash() for pk, each in people.items()}
    return {
        each
        for each in log_ins
        if each.session_key not in open_ones
        or not constant_time_compare(each.auth_hash, hashes.get(each.person_id, ""))
    }


def watches(*, public_id: str, person_id: int) -> Conversation | None:
    """Return the conversation if its news reach the person. A constant number of queries."""
    places = Membership.objects.current().filter(user=person_id, user__is_active=True)
    place = places.filter(conversation__public_id=public_id).select_related("conversation", "user").first()
    return place.conversation if place and is_reached(place.user, place.conversation) else None


def reached(*, pairs: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Return of which (conversation, person) news still reach the person, with the version of its rights.

    Two queries, and some more for each pair of a conversation of two, or of one with minors.
    """
    talks, people = {public_id for public_id, _person in pairs}, {person for _public_id, person in pairs}
    places = Membership.objects.current().filter(user__in=people, user__is_active=True)
    rows = places.filter(conversation__public_id__in=talks).select_related("conversation", "user")
    asked = [row for row in rows if (row.conversation.public_id, row.user_id) in pairs]
    only_adults = without_minors({row.conversation for row in asked})
    return {
        (row.conversation.public_id, row.user_id): row.conversation.version
        for row in asked
        if row.conversation_id in only_adults or is_reached(row.user, row.conversation)
    }


def versions(*, public_ids: Collection[str]) -> dict[str, int]:
    """Return at which version of their rights conversations are. One query."""
    rows = Conversation.objects.filter(public_id__in=public_ids)
    return dict(rows.values_list("public_id", "version"))


def _sync(talk: Conversation, by: User, frame: dict[str, Any]) -> dict[str, Any]:
    rows = questions.words_after(talk, by, frame["after"])
    more = len(rows) == questions.PAGE
    place = talk.memberships.get(user=by)
    return protocol.messages(
        conversation=talk.public_id,
        rows=rows,
        more=more,
        draft=place.draft,
        draft_version=place.draft_version,
        reads=reading.readers(talk, by),
        reads_version=talk.reads_version,  # fetched before what it counts: it is never newer than that
    )


def _send(talk: Conversation, by: User, frame: dict[str, Any]) -> dict[str, Any]:
    if not Limit("talk").allow_request(SimpleNamespace(user=by)):
        return protocol.error(code="too-fast")
    values = {"text": frame["text"], "client_id": frame["client_id"]}
    message = messages.send(conversation=talk, by=by, now=timezone.now(), **values)
    return protocol.sent(conversation=talk.public_id, client_id=frame["client_id"], seq=message.seq)


def _read(talk: Conversation, by: User, frame: dict[str, Any]) -> None:
    conversations.read(conversation=talk, by=by, until=frame["until"])


def _draft(talk: Conversation, by: User, frame: dict[str, Any]) -> dict[str, Any]:
    version = drafts.keep(conversation=talk, by=by, text=frame["text"])
    return protocol.kept(conversation=talk.public_id, draft_version=version)


def _typing(talk: Conversation, by: User, _frame: dict[str, Any]) -> None:
    if suspension_of(by, timezone.now()) is None and can(by, "write", talk):
        live.typing(conversation=talk, by=by, to=reading.to_be_told(talk, by))


def _react(talk: Conversation, by: User, frame: dict[str, Any]) -> None:
    message = talk.messages.filter(seq=frame["seq"]).first()
    if message is None:
        raise NotAllowed
    reactions.react(message=message, by=by, sign=frame["sign"], is_on=bool(frame["on"]), now=timezone.now())


_ANSWERS: dict[str, Any] = {
    "sync": _sync,
    "send": _send,
    "read": _read,
    "draft": _draft,
    "typing": _typing,
    "react": _react,
}
