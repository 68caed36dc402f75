"""What is kept about people by their diaries."""

from collections.abc import Iterable
from typing import Any

from mentorship.models import JournalFile
from portal.core.privacy import Erase, Rule, StoredFile, declare


def _renditions(file: JournalFile) -> Iterable[StoredFile]:
    return [(file.original.storage, each["path"]) for each in file.renditions]


def _file(file: JournalFile) -> dict[str, Any]:
    return {
        "entry": file.entry_id,
        "kind": file.kind,
        "filename": file.filename,
        "alt_text": file.alt_text,
        "created_at": file.created_at,
        "stored_as": file.original.name.rpartition("/")[2],
    }


declare(
    Rule(
        model="mentorship.JournalReading",
        people=("reader", "entry__owner"),
        erase=Erase.DELETE,
        export=("entry", "reader", "read_at"),
    ),
    Rule(
        model="mentorship.JournalReply",
        people=("entry__owner",),
        erase=Erase.DELETE,
        export=("entry", "author", "text", "created_at"),
    ),
    Rule(
        model="mentorship.JournalReply",
        people=("author",),
        erase=Erase.KEEP,
        export=("text", "created_at"),
        reason="Was said to the owner of the diary, who keeps it; whoever said it is a pseudonym.",
    ),
    Rule(
        model="mentorship.JournalFile",
        people=("entry__owner",),
        erase=Erase.DELETE,
        export=_file,
        files=_renditions,
        left_out=("original", "filename", "content_type", "alt_text", "renditions", "peaks"),
    ),
    Rule(
        model="mentorship.JournalEntry",
        people=("owner",),
        erase=Erase.DELETE,
        export=(
            *("public_id", "text", "happened_on", "minutes", "mood", "skill", "task", "prompt", "visibility"),
            *("created_at", "updated_at"),
        ),
        left_out=("public_token",),
    ),
)
