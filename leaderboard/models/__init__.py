from leaderboard.models.badges import Badge, BadgeAward
from leaderboard.models.certificates import Certificate
from leaderboard.models.milestones import Milestone, MilestoneReached
from leaderboard.models.points import BoardChoice, Metric, PastPlace, Period, PointEntry, Standing

__all__ = [
    "Badge",
    "BadgeAward",
    "BoardChoice",
    "Certificate",
    "Metric",
    "Milestone",
    "MilestoneReached",
    "PastPlace",
    "Period",
    "PointEntry",
    "Standing",
]
