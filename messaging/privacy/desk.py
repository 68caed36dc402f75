"""What is kept about people by looking at what was reported."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="messaging.CaseReport",
        people=("by",),
        erase=Erase.DELETE,
        export=("reason", "note", "created_at"),
    ),
    Rule(
        model="messaging.Decision",
        people=("person",),
        erase=Erase.DELETE,
        export=("act", "reason", "text", "created_at"),
    ),
    Rule(
        model="messaging.Suspension",
        people=("person",),
        erase=Erase.DELETE,
        export=("begun_at", "until", "ended_at"),
    ),
    Rule(
        model="messaging.Case",
        people=("person",),
        erase=Erase.PSEUDONYMISE,
        export=("kind", "state", "is_hidden", "appeal", "opened_at", "changed_at"),
        blank={"appeal": ""},
        left_out=("claimed_by", "was_shown"),
    ),
    Rule(
        model="messaging.CaseAct",
        people=("by",),
        erase=Erase.KEEP,
        export=("act", "reason", "at"),
        reason="Who looked after safety, and what they did, stands for ever: a number and codes.",
    ),
)
