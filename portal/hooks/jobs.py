"""What webhooks do in the background."""

from django.utils import timezone

from portal.core.jobs import job


@job
def deliver_hook(number: int) -> None:
    """Send the delivery with the primary key `number`, if it still waits; the clock makes up for what fails."""
    from portal.hooks import services  # which enqueue this

    services.deliver(number=number, now=timezone.now())
