"""What points do in the background."""

from django.utils import timezone

from portal.core.jobs import job, tell_progress


@job
def rebuild_points() -> None:
    """Put all points and boards right; may be done again at any time."""
    from leaderboard.services import rebuilding

    rebuilding.rebuild(now=timezone.now(), progress=tell_progress)
