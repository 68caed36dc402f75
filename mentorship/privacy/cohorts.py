"""What is kept about people by cohorts."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="mentorship.CohortMember",
        people=("person",),
        erase=Erase.DELETE,
        export=("cohort", "joined_at", "left_at"),
    ),
    Rule(
        model="mentorship.Cohort",
        people=("led_by",),
        erase=Erase.KEEP,
        export=("public_id", "name", "about", "starts_on", "ends_on", "ended_at", "created_at"),
        reason="Others are in it. The person is a pseudonym.",
    ),
)
