"""What is kept about people by announcing things to them."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="messaging.Announcement",
        people=("written_by",),
        erase=Erase.KEEP,
        export=("title", "text", "audience", "role", "cohort", "goes_at", "sent_at", "withdrawn_at"),
        left_out=("submission",),
        reason="It was said for the chapter, and many have it.",
    ),
    Rule(
        model="messaging.Addressee",
        people=("person",),
        erase=Erase.DELETE,
        export=("announcement", "told_at", "read_at"),
    ),
)
