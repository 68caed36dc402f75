"""What is kept about people by tasks, goals and the search for a mentor."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="mentorship.Task",
        people=("participant",),
        erase=Erase.DELETE,
        export=(
            *(
                "public_id",
                "assigned_by",
                "title",
                "brief",
                "skill",
                "rubric",
                "estimated_hours",
                "due_at",
                "cohort",
                "status",
            ),
            *("created_at", "started_at", "submitted_at", "approved_at", "withdrawn_at", "expired_at"),
        ),
    ),
    Rule(
        model="mentorship.Task",
        people=("assigned_by",),
        erase=Erase.KEEP,
        export=("public_id", "title", "brief", "skill", "due_at", "status", "created_at"),
        reason="Is what the participant was given to do, who keeps it; the mentor is a pseudonym.",
    ),
    Rule(
        model="mentorship.Task",
        people=("claimed_by",),
        erase=Erase.KEEP,
        export=("public_id", "claimed_until"),
        reason="Says for half an hour who looks at a piece of somebody else; by then it is a pseudonym.",
    ),
    Rule(
        model="mentorship.CalendarLink",
        people=("person",),
        erase=Erase.DELETE,
        export=("created_at",),
        left_out=("key",),
    ),
    Rule(
        model="mentorship.Goal",
        people=("owner",),
        erase=Erase.DELETE,
        export=(
            *("public_id", "set_by", "title", "target_amount", "currency", "skill", "level", "status"),
            *("created_at", "reached_at", "dropped_at"),
        ),
    ),
    Rule(
        model="mentorship.Goal",
        people=("set_by",),
        erase=Erase.KEEP,
        export=("public_id", "created_at"),
        reason="Is the goal of somebody else, who keeps it; who wrote it down is a pseudonym.",
    ),
    Rule(
        model="mentorship.MentorRequest",
        people=("mentor", "participant"),
        erase=Erase.DELETE,
        export=(
            *("public_id", "mentor", "participant", "message", "status", "reason", "answer"),
            *("created_at", "waiting_since", "answered_at"),
        ),
    ),
    Rule(
        model="mentorship.MentorProfile",
        people=("user",),
        erase=Erase.DELETE,
        export=(
            *("about", "skills", "languages", "weekdays", "hours_per_week", "paused_until"),
            *("capacity", "takes_requests", "created_at", "updated_at"),
        ),
    ),
)
