"""What is kept about people by telling them things."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="messaging.Notification",
        people=("person",),
        erase=Erase.DELETE,
        export=("kind", "source_type", "source_id", "created_at", "read_at", "mail_choice"),
        left_out=("occasion",),
    ),
    Rule(
        model="messaging.OutgoingMail",
        people=("person",),
        erase=Erase.DELETE,
        export=("form", "state", "attempts", "sent_at"),
        left_out=("key", "error", "letter", "source_id", "occasion"),
    ),
    Rule(
        model="messaging.Preference",
        people=("person",),
        erase=Erase.DELETE,
        export=("kind", "in_inbox", "mail"),
    ),
    Rule(
        model="messaging.Reception",
        people=("person",),
        erase=Erase.DELETE,
        export=(
            "language",
            "time_zone",
            "quiet_from",
            "quiet_until",
            "digest_hour",
            "digest_weekday",
            "shows_text",
        ),
    ),
)
