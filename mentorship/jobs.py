"""What mentorship does in the background."""

from django.utils import timezone, translation

from portal.core.jobs import job, this_job


@job
def try_table(number: int, language: str) -> None:
    """Try the table with the primary key `number` out; what is wrong with its rows is told in `language`."""
    from mentorship.services import imports  # which enqueues this

    with translation.override(language):
        imports.run_trying(number=number, job=this_job(), now=timezone.now())


@job
def take_table_in(number: int, language: str, with_doubles: bool) -> None:
    """Take the table with the primary key `number` in; if it cannot be, the reason is told in `language`."""
    from mentorship.services import imports  # which enqueues this

    with translation.override(language):
        imports.run_taking_in(number=number, job=this_job(), now=timezone.now(), with_doubles=with_doubles)
