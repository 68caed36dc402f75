"""What pages do in the background."""

from django.utils import timezone

from portal.core.jobs import job


@job
def build_export(number: int) -> None:
    """Build the exported site with the primary key `number`."""
    from cms_pages.services import exports  # which enqueues this

    exports.run(number=number, now=timezone.now())


@job
def check_links() -> None:
    """Ask other sites whether the links of our pages still lead somewhere."""
    from cms_pages.services import mentions

    mentions.check_outside(now=timezone.now(), clock=timezone.now)
