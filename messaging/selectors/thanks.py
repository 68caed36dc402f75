"""Questions about thanks."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from mentorship.models import Feedback
from messaging.models import Conversation, Message, Thanks
from messaging.selectors import conversations
from portal.accounts import showing
from portal.accounts.models import User
from portal.accounts.permissions import apart_from
from portal.accounts.selectors import discoverable
from portal.core import freshness

ALONG = ("by", "to", "feedback__submission", "message__conversation")


def thankable(conversation: Conversation, reader: Any) -> QuerySet[Message]:
    """The messages of others that `reader` reads in `conversation`, and that still stand."""
    rows = conversations.messages_of(conversation, reader).exclude(author=reader)
    return rows.filter(state=Message.State.DELIVERED, deleted_at=None, hidden_at=None, is_hidden=False)


def feedback_to(person: Any) -> QuerySet[Feedback]:
    """The feedback that `person` was given."""
    rows = Feedback.objects.released().filter(submission__task__participant=person)
    return rows.select_related("reviewer", "submission")


def received(person: Any) -> QuerySet[Thanks]:
    """What others thanked `person` for, the newest first. One query."""
    rows = Thanks.objects.filter(to=person, by__is_active=True, is_hidden=False).exclude(by__in=apart_from(person))
    return rows.select_related(*ALONG).order_by("-created_at", "-pk")


def given(person: Any) -> QuerySet[Thanks]:
    """What `person` thanked others for, the newest first. One query."""
    return Thanks.objects.filter(by=person).select_related(*ALONG).order_by("-created_at", "-pk")


def shown(count: int) -> list[Thanks]:
    """The newest thanks that everybody reads. At most one query; nothing of what is cited comes along."""
    return freshness.kept_rows(
        "thanks",
        str(count),
        lambda: read_by_everybody().select_related("by", "to").order_by("-created_at", "-pk")[:count],
        lambda: Thanks.objects.select_related("by", "to"),
    )


def read_by_everybody() -> QuerySet[Thanks]:
    """What was thanked before everybody.

    Neither of the two is about to leave or took back a consent to be shown, and of minors it must have been given.
    """
    seen = showing.shown_to_members().filter(pk__in=discoverable().values("pk"))
    grown_up = Thanks.objects.exclude(to__age_band__in=User.MINOR)
    return grown_up.filter(is_shown=True, is_hidden=False, by__in=seen, to__in=seen)


def reportable(person: Any) -> QuerySet[Thanks]:
    """The thanks of others that `person` reads."""
    read = Q(pk__in=received(person).values("pk")) | Q(pk__in=read_by_everybody().values("pk"))
    return Thanks.objects.filter(read).exclude(by=person)
