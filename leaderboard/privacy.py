"""What is kept about people by recognition."""

from portal.core.privacy import Erase, Rule, declare

declare(
    Rule(
        model="leaderboard.BadgeAward",
        people=("user",),
        erase=Erase.DELETE,
        export=(
            *("badge", "user", "awarded_at", "awarded_by", "evidence", "confirmation", "milestone", "is_hidden"),
            *("revoked_at", "revoked_because"),
        ),
    ),
    Rule(
        model="leaderboard.BadgeAward",
        people=("awarded_by",),
        erase=Erase.KEEP,
        export=("badge", "user", "awarded_at", "evidence", "revoked_at", "revoked_because"),
        reason="Is about the one who earned it, who keeps it; who awarded it is a pseudonym.",
    ),
    Rule(
        model="leaderboard.MilestoneReached",
        people=("user",),
        erase=Erase.DELETE,
        export=("milestone", "reached_at", "request"),
    ),
    Rule(
        model="leaderboard.Certificate",
        people=("user",),
        erase=Erase.DELETE,
        export=(
            *("public_id", "user", "confirmation", "name", "level_name", "issued_at"),
            *("revoked_at", "revoked_because"),
        ),
    ),
    Rule(
        model="leaderboard.PointEntry",
        people=("user",),
        erase=Erase.DELETE,
        export=("rule", "source", "points", "day", "skill", "created_at"),
    ),
    Rule(
        model="leaderboard.Standing",
        people=("user",),
        erase=Erase.DELETE,
        export=("metric", "period", "begins", "skill", "points", "sorted_by"),
    ),
    Rule(
        model="leaderboard.BoardChoice",
        people=("user",),
        erase=Erase.DELETE,
        export=("takes_part", "is_nameless", "near_only", "left_at"),
    ),
    Rule(
        model="leaderboard.PastPlace",
        people=("user",),
        erase=Erase.DELETE,
        export=("metric", "period", "begins", "place", "points"),
    ),
)
