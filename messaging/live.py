"""The only module that touches the channel layer: it hints that there is news, and never carries any.

What is new lies in the database. A hint that gets lost costs time, not words.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

if TYPE_CHECKING:
    from messaging.models import Conversation
    from portal.accounts.models import User

logger = logging.getLogger(__name__)

#: Those who look at boards.
BOARDS = "boards"


def group_of(public_id: str) -> str:
    """Return the name of those who watch the conversation `public_id`."""
    return f"talk.{public_id}"


def hint(*, conversation: Conversation) -> None:
    """Tell the open pages of `conversation`, once this is committed, that it has changed."""
    counters = {"change": conversation.last_change, "version": conversation.version}
    counters["reads"] = conversation.reads_version
    _tell(conversation, {"type": "conversation.changed", "id": conversation.public_id, **counters})


def typing(*, conversation: Conversation, by: User, to: list[int]) -> None:
    """Tell the open pages of the people `to` that `by` writes. It is forgotten after some seconds."""
    who = {"handle": by.handle, "name": by.display_name, "to": to, "version": conversation.version}
    _tell(conversation, {"type": "conversation.typing", "id": conversation.public_id, **who})


def ask_again(*, conversation: Conversation) -> None:
    """Let who watches `conversation` be asked again, once this is committed, whether they may."""
    _tell(conversation, {"type": "conversation.rights", "id": conversation.public_id})


def hint_at_boards() -> None:
    """Tell open boards, once this is committed, that places may have moved."""
    transaction.on_commit(lambda: _send(BOARDS, {"type": "boards.changed"}))


def _tell(conversation: Conversation, fact: dict[str, object]) -> None:
    group = group_of(conversation.public_id)
    transaction.on_commit(lambda: _send(group, fact))


def _send(group: str, fact: dict[str, object]) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(group, fact)
    except Exception:  # whatever the line to Redis says: the words are stored, and pages ask for them
        logger.warning("A hint to %s was lost", group, exc_info=True)
