"""What is kept about people who may join, and about what passed between us and others.

Most of it is about people without an account, whom `mentorship.services.prospects.forget` takes out. Once they
have one, their rows are part of their copy and go with them, but for what is counted.
"""

from typing import Any

from mentorship.models import Interaction
from mentorship.models.prospects import Prospect
from portal.core.privacy import Erase, Rule, declare

#: What takes the place of all that tells who a prospect was.
FORGOTTEN: dict[str, Any] = {
    **dict.fromkeys(
        (
            *("name", "phone", "email", "place", "languages", "weekdays", "source_note", "staff_note"),
            *("guardian_name", "guardian_contact", "phone_key", "email_key", "name_key", "reason_text"),
        ),
        "",
    ),
    "age_band": "unknown",
    "hours_per_week": None,
    "paused_until": None,
}
KEPT_FOR_COUNTING = "Is about somebody else, who keeps it; the mentor is a pseudonym."


def _interaction(interaction: Interaction) -> dict[str, Any]:
    """Of notes that mentors keep among themselves the copy says when and how, not what."""
    shared = interaction.visibility == Interaction.Visibility.SHARED
    said = {"notes": interaction.notes, "next_step": interaction.next_step, "due": interaction.next_step_date}
    return {
        "when": interaction.happened_at,
        "how": interaction.channel,
        "minutes": interaction.minutes,
        "outcome": interaction.outcome,
        **(said if shared else {}),
    }


def _forget(rows: Any, erasing: Any) -> None:
    Prospect.objects.filter(pk__in=rows.values("pk")).update(**FORGOTTEN, forgotten_at=erasing.now)


declare(
    Rule(
        model="mentorship.Interaction",
        people=("person", "prospect__onboarded_user"),
        erase=Erase.DELETE,
        export=_interaction,
        left_out=("public_id", "notes", "next_step"),
    ),
    Rule(
        model="mentorship.Interaction",
        people=("by",),
        erase=Erase.KEEP,
        export=("channel", "happened_at", "minutes", "outcome"),
        reason=KEPT_FOR_COUNTING,
    ),
    Rule(
        model="mentorship.Assessment",
        people=("prospect__onboarded_user",),
        erase=Erase.DELETE,
        export=("skill", "level", "evidence", "assessed_at"),
        left_out=("note",),
    ),
    Rule(
        model="mentorship.Assessment",
        people=("by",),
        erase=Erase.KEEP,
        export=("skill", "level", "assessed_at"),
        reason=KEPT_FOR_COUNTING,
    ),
    Rule(
        model="mentorship.StageChange",
        people=("prospect__onboarded_user",),
        erase=Erase.PSEUDONYMISE,
        export=("from_stage", "to_stage", "at"),
        blank={"reason_text": ""},
    ),
    Rule(
        model="mentorship.StageChange",
        people=("by",),
        erase=Erase.KEEP,
        export=("from_stage", "to_stage", "at"),
        reason=KEPT_FOR_COUNTING,
    ),
    Rule(
        model="mentorship.Distinction",
        people=("by",),
        erase=Erase.KEEP,
        export=("at",),
        reason="Two numbers and a time; the mentor is a pseudonym.",
    ),
    Rule(
        model="mentorship.Prospect",
        people=("onboarded_user", "merged_into__onboarded_user"),
        erase=Erase.PSEUDONYMISE,
        erase_with=_forget,
        blank=FORGOTTEN,
        left_out=("public_id", "consent_version", "reason_text"),
        export=(
            *("name", "phone", "email", "place", "languages", "weekdays", "hours_per_week", "paused_until"),
            *("skills", "source", "source_note", "consent_how", "consented_at", "age_band", "guardian_name"),
            *("guardian_contact", "stage", "stage_changed_at", "mentor", "created_at"),
        ),
    ),
    Rule(
        model="mentorship.Prospect",
        people=("mentor",),
        erase=Erase.KEEP,
        export=("public_id", "stage", "created_at"),
        reason=KEPT_FOR_COUNTING,
    ),
    Rule(
        model="mentorship.ImportBatch",
        people=("by",),
        erase=Erase.PSEUDONYMISE,
        export=("filename", "state", "uploaded_at", "row_count", "created_count", "committed_at", "undone_at"),
        blank={
            "filename": "",
            "columns": [],
            "rows": [],
            "mapping": {},
            "defaults": {},
            "errors": [],
            "doubles": [],
            "job": None,
            "reason": "",
        },
    ),
    Rule(
        model="mentorship.Reminder",
        people=("mentor",),
        erase=Erase.DELETE,
        export=("sent_on",),
    ),
    Rule(
        model="mentorship.SavedView",
        people=("owner",),
        erase=Erase.DELETE,
        export=("name", "query", "created_at"),
    ),
)
