"""What pages do in the background."""

from django.utils import timezone

from portal.core.jobs import job


@job
def build_export(number: int) -> None:
    """Build the exported site with the primary key `number`."""
    from cms_pages.services import exports  # which enqueues this

    exports.run(number=number, now=timezone.now())
