from leaderboard.models.badges import Badge, BadgeAward
from leaderboard.models.certificates import Certificate

__all__ = ["Badge", "BadgeAward", "Certificate"]
