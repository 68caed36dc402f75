"""What is kept about people by talking with one another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from messaging.models import MessageFile
from portal.core.privacy import Erase, Rule, StoredFile, declare


def _renditions(file: MessageFile) -> Iterable[StoredFile]:
    return [(file.original.storage, each["path"]) for each in file.renditions]


def _file(file: MessageFile) -> dict[str, Any]:
    return {
        "message": file.message_id,
        "kind": file.kind,
        "filename": file.filename,
        "alt_text": file.alt_text,
        "created_at": file.created_at,
        "stored_as": file.original.name.rpartition("/")[2],
    }


declare(
    Rule(
        model="messaging.MessageReport",
        people=("by",),
        erase=Erase.DELETE,
        export=("message", "reason", "note", "created_at"),
    ),
    Rule(
        model="messaging.MessageFile",
        people=("message__author",),
        erase=Erase.DELETE,
        export=_file,
        files=_renditions,
        left_out=("original", "filename", "content_type", "alt_text", "renditions", "peaks"),
    ),
    Rule(
        model="messaging.Message",
        people=("author",),
        erase=Erase.PSEUDONYMISE,
        export=("conversation", "seq", "text", "sent_at", "edited_at", "deleted_at", "state"),
        blank={"text": "", "deleted_at": lambda erasing: erasing.now},
        left_out=("reviewed_by",),
    ),
    Rule(
        model="messaging.Reaction",
        people=("by",),
        erase=Erase.DELETE,
        export=("message", "sign", "created_at"),
    ),
    Rule(
        model="messaging.Membership",
        people=("user",),
        erase=Erase.DELETE,
        export=(
            "conversation",
            "state",
            "read_seq",
            "is_pinned",
            "is_archived",
            "is_muted",
            "draft",
            "joined_at",
            "left_at",
        ),
    ),
    Rule(
        model="messaging.Conversation",
        people=("memberships__user",),
        erase=Erase.KEEP,
        export=("public_id", "kind", "title", "created_at"),
        left_out=("key", "begun_by"),
        reason="It belongs to all who talk in it; what one of them said goes.",
    ),
    Rule(
        model="messaging.Block",
        people=("by",),
        erase=Erase.DELETE,
        export=("person", "created_at"),
    ),
    Rule(
        model="messaging.Block",
        people=("person",),
        erase=Erase.DELETE,
        reason="Who blocks somebody is not told to them.",
        left_out=("by",),
    ),
    Rule(
        model="messaging.ContactSetting",
        people=("user",),
        erase=Erase.DELETE,
        export=("who", "shows_reading", "shows_typing"),
        left_out=("listed",),
    ),
)
