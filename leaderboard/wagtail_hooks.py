"""What Wagtail shows of recognition."""

from wagtail import hooks

from leaderboard.viewsets import BadgeViewSet, MilestoneViewSet


@hooks.register("register_admin_viewset")
def badges() -> BadgeViewSet:
    return BadgeViewSet("leaderboard_badge")


@hooks.register("register_admin_viewset")
def milestones() -> MilestoneViewSet:
    return MilestoneViewSet("leaderboard_milestone")
