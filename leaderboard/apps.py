from django.apps import AppConfig


class LeaderboardConfig(AppConfig):
    name = "leaderboard"

    def ready(self) -> None:
        from leaderboard import permissions, receivers, receivers_points, saying  # noqa: F401  connects them
