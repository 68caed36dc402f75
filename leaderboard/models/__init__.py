from leaderboard.models.badges import Badge, BadgeAward

__all__ = ["Badge", "BadgeAward"]
