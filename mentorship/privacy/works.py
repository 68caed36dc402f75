"""What is kept about people by learning and works."""

from collections.abc import Iterable
from typing import Any

from mentorship.models import ProjectFile, Upload
from mentorship.models.kept_files import private_storage
from portal.core.privacy import Erase, Rule, StoredFile, declare


def _renditions(file: ProjectFile) -> Iterable[StoredFile]:
    return [(file.original.storage, each["path"]) for each in file.renditions]


def _parts(upload: Upload) -> Iterable[StoredFile]:
    return [(private_storage(), path) for path in upload.parts]


def _file(file: ProjectFile) -> dict[str, Any]:
    return {
        "work": file.project_id,
        "kind": file.kind,
        "filename": file.filename,
        "alt_text": file.alt_text,
        "caption": file.caption,
        "transcript": file.transcript,
        "created_at": file.created_at,
        "stored_as": file.original.name.rpartition("/")[2],
    }


declare(
    Rule(
        model="mentorship.Commission",
        people=("maker", "asker"),
        erase=Erase.DELETE,
        export=("public_id", "project", "name", "message", "budget", "answer", "created_at", "answered_at"),
        left_out=("email",),
    ),
    Rule(
        model="mentorship.Upload",
        people=("project__owner",),
        erase=Erase.DELETE,
        export=("project", "filename", "size_bytes", "offset", "created_at", "expires_at"),
        files=_parts,
        left_out=("token", "parts"),
    ),
    Rule(
        model="mentorship.ProjectFile",
        people=("project__owner",),
        erase=Erase.DELETE,
        export=_file,
        files=_renditions,
        left_out=(
            *("original", "filename", "content_type", "alt_text", "caption", "renditions", "peaks"),
            *("transcript", "captions"),
        ),
    ),
    Rule(
        model="mentorship.Project",
        people=("owner",),
        erase=Erase.DELETE,
        export=(
            *("public_id", "title", "description", "media_type", "skills", "status", "visibility", "licence"),
            "takes_commissions",
            *("published_at", "created_at", "updated_at"),
        ),
        left_out=("public_token",),
    ),
    Rule(
        model="mentorship.WorkLink",
        people=("created_by",),
        erase=Erase.DELETE,
        export=("project", "label", "created_at", "expires_at", "revoked_at", "last_used_at", "use_count"),
        left_out=("key",),
    ),
    Rule(
        model="mentorship.UserSkill",
        people=("user",),
        erase=Erase.DELETE,
        export=("skill", "level", "created_at", "updated_at"),
    ),
    Rule(
        model="mentorship.LevelConfirmation",
        people=("user",),
        erase=Erase.DELETE,
        export=(
            *("user", "skill", "level", "evidence", "submission", "confirmed_by", "confirmed_at"),
            "taken_back_at",
        ),
    ),
    Rule(
        model="mentorship.LevelConfirmation",
        people=("confirmed_by",),
        erase=Erase.KEEP,
        export=("user", "skill", "level", "evidence", "confirmed_at", "taken_back_at"),
        reason="Is about the one whom they vouched for, who keeps it; the mentor is a pseudonym.",
    ),
    Rule(
        model="mentorship.Pairing",
        people=("mentor", "participant"),
        erase=Erase.KEEP,
        export=("mentor", "participant", "started_at", "ended_at"),
        reason="Shows who accompanied whom, and when; the other one keeps that. The person is a pseudonym.",
    ),
)
