"""What is kept about people by what they hand in, and by what others say about it."""

from collections.abc import Iterable
from typing import Any

from mentorship.models import Feedback, FeedbackFile, Submission, SubmissionFile, TaskFile
from portal.core.privacy import Erase, Rule, StoredFile, declare

BYTES = ("original", "filename", "content_type", "alt_text", "renditions", "peaks")


def _renditions(file: FeedbackFile | SubmissionFile | TaskFile) -> Iterable[StoredFile]:
    return [(file.original.storage, each["path"]) for each in file.renditions]


def _file(file: FeedbackFile | SubmissionFile | TaskFile) -> dict[str, Any]:
    return {
        "kind": file.kind,
        "filename": file.filename,
        "alt_text": file.alt_text,
        "created_at": file.created_at,
        "stored_as": file.original.name.rpartition("/")[2],
    }


def _heard(file: FeedbackFile) -> dict[str, Any]:
    """What goes with words that the participant was given to read; of a draft only that there is something."""
    return _file(file) if file.feedback.is_released else {"created_at": file.created_at}


def _submission(piece: Submission) -> dict[str, Any]:
    rated = piece.self_ratings.select_related("criterion", "level")
    return {
        "task": piece.task_id,
        "iteration": piece.number,
        "work": piece.project_id,
        "note": piece.note,
        "hours": piece.hours,
        "submitted_at": piece.submitted_at,
        "rated": {each.criterion.name: each.level.number for each in rated},
    }


def _received(feedback: Feedback) -> dict[str, Any]:
    """What the participant was given to read; of a draft only that there is one, of notes for mentors nothing."""
    about = {"piece": feedback.submission_id, "status": feedback.status, "released_at": feedback.released_at}
    return {**about, **_said(feedback), "useful": feedback.usefulness} if feedback.is_released else about


def _written(feedback: Feedback) -> dict[str, Any]:
    """What the reviewer has written; whether it was useful the participant told nobody but us."""
    when = {"status": feedback.status, "created_at": feedback.created_at, "released_at": feedback.released_at}
    return {**when, **_said(feedback), "note_for_mentors": feedback.mentor_note}


def _said(feedback: Feedback) -> dict[str, Any]:
    return {
        "strengths": feedback.strengths,
        "overall": feedback.overall,
        "outcome": feedback.outcome,
        "next_steps": [{"text": each.text, "done_at": each.done_at} for each in feedback.steps.all()],
        "levels": {
            each.criterion.name: each.level.number for each in feedback.scores.select_related("criterion", "level")
        },
        "notes": [each.text for each in feedback.marks.all()],
    }


KEPT = "Was said to the participant, who keeps it; whoever said it is a pseudonym."
WORDS = ("strengths", "overall", "mentor_note")

declare(
    Rule(
        model="mentorship.SavedComment",
        people=("owner",),
        erase=Erase.DELETE,
        export=("skill", "text", "created_at"),
    ),
    Rule(
        model="mentorship.FeedbackReply",
        people=("feedback__submission__task__participant",),
        erase=Erase.DELETE,
        export=("feedback", "author", "text", "created_at"),
    ),
    Rule(
        model="mentorship.FeedbackReply",
        people=("author",),
        erase=Erase.KEEP,
        export=("text", "created_at"),
        reason=KEPT,
    ),
    Rule(
        model="mentorship.Mark",
        people=("feedback__submission__task__participant",),
        erase=Erase.DELETE,
        reason="Stands with the feedback that it is part of.",
        left_out=("text",),
    ),
    Rule(
        model="mentorship.NextStep",
        people=("feedback__submission__task__participant",),
        erase=Erase.DELETE,
        reason="Stands with the feedback that it is part of.",
        left_out=("text",),
    ),
    Rule(
        model="mentorship.FeedbackFile",
        people=("feedback__submission__task__participant",),
        erase=Erase.DELETE,
        export=_heard,
        files=_renditions,
        left_out=BYTES,
    ),
    Rule(
        model="mentorship.Feedback",
        people=("submission__task__participant",),
        erase=Erase.DELETE,
        export=_received,
        left_out=WORDS,
    ),
    Rule(
        model="mentorship.Feedback",
        people=("reviewer",),
        erase=Erase.KEEP,
        export=_written,
        reason=KEPT,
        left_out=WORDS,
    ),
    Rule(
        model="mentorship.SubmissionFile",
        people=("submission__task__participant",),
        erase=Erase.DELETE,
        export=_file,
        files=_renditions,
        left_out=BYTES,
    ),
    Rule(
        model="mentorship.Submission",
        people=("task__participant",),
        erase=Erase.DELETE,
        export=_submission,
        left_out=("note",),
    ),
    Rule(
        model="mentorship.TaskFile",
        people=("task__participant",),
        erase=Erase.DELETE,
        export=_file,
        files=_renditions,
        left_out=BYTES,
    ),
    Rule(
        model="mentorship.Extension",
        people=("task__participant",),
        erase=Erase.DELETE,
        export=("task", "wanted_due_at", "reason", "status", "asked_at", "answer", "answered_by", "answered_at"),
    ),
    Rule(
        model="mentorship.Extension",
        people=("answered_by",),
        erase=Erase.KEEP,
        export=("status", "answer", "answered_at"),
        reason="Belongs to the one who asked; the one who answered is a pseudonym.",
    ),
)
