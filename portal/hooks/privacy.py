"""What webhooks keep about people."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="hooks.Attempt",
        people=("delivery__about",),
        erase=Erase.DELETE,
        reason="Whether another system answered, in a status and our own words.",
        left_out=("reason",),
    ),
    Rule(
        model="hooks.Delivery",
        people=("about",),
        erase=Erase.DELETE,
        export=("event", "created_at", "state"),
        left_out=("body",),
    ),
    Rule(
        model="hooks.Endpoint",
        people=("owner",),
        erase=Erase.DELETE,
        export=("url", "events", "created_at", "is_on", "ended_at"),
        left_out=("nonce", "old_nonce"),
    ),
    Rule(
        model="hooks.Endpoint",
        people=("made_by",),
        erase=Erase.KEEP,
        export=("url", "events", "created_at", "is_on"),
        left_out=("nonce", "old_nonce"),
        reason="The chapter's, whoever entered it; the person is a pseudonym by then.",
    ),
)
