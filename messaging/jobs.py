"""What messaging does in the background."""

from django.utils import timezone

from portal.core.jobs import job


@job
def send_announcement(number: int) -> None:
    """Send the announcement with the primary key `number`, if it is due; the clock makes up for what fails."""
    from messaging.services import announcements  # which enqueue this

    announcements.send(number=number, now=timezone.now())


@job
def deliver_mail(number: int) -> None:
    """Send the mail with the primary key `number`, if it still waits; the clock makes up for what fails."""
    from messaging.services import letters, mails  # which enqueue this

    mails.deliver(number=number, compose=letters.compose, now=timezone.now())
