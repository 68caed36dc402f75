"""What is kept about people by what members say about works."""

from portal.core.privacy import Erase, Rule, declare

WORDS = ("noticed", "wondered", "tried")

declare(
    Rule(
        model="mentorship.WorkNote",
        people=("author",),
        erase=Erase.DELETE,
        export=("public_id", "project", *WORDS, "status", "created_at", "usefulness", "thanks"),
    ),
    Rule(
        model="mentorship.WorkNote",
        people=("project__owner",),
        erase=Erase.DELETE,
        export=("public_id", "project", "author", "status", "created_at", "usefulness", "thanks"),
        left_out=WORDS,
    ),
    Rule(
        model="mentorship.WorkNote",
        people=("decided_by",),
        erase=Erase.PSEUDONYMISE,
        blank={"decided_by": None},
        export=("public_id", "status", "created_at"),
    ),
    Rule(
        model="mentorship.WorkSign",
        people=("person",),
        erase=Erase.DELETE,
        export=("project", "kind", "created_at"),
    ),
    Rule(
        model="mentorship.WorkSign",
        people=("project__owner",),
        erase=Erase.DELETE,
        export=("project", "kind", "created_at"),
        left_out=("person",),
    ),
)
