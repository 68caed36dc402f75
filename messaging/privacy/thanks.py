"""What is kept about people by thanking each other. What is cited is told where it was written."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="messaging.Thanks",
        people=("by",),
        erase=Erase.DELETE,
        export=("public_id", "to", "message", "feedback", "text", "is_shown", "is_hidden", "created_at"),
    ),
    Rule(
        model="messaging.Thanks",
        people=("to",),
        erase=Erase.DELETE,
        export=("public_id", "by", "message", "feedback", "text", "is_shown", "is_hidden", "created_at"),
    ),
)
