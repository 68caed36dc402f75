"""Letters to people without an account. Links are built from SITE_URL, never from a request."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from cms_pages.models import FormAnswer, FormPage
from portal.core.letters import write


def told_by(page: FormPage) -> list[str]:
    """Return the addresses that `page` tells of each answer."""
    return [address for address in (each.strip() for each in page.told.split(",")) if address]


def form_answered(answer: FormAnswer, number: int) -> EmailMessage | None:
    """Return what the address with this `number` is told. What was written stays where it can be deleted."""
    addresses = told_by(answer.page)
    if number >= len(addresses):
        return None
    link = f"{settings.SITE_URL}{reverse('wagtailforms:list_submissions', args=[answer.page_id])}"
    return write(
        to=addresses[number],
        subject=_("A new answer to “%(title)s”") % {"title": answer.page.title},
        template="cms_pages/form_answered",
        context={"page": answer.page, "link": link},
    )
