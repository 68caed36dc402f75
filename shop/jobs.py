"""What the shop does in the background."""

from datetime import date

from django.utils import timezone

from portal.core.jobs import job


@job
def look_over_books(day: str) -> None:
    """Look whether all money and stock adds up, and tell operators what does not; once for each day (ISO)."""
    from shop.services import watching

    watching.look_over(day=date.fromisoformat(day), now=timezone.now())


@job
def work_inbox() -> None:
    """Act on what payment providers told us; what fails is tried again by the clock."""
    from shop.services import inbox

    inbox.work(now=timezone.now())
