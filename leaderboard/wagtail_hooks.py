"""What Wagtail shows of recognition."""

from wagtail import hooks

from leaderboard.viewsets import BadgeViewSet


@hooks.register("register_admin_viewset")
def badges() -> BadgeViewSet:
    return BadgeViewSet("leaderboard_badge")
